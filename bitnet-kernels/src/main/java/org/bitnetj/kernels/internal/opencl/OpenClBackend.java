package org.bitnetj.kernels.internal.opencl;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import org.bitnetj.kernels.ComputeDevice;
import org.bitnetj.kernels.DeviceException;
import org.bitnetj.kernels.internal.KernelProvider;

/** Finds a device and opens it. Refers to no class of LWJGL itself, so that it can say that they are missing. */
public final class OpenClBackend {
    private static final String ARTIFACTS = "org.lwjgl:lwjgl, org.lwjgl:lwjgl-opencl and org.lwjgl:lwjgl with the classifier natives-"
            + (System.getProperty("os.name", "").startsWith("Windows")
                    ? "windows"
                    : System.getProperty("os.name", "").startsWith("Mac") ? "macos" : "linux");

    /** Devices that failed for good in this process, and how. */
    private static final Map<Long, String> LOST = new ConcurrentHashMap<>();

    /** Loads the OpenCL library. */
    interface Loader {
        Cl load(String library) throws OpenClUnavailableException;
    }

    /** A test puts one here that fails. */
    private static volatile Loader loader = library -> LwjglLoader.load(library);

    /** A device that can be opened. */
    public static final class Found {
        private final Cl cl;
        private final OpenClDevice device;

        private Found(Cl cl, OpenClDevice device) {
            this.cl = cl;
            this.device = device;
        }

        /**
         * {@return whether it is a GPU, which alone is taken without being demanded}
         */
        public boolean isGpu() {
            return device.isGpu();
        }

        /**
         * {@return its description}
         */
        public ComputeDevice info() {
            return device.info();
        }

        /**
         * Opens it.
         *
         * @param settings what is wanted
         * @param cpu a backend of the CPU, for what a model computes in floats
         * @return the backend; the caller closes it
         * @throws DeviceException naming the step that failed
         * @throws IllegalArgumentException if a property demands what the device cannot do
         */
        public KernelProvider open(OpenClSettings settings, KernelProvider cpu) {
            return OpenClProvider.open(cl, device, Abilities.of(device), settings, cpu);
        }
    }

    private OpenClBackend() {}

    /**
     * Loads the library, if that has not been done, and finds the device that is meant.
     *
     * @param settings what is wanted
     * @return the device
     * @throws OpenClUnavailableException if there is none; the message says which step failed, and lists the devices where there are any
     */
    public static Found find(OpenClSettings settings) throws OpenClUnavailableException {
        Cl cl = load(settings.library());
        OpenClDevice device = OpenClDiscovery.look(cl, LOST).choose(settings);
        return new Found(cl, device);
    }

    private static Cl load(String library) throws OpenClUnavailableException {
        try {
            return loader.load(library);
        } catch (UnsatisfiedLinkError e) {
            throw new OpenClUnavailableException("LWJGL's own native library cannot be loaded (" + e.getMessage() + "); have " + ARTIFACTS
                    + " (or natives-...-arm64) among the dependencies, in one version", e);
        } catch (LinkageError e) {
            throw new OpenClUnavailableException("LWJGL is not in this JVM (" + e + "); add " + ARTIFACTS + " to the dependencies"
                    + (OpenClBackend.class.getModule().isNamed() ? ", and start java with --add-modules org.lwjgl.opencl" : ""), e);
        }
    }

    static void lost(OpenClDevice device, DeviceException e) {
        LOST.putIfAbsent(device.handle(), "it was lost: " + e.getMessage());
    }

    /** {@return the loader until now} */
    static Loader replaceLoader(Loader next) {
        Loader before = loader;
        loader = next;
        LOST.clear();
        return before;
    }
}
