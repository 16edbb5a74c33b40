package org.bitnetj.kernels.internal.opencl;

import java.util.Map;

import org.bitnetj.kernels.Backend;
import org.bitnetj.kernels.Expected;

/** The OpenCL of this machine, for tests below {@code Kernels}. */
final class Devices {
    private Devices() {}

    /** The true library. */
    static Cl cl() {
        Expected.open(Backend.OPENCL).close();
        try {
            return LwjglLoader.load(null);
        } catch (OpenClUnavailableException e) {
            throw new AssertionError(e);
        }
    }

    /** A device that can be used. */
    static OpenClDevice any() {
        Cl cl = cl();
        try {
            return OpenClDiscovery.look(cl, Map.of()).devices().stream().filter(d -> d.rejection().isEmpty()).findFirst().orElseThrow();
        } catch (OpenClUnavailableException e) {
            throw new AssertionError(e);
        }
    }

    /** The same, with another limit of buffers. */
    static OpenClDevice withMaxBuffer(long bytes) {
        OpenClDevice d = any();
        return new OpenClDevice(d.platform(), d.handle(), d.info(), d.extensions(), d.languageMajor(), d.maxGroup(), d.localBytes(),
                d.globalBytes(), bytes, d.subgroups(), d.floatFlags(), d.rejection());
    }
}
