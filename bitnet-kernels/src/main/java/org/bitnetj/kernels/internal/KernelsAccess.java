package org.bitnetj.kernels.internal;

import java.util.Optional;

import org.bitnetj.kernels.Backend;
import org.bitnetj.kernels.DeviceException;
import org.bitnetj.kernels.Kernels;
import org.bitnetj.kernels.TernaryLinear;

/** What the models of this library need of {@link Kernels} and embedders do not. */
public abstract class KernelsAccess {
    private static volatile KernelsAccess instance;

    /** For {@link Kernels}. */
    protected KernelsAccess() {}

    /**
     * {@return the access; whoever holds kernels has made it}
     */
    public static KernelsAccess get() {
        return instance;
    }

    /**
     * Called once, when {@link Kernels} is initialised.
     *
     * @param access the access
     */
    public static void set(KernelsAccess access) {
        instance = access;
    }

    /**
     * {@return the threads that share a product}
     *
     * @param kernels the kernels
     */
    public abstract ThreadTeam team(Kernels kernels);

    /**
     * {@return the float kernels of the backend}
     *
     * @param kernels the kernels
     */
    public abstract FloatKernels floats(Kernels kernels);

    /**
     * {@return the backend of the float kernels}
     *
     * @param kernels the kernels
     */
    public abstract Backend floatsBackend(Kernels kernels);

    /**
     * {@return what a matrix is in its backend}
     *
     * @param linear a matrix
     */
    public abstract PreparedMatrix prepared(TernaryLinear linear);

    /**
     * {@return a whole model on the backend's device, or empty}
     *
     * @param kernels the kernels
     * @param spec the model
     */
    public abstract Optional<DeviceModel> model(Kernels kernels, DeviceModel.Spec spec);

    /**
     * Ends the use of a device that was lost, where the CPU can go on.
     *
     * @param kernels the kernels
     * @param e how it failed
     * @return false if it cannot
     */
    public abstract boolean relieve(Kernels kernels, DeviceException e);

    /**
     * {@return whether the CPU has gone on for a device that was lost}
     *
     * @param kernels the kernels
     */
    public abstract boolean isRelieved(Kernels kernels);

    /**
     * {@return a matrix of scale 1, closed with the kernels if not before}
     *
     * @param kernels the kernels
     * @param trits not referred to afterwards
     * @param sparse whether most codes of the tokens will be zero
     * @param format what the trits were stored in
     * @throws IllegalStateException if the kernels are closed
     */
    public abstract TernaryLinear prepare(Kernels kernels, TritSource trits, boolean sparse, String format);
}
