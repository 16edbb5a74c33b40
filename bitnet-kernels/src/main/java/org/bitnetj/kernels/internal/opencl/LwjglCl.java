package org.bitnetj.kernels.internal.opencl;

import static org.lwjgl.system.MemoryStack.stackPush;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.IntBuffer;
import java.nio.charset.StandardCharsets;

import org.bitnetj.kernels.DeviceException;
import org.lwjgl.PointerBuffer;
import org.lwjgl.opencl.CL10;
import org.lwjgl.system.MemoryStack;
import org.lwjgl.system.MemoryUtil;

/** OpenCL by LWJGL; made by {@link LwjglLoader}, after the library has been loaded. */
final class LwjglCl implements Cl {

    @Override
    public long[] platforms() {
        try (MemoryStack stack = stackPush()) {
            IntBuffer count = stack.mallocInt(1);
            ClErrors.check("clGetPlatformIDs", CL10.clGetPlatformIDs(null, count));
            PointerBuffer ids = stack.mallocPointer(Math.max(1, count.get(0)));
            ClErrors.check("clGetPlatformIDs", CL10.clGetPlatformIDs(ids, (IntBuffer) null));
            return array(ids, count.get(0));
        }
    }

    private static long[] array(PointerBuffer ids, int count) {
        long[] array = new long[count];
        ids.get(array);
        return array;
    }

    /** A question that is asked twice: how long is the answer, and the answer. */
    private interface Question {
        int ask(long size, long value, long sizeNeeded);
    }

