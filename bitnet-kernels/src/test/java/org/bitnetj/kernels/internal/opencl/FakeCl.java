package org.bitnetj.kernels.internal.opencl;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

import org.bitnetj.kernels.Backend;
import org.bitnetj.kernels.DeviceException;
import org.bitnetj.kernels.Expected;
import org.lwjgl.opencl.CL10;

/** The OpenCL of this machine, but for calls that a test makes fail, wait or lie. Closing puts the true one back. */
final class FakeCl implements AutoCloseable {
    /** What happens in place of a call. */
    private final Map<String, Callable<Object>> instead = new ConcurrentHashMap<>();
    private final OpenClBackend.Loader before;
    private final Map<Integer, Object> lies = new ConcurrentHashMap<>();

    /** Skips the test where there is no OpenCL, unless it is expected. */
    FakeCl() {
        Expected.open(Backend.OPENCL).close();
        OpenClBackend.Loader[] real = {OpenClBackend.replaceLoader(null)};
        before = real[0];
        OpenClBackend.replaceLoader(library -> wrap(before.load(library)));
    }

    private Cl wrap(Cl cl) {
        return (Cl) Proxy.newProxyInstance(Cl.class.getClassLoader(), new Class<?>[]{Cl.class}, (proxy, method, args) -> {
            Callable<Object> other = instead.get(method.getName());
            Object answer = null;
            if (other != null) {
                answer = other.call();
            }
            if (answer == null) {
                try {
                    answer = method.invoke(cl, args);
                } catch (InvocationTargetException e) {
                    throw e.getCause();
                }
            }
            return method.getName().equals("deviceNumber") || method.getName().equals("deviceText")
                    ? lies.getOrDefault((int) args[1], answer)
                    : answer;
        });
    }

    /** Devices say that they are GPUs. */
    FakeCl gpu() {
        return lie(CL10.CL_DEVICE_TYPE, Long.valueOf(CL10.CL_DEVICE_TYPE_GPU));
    }

    /** Devices answer a question with that. */
    FakeCl lie(int question, Object answer) {
        lies.put(question, answer);
        return this;
    }

    /** A method fails from its {@code nth} call on, the first being 1. */
    FakeCl failFrom(int nth, String method, int code) {
        AtomicInteger calls = new AtomicInteger();
        return instead(method, () -> {
            if (calls.incrementAndGet() >= nth) {
                throw ClErrors.of("simulated " + method, code);
            }
            return null;
        });
    }

    /** A method fails from now on. */
    FakeCl fail(String method, int code) {
        return instead(method, () -> {
            throw ClErrors.of("simulated " + method, code);
        });
    }

    /** A method fails with a message of its own. */
    FakeCl fail(String method, DeviceException e) {
        return instead(method, () -> {
            throw e;
        });
    }

    /** Something is done before a method; what it returns, unless null, is the method's answer. */
    FakeCl instead(String method, Callable<Object> action) {
        instead.put(method, action);
        return this;
    }

    /** All methods work from now on. */
    void heal() {
        instead.clear();
    }

    @Override
    public void close() {
        OpenClBackend.replaceLoader(before);
    }
}
