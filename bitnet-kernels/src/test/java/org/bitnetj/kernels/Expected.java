package org.bitnetj.kernels;

import org.junit.jupiter.api.Assumptions;

/**
 * What this machine is expected to run on. A build server says so in the environment, {@code BITNET_EXPECT_BACKEND} and
 * {@code BITNET_EXPECT_BITS}, and whatever is missing there fails; elsewhere it is skipped with the reason.
 */
public final class Expected {
    private Expected() {}

    /** Opens a backend, or skips the test with the reason why it cannot be used, or fails if it is expected. */
    public static Kernels open(Backend backend) {
        try {
            return Kernels.open(backend);
        } catch (BackendUnavailableException e) {
            if (backend == Backend.OPENCL && isOpenClExpected()) {
                throw e;
            }
            if (backend.id().equals(backend()) && Integer.getInteger("bitnet.vector.bits", 0) <= bits()) {
                throw e;
            }
            return Assumptions.abort(e.getMessage());
        }
    }

    /** Whether an OpenCL device of any type is expected here: {@code BITNET_EXPECT_OPENCL=1}. */
    public static boolean isOpenClExpected() {
        return "1".equals(System.getenv("BITNET_EXPECT_OPENCL"));
    }

    /** The backend expected here, or null where none is. */
    static String backend() {
        return System.getenv("BITNET_EXPECT_BACKEND");
    }

    /** The width of vectors expected here, or 0 where none is. */
    static int bits() {
        String bits = System.getenv("BITNET_EXPECT_BITS");
        return bits == null ? 0 : Integer.parseInt(bits);
    }

    /** Whether vectors of at least this width are expected here and not narrowed by {@code bitnet.vector.bits}. */
    public static boolean bits(int wanted) {
        return bits() >= wanted && Integer.getInteger("bitnet.vector.bits", wanted) >= wanted;
    }
}
