package org.bitnetj.kernels.internal.opencl;

import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

import org.bitnetj.kernels.ComputeDevice;
import org.lwjgl.opencl.CL10;
import org.lwjgl.opencl.CL12;
import org.lwjgl.opencl.CL21;

/**
 * A device and what it can do.
 *
 * @param platform its platform's handle
 * @param handle its own
 * @param info its description
 * @param extensions the names of its extensions
 * @param languageMajor major version of its OpenCL C, as far as options for the compiler need it
 * @param maxGroup the most work items of a group
 * @param localBytes bytes of local memory
 * @param globalBytes bytes of memory
 * @param maxBufferBytes bytes of the largest buffer
 * @param subgroups whether work groups have sub-groups
 * @param floatFlags its abilities in single precision
 * @param rejection why it cannot be used, or empty if it can
 */
record OpenClDevice(long platform, long handle, ComputeDevice info, Set<String> extensions, int languageMajor, int maxGroup,
        long localBytes,
        long globalBytes, long maxBufferBytes, boolean subgroups, long floatFlags, Optional<String> rejection) {
    /** A work group has up to 64 rows, or 256 work items that quantize. */
    static final int LEAST_GROUP = 64;

    private static final long ROUNDS_DIVISION = CL12.CL_FP_CORRECTLY_ROUNDED_DIVIDE_SQRT;
    private static final long KEEPS_DENORMALS = CL10.CL_FP_DENORM;

    static OpenClDevice describe(Cl cl, long platform, long device, Optional<String> lost) {
        long type = cl.deviceNumber(device, CL10.CL_DEVICE_TYPE);
        String version = cl.deviceText(device, CL10.CL_DEVICE_VERSION);
        ComputeDevice info = new ComputeDevice(cl.platformText(platform, CL10.CL_PLATFORM_NAME), cl.deviceText(device, CL10.CL_DEVICE_NAME),
                typeName(type), cl.deviceText(device, CL10.CL_DRIVER_VERSION), version);
        Set<String> extensions = Arrays.stream(cl.deviceText(device, CL10.CL_DEVICE_EXTENSIONS).split("\\s+")).collect(Collectors.toSet());
        boolean subgroups = extensions.contains("cl_khr_subgroups") || cl.deviceNumber(device, CL21.CL_DEVICE_MAX_NUM_SUB_GROUPS) > 0;
        return new OpenClDevice(platform, device, info, extensions, major(version),
                (int) Math.min(Integer.MAX_VALUE, cl.deviceNumber(device, CL10.CL_DEVICE_MAX_WORK_GROUP_SIZE)),
                cl.deviceNumber(device, CL10.CL_DEVICE_LOCAL_MEM_SIZE), cl.deviceNumber(device, CL10.CL_DEVICE_GLOBAL_MEM_SIZE),
                cl.deviceNumber(device, CL10.CL_DEVICE_MAX_MEM_ALLOC_SIZE), subgroups,
                cl.deviceNumber(device, CL10.CL_DEVICE_SINGLE_FP_CONFIG), lost.or(() -> rejection(cl, device, type, version)));
    }

    private static String typeName(long type) {
        return (type & CL10.CL_DEVICE_TYPE_GPU) != 0
                ? "GPU"
                : (type & CL10.CL_DEVICE_TYPE_CPU) != 0 ? "CPU" : (type & CL10.CL_DEVICE_TYPE_ACCELERATOR) != 0 ? "accelerator" : "custom";
    }

    /** "OpenCL 3.0 vendor's words" */
    private static int major(String version) {
        return version.matches("OpenCL \\d\\..*") ? version.charAt("OpenCL ".length()) - '0' : 1;
    }

    private static Optional<String> rejection(Cl cl, long device, long type, String version) {
        if (typeName(type).equals("custom")) {
            return Optional.of("it is of a custom type, which runs no programs");
        }
        if (cl.deviceNumber(device, CL10.CL_DEVICE_AVAILABLE) == 0) {
            return Optional.of("its driver says that it is not available");
        }
        if (cl.deviceNumber(device, CL10.CL_DEVICE_COMPILER_AVAILABLE) == 0) {
            return Optional.of("its driver has no compiler");
        }
        if (version.matches("OpenCL 1\\.[01].*")) {
            return Optional.of("it has " + version + ", and version 1.2 is needed");
        }
        if (cl.deviceNumber(device, CL10.CL_DEVICE_ENDIAN_LITTLE) == 0) {
            return Optional.of("it is big-endian");
        }
        long group = cl.deviceNumber(device, CL10.CL_DEVICE_MAX_WORK_GROUP_SIZE);
        if (group < LEAST_GROUP) {
            return Optional.of("its work groups have " + group + " work items at the most, and " + LEAST_GROUP + " are needed");
        }
        return Optional.empty();
    }

    boolean isGpu() {
        return info.type().equals("GPU");
    }

    boolean isCpu() {
        return info.type().equals("CPU");
    }

    boolean has(String extension) {
        return extensions.contains(extension);
    }

    /** Double precision, whose quotient of two floats rounds to the float that a correct division gives. */
    boolean hasDoubles() {
        return has("cl_khr_fp64");
    }

    /** Whether division can be told to round correctly. */
    boolean roundsDivision() {
        return (floatFlags & ROUNDS_DIVISION) != 0;
    }

    /** Whether all that a model computes in floats comes out as on the CPU: norms are taken by roots of doubles. */
    boolean computesFloatsExactly() {
        return hasDoubles() && (floatFlags & KEEPS_DENORMALS) != 0;
    }

    /** Whether scaled sums and quantized activations come out as on the CPU, to the bit. */
    boolean scalesExactly() {
        return (hasDoubles() || roundsDivision()) && (floatFlags & KEEPS_DENORMALS) != 0;
    }
}
