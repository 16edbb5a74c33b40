package org.bitnetj.kernels;

import java.util.Objects;

import org.bitnetj.kernels.internal.ActivationForm;
import org.bitnetj.kernels.internal.KernelProvider;
import org.bitnetj.kernels.quantize.ActivationQuantizer;

/**
 * One token's activations {@code x (k,)} as int8 codes, and whatever a backend derives from them alone. Made by
 * {@link Kernels#activations(int)}, filled as often as needed without allocating, and shared by all matrices that the same
 * activations feed (q, k, v; gate, up).
 *
 * <p>Not thread-safe while it is being filled; afterwards any number of threads may multiply with it.
 */
public final class Activations {
    private final KernelProvider provider;
    private final ActivationForm form;
    private final byte[] codes;
    private float inverseScale = Float.NaN;

    Activations(KernelProvider provider, int k) {
        this.provider = provider;
        this.form = provider.activations(k);
        this.codes = new byte[k];
    }

    /**
     * Quantizes one token by its largest absolute value; see {@link ActivationQuantizer}.
     *
     * @param x k finite activations
     * @return this
     * @throws IllegalArgumentException if there are not k, or one is NaN or infinite; what was held before is then kept
     */
    public Activations quantize(float[] x) {
        Objects.requireNonNull(x, "x");
        if (x.length != codes.length) {
            throw new IllegalArgumentException("these activations hold k=" + codes.length + " values, not " + x.length);
        }
        inverseScale = ActivationQuantizer.quantize(x, 0, x.length, codes, 0);
        form.set(codes);
        return this;
    }

    /**
     * Takes codes that were quantized elsewhere. Any int8 is allowed, -128 as well.
     *
     * @param int8 k codes; copied
     * @param inverse an activation is {@code code / inverse}; positive and finite
     * @return this
     * @throws IllegalArgumentException if there are not k codes, or the inverse scale is not positive and finite
     */
    public Activations set(byte[] int8, float inverse) {
        Objects.requireNonNull(int8, "int8");
        if (int8.length != codes.length) {
            throw new IllegalArgumentException("these activations hold k=" + codes.length + " codes, not " + int8.length);
        }
        if (!(inverse > 0 && Float.isFinite(inverse))) {
            throw new IllegalArgumentException("an inverse scale is positive and finite, not " + inverse);
        }
        System.arraycopy(int8, 0, codes, 0, codes.length);
        inverseScale = inverse;
        form.set(codes);
        return this;
    }

    /**
     * {@return the number of values of a token}
     */
    public int k() {
        return codes.length;
    }

    /**
     * {@return a copy of the int8 codes}
     */
    public byte[] codes() {
        return codes.clone();
    }

    /**
     * {@return the inverse scale: an activation is {@code code / inverseScale}; NaN before the first {@code quantize} or {@code set}}
     */
    public float inverseScale() {
        return inverseScale;
    }

    ActivationForm formFor(KernelProvider user, int k) {
        if (k != codes.length) {
            throw new IllegalArgumentException("the matrix has k=" + k + " columns, the activations k=" + codes.length);
        }
        if (user.backend() != provider.backend()) {
            throw new IllegalArgumentException(
                    "these activations were made for the backend " + provider.backend().id() + ", the matrix for "
                            + user.backend().id() + "; make both with the same Kernels");
        }
        if (Float.isNaN(inverseScale)) {
            throw new IllegalStateException("these activations are empty; call quantize or set first");
        }
        return form;
    }
}
