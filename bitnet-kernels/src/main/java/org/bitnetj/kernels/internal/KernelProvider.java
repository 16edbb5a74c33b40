package org.bitnetj.kernels.internal;

import java.util.Optional;

import org.bitnetj.kernels.Backend;
import org.bitnetj.kernels.ComputeDevice;
import org.bitnetj.kernels.DeviceException;
import org.bitnetj.kernels.DeviceMemory;
import org.bitnetj.kernels.quantize.ActivationQuantizer;

/** A backend: prepares matrices and activations for its kernels. Thread-safe. */
public interface KernelProvider extends AutoCloseable {
    /**
     * {@return which backend this is}
     */
    Backend backend();

    /**
     * {@return which kernels multiply which tokens, and where that choice comes from}
     */
    String explain();

    /**
     * {@return an empty holder for tokens in the form that this backend's kernels read}
     *
     * @param k values of a token
     * @param maxTokens how many tokens it can hold
     */
    ActivationForm activations(int k, int maxTokens);

    /**
     * {@return the matrix in this backend's layout}
     *
     * @param source the trits; not referred to afterwards
     */
    PreparedMatrix prepare(TritSource source);

    /**
     * {@return the matrix in the layout of this backend that is best for the tokens to be expected; others are multiplied as exactly}
     *
     * @param source the trits; not referred to afterwards
     * @param sparse whether most of a token's codes will be zero, as behind a squared ReLU
     */
    default PreparedMatrix prepare(TritSource source, boolean sparse) {
        return prepare(source);
    }

    /**
     * {@return the kernels for what a model computes in floats}
     */
    FloatKernels floats();

    /**
     * {@return the backend of {@link #floats}, which is another one where this one computes products alone}
     */
    default Backend floatsBackend() {
        return backend();
    }

    /**
     * Quantizes one token, with the results of {@link ActivationQuantizer#quantize}.
     *
     * @param x holds the activations
     * @param xOffset where in {@code x} they begin
     * @param k how many
     * @param codes receives k codes
     * @param codesOffset where in {@code codes} they begin
     * @return the inverse scale
     */
    default float quantize(float[] x, int xOffset, int k, byte[] codes, int codesOffset) {
        return ActivationQuantizer.quantize(x, xOffset, k, codes, codesOffset);
    }

    /**
     * {@return the device that the kernels run on, if that is one of OpenCL}
     */
    default Optional<ComputeDevice> device() {
        return Optional.empty();
    }

    /**
     * {@return a whole model where the kernels run, or empty if what it computes in floats runs elsewhere; {@link #explain} says why}
     *
     * @param spec the model, of matrices that this provider prepared
     * @throws DeviceException if it does not fit
     */
    default Optional<DeviceModel> model(DeviceModel.Spec spec) {
        return Optional.empty();
    }

    /**
     * Ends the use of a device that was lost, where another backend can go on.
     *
     * @param e how it failed
     * @return false if there is none, or the device is still there
     */
    default boolean relieve(DeviceException e) {
        return false;
    }

    /**
     * {@return how the device was lost, if it was and another backend has gone on since: that of {@link #floatsBackend}}
     */
    default Optional<DeviceException> lost() {
        return Optional.empty();
    }

    /**
     * {@return what is held on the device, if there is one}
     */
    default Optional<DeviceMemory> deviceMemory() {
        return Optional.empty();
    }

    /**
     * Releases what is not ordinary memory, matrices and activations included; a second call does nothing.
     *
     * @throws IllegalStateException if it is in use right now
     */
    @Override
    default void close() {}
}