    private static byte[] answer(String call, Question question) {
        try (MemoryStack stack = stackPush()) {
            PointerBuffer size = stack.mallocPointer(1);
            ClErrors.check(call, question.ask(0, MemoryUtil.NULL, MemoryUtil.memAddress(size)));
            byte[] bytes = new byte[Math.toIntExact(size.get(0))];
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment value = arena.allocate(Math.max(1, bytes.length), 8);
                ClErrors.check(call, question.ask(bytes.length, value.address(), MemoryUtil.NULL));
                MemorySegment.copy(value, ValueLayout.JAVA_BYTE, 0, bytes, 0, bytes.length);
            }
            return bytes;
        }
    }

    private static String text(String call, Question question) {
        byte[] bytes = answer(call, question);
        int length = bytes.length > 0 && bytes[bytes.length - 1] == 0 ? bytes.length - 1 : bytes.length;
        return new String(bytes, 0, length, StandardCharsets.UTF_8).strip();
    }

    @Override
    public String platformText(long platform, int name) {
        return text("clGetPlatformInfo", (size, value, needed) -> CL10.nclGetPlatformInfo(platform, name, size, value, needed));
    }

    @Override
    public long[] devices(long platform) {
        try (MemoryStack stack = stackPush()) {
            IntBuffer count = stack.mallocInt(1);
            int code = CL10.clGetDeviceIDs(platform, CL10.CL_DEVICE_TYPE_ALL, null, count);
            if (code == ClErrors.DEVICE_NOT_FOUND) {
                return new long[0];
            }
            ClErrors.check("clGetDeviceIDs", code);
            PointerBuffer ids = stack.mallocPointer(Math.max(1, count.get(0)));
            ClErrors.check("clGetDeviceIDs", CL10.clGetDeviceIDs(platform, CL10.CL_DEVICE_TYPE_ALL, ids, (IntBuffer) null));
            return array(ids, count.get(0));
        }
    }

    private static Question device(long device, int name) {
        return (size, value, needed) -> CL10.nclGetDeviceInfo(device, name, size, value, needed);
    }

    @Override
    public String deviceText(long device, int name) {
        try {
            return text("clGetDeviceInfo", device(device, name));
        } catch (DeviceException e) {
            return unknown(e, "");
        }
    }

    @Override
    public long deviceNumber(long device, int name) {
        byte[] bytes;
        try {
            bytes = answer("clGetDeviceInfo", device(device, name));
        } catch (DeviceException e) {
            return unknown(e, 0L);
        }
        ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
        return bytes.length >= 8 ? buffer.getLong(0) : bytes.length >= 4 ? Integer.toUnsignedLong(buffer.getInt(0)) : 0;
    }

    /** Questions of later versions of OpenCL are invalid values to earlier ones. */
    private static <T> T unknown(DeviceException e, T answer) {
        if (e.code() == ClErrors.INVALID_VALUE) {
            return answer;
        }
        throw e;
    }

    /** A call that returns a handle and leaves its error behind. */
    private interface Creation {
        long create(IntBuffer error);
    }

    private static long create(String call, Creation creation) {
        try (MemoryStack stack = stackPush()) {
            IntBuffer error = stack.mallocInt(1);
            long handle = creation.create(error);
            ClErrors.check(call, error.get(0));
            return handle;
        }
    }

    @Override
    public long createContext(long platform, long device) {
        return create("clCreateContext", error -> {
            try (MemoryStack stack = stackPush()) {
                PointerBuffer properties = stack.pointers(CL10.CL_CONTEXT_PLATFORM, platform, 0);
                return CL10.nclCreateContext(MemoryUtil.memAddress(properties), 1, MemoryUtil.memAddress(stack.pointers(device)),
                        MemoryUtil.NULL, MemoryUtil.NULL, MemoryUtil.memAddress(error));
            }
        });
    }

    @Override
    public void releaseContext(long context) {
        ClErrors.check("clReleaseContext", CL10.clReleaseContext(context));
    }

    @Override
    public long createQueue(long context, long device) {
        return create("clCreateCommandQueue", error -> CL10.clCreateCommandQueue(context, device, 0, error));
    }

    @Override
    public void releaseQueue(long queue) {
        ClErrors.check("clReleaseCommandQueue", CL10.clReleaseCommandQueue(queue));
    }

    @Override
    public long createBuffer(long context, long bytes) {
        return create("clCreateBuffer of " + bytes + " bytes", error -> CL10.nclCreateBuffer(context, CL10.CL_MEM_READ_WRITE, bytes,
                MemoryUtil.NULL, MemoryUtil.memAddress(error)));
    }

    @Override
    public void releaseBuffer(long buffer) {
        ClErrors.check("clReleaseMemObject", CL10.clReleaseMemObject(buffer));
    }

    @Override
    public long createProgram(long context, String source) {
        return create("clCreateProgramWithSource", error -> CL10.clCreateProgramWithSource(context, source, error));
    }

    @Override
    public long createProgram(long context, long device, byte[] binary) {
        try (Arena arena = Arena.ofConfined(); MemoryStack stack = stackPush()) {
            MemorySegment bytes = arena.allocateFrom(ValueLayout.JAVA_BYTE, binary);
            IntBuffer status = stack.mallocInt(1);
            IntBuffer error = stack.mallocInt(1);
            long program = CL10.nclCreateProgramWithBinary(context, 1, MemoryUtil.memAddress(stack.pointers(device)),
                    MemoryUtil.memAddress(stack.pointers((long) binary.length)), MemoryUtil.memAddress(stack.pointers(bytes.address())),
                    MemoryUtil.memAddress(status), MemoryUtil.memAddress(error));
            ClErrors.check("clCreateProgramWithBinary", error.get(0));
            return program;
        }
    }

    @Override
    public void build(long program, long device, String options) {
        int code = CL10.clBuildProgram(program, device, options, null, MemoryUtil.NULL);
        if (code != 0) {
            String log = text("clGetProgramBuildInfo", (size, value, needed) -> CL10.nclGetProgramBuildInfo(program, device,
                    CL10.CL_PROGRAM_BUILD_LOG, size, value, needed));
            throw new DeviceException("clBuildProgram with \"" + options + "\" failed with " + ClErrors.name(code) + "; build log:"
                    + System.lineSeparator() + log, code);
        }
    }

    @Override
    public byte[] binary(long program) {
        int length = Math.toIntExact(ByteBuffer.wrap(answer("clGetProgramInfo", (size, value, needed) -> CL10.nclGetProgramInfo(program,
                CL10.CL_PROGRAM_BINARY_SIZES, size, value, needed))).order(ByteOrder.nativeOrder()).getLong(0));
        try (Arena arena = Arena.ofConfined(); MemoryStack stack = stackPush()) {
            MemorySegment bytes = arena.allocate(Math.max(1, length));
            PointerBuffer pointer = stack.pointers(bytes.address());
            ClErrors.check("clGetProgramInfo", CL10.nclGetProgramInfo(program, CL10.CL_PROGRAM_BINARIES, pointer.remaining() * 8L,
                    MemoryUtil.memAddress(pointer), MemoryUtil.NULL));
            return bytes.asSlice(0, length).toArray(ValueLayout.JAVA_BYTE);
        }
    }

    @Override
    public void releaseProgram(long program) {
        ClErrors.check("clReleaseProgram", CL10.clReleaseProgram(program));
    }

    @Override
    public long createKernel(long program, String name) {
        return create("clCreateKernel " + name, error -> CL10.clCreateKernel(program, name, error));
    }

    @Override
    public void releaseKernel(long kernel) {
        ClErrors.check("clReleaseKernel", CL10.clReleaseKernel(kernel));
    }

    @Override
    public void setHandle(long kernel, int index, long handle) {
        ClErrors.check("clSetKernelArg " + index, CL10.clSetKernelArg1p(kernel, index, handle));
    }

    @Override
    public void setInt(long kernel, int index, int value) {
        ClErrors.check("clSetKernelArg " + index, CL10.clSetKernelArg1i(kernel, index, value));
    }

    @Override
    public void setFloat(long kernel, int index, float value) {
        ClErrors.check("clSetKernelArg " + index, CL10.clSetKernelArg1f(kernel, index, value));
    }

    @Override
    public void setLocal(long kernel, int index, long bytes) {
        ClErrors.check("clSetKernelArg " + index, CL10.clSetKernelArg(kernel, index, bytes));
    }

    @Override
    public long run(long queue, long kernel, long[] global, long[] local, long after) {
        try (MemoryStack stack = stackPush()) {
            PointerBuffer event = stack.mallocPointer(1);
            ClErrors.check("clEnqueueNDRangeKernel", CL10.clEnqueueNDRangeKernel(queue, kernel, global.length, null,
                    stack.pointers(global), stack.pointers(local), after == NONE ? null : stack.pointers(after), event));
            return event.get(0);
        }
    }

    @Override
    public long write(long queue, long buffer, long offset, MemorySegment from, long after) {
        try (MemoryStack stack = stackPush()) {
            PointerBuffer event = stack.mallocPointer(1);
            ClErrors.check("clEnqueueWriteBuffer", CL10.nclEnqueueWriteBuffer(queue, buffer, CL10.CL_FALSE, offset, from.byteSize(),
                    from.address(), after == NONE ? 0 : 1, after == NONE ? MemoryUtil.NULL : MemoryUtil.memAddress(stack.pointers(after)),
                    MemoryUtil.memAddress(event)));
            return event.get(0);
        }
    }

    @Override
    public long read(long queue, long buffer, MemorySegment to, long after) {
        try (MemoryStack stack = stackPush()) {
            PointerBuffer event = stack.mallocPointer(1);
            ClErrors.check("clEnqueueReadBuffer", CL10.nclEnqueueReadBuffer(queue, buffer, CL10.CL_FALSE, 0, to.byteSize(),
                    to.address(), after == NONE ? 0 : 1, after == NONE ? MemoryUtil.NULL : MemoryUtil.memAddress(stack.pointers(after)),
                    MemoryUtil.memAddress(event)));
            return event.get(0);
        }
    }

    @Override
    public long copy(long queue, long from, long to, long bytes) {
        try (MemoryStack stack = stackPush()) {
            PointerBuffer event = stack.mallocPointer(1);
            ClErrors.check("clEnqueueCopyBuffer", CL10.clEnqueueCopyBuffer(queue, from, to, 0, 0, bytes, null, event));
            return event.get(0);
        }
    }

    @Override
    public void flush(long queue) {
        ClErrors.check("clFlush", CL10.clFlush(queue));
    }

    @Override
    public void await(long event) {
        ClErrors.check("clWaitForEvents", CL10.clWaitForEvents(event));
    }

    @Override
    public void finish(long queue) {
        ClErrors.check("clFinish", CL10.clFinish(queue));
    }

    @Override
    public void releaseEvent(long event) {
        ClErrors.check("clReleaseEvent", CL10.clReleaseEvent(event));
    }
}
