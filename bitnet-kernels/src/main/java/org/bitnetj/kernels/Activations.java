package org.bitnetj.kernels;

import java.util.Arrays;
import java.util.Objects;

import org.bitnetj.kernels.internal.ActivationForm;
import org.bitnetj.kernels.internal.KernelProvider;
import org.bitnetj.kernels.quantize.ActivationQuantizer;

/**
 * Activations {@code X (n,k)} of n tokens as int8 codes, token-major, and whatever a backend derives from them alone. Made by
 * {@link Kernels#activations(int, int)}, filled as often as needed without allocating, and shared by all matrices that the same activations feed
 * (q, k, v; gate, up).
 *
 * <p>On an OpenCL device they hold memory there, which {@link #close()} gives back; closing the {@link Kernels} does so at the latest. On the CPU
 * there is nothing to close.
 *
 * <p>Not thread-safe while it is being filled; afterwards any number of threads may multiply with it.
 */
public final class Activations implements AutoCloseable {
    private final KernelProvider provider;
    private final ActivationForm form;
    private final int k;
    private final byte[] codes;
    private final float[] inverseScales;
    private int tokens;
    /** False if the device has quantized and holds the codes. */
    private boolean codesAreHere = true;

    Activations(KernelProvider provider, int k, int maxTokens) {
        if (maxTokens < 1 || (long) k * maxTokens > Integer.MAX_VALUE - 8L) {
            throw new IllegalArgumentException(
                    maxTokens + " tokens of k=" + k + ": there must be at least one, and " + (Integer.MAX_VALUE - 8)
                            + " values at the most");
        }
        this.provider = provider;
        this.form = provider.activations(k, maxTokens);
        this.k = k;
        this.codes = new byte[k * maxTokens];
        this.inverseScales = new float[maxTokens];
    }

    /**
     * Quantizes tokens, each by its largest absolute value; see {@link ActivationQuantizer}.
     *
     * @param x {@code n * k} finite activations, token-major, n from 1 to {@link #maxTokens()}
     * @return this
     * @throws IllegalArgumentException if they are not whole tokens or too many, or one is NaN or infinite; this is then empty
     */
    public Activations quantize(float[] x) {
        Objects.requireNonNull(x, "x");
        return quantize(x, wholeTokens(x.length, "values"));
    }

    /**
     * Quantizes the first tokens of an array that may be longer; see {@link #quantize(float[])}.
     *
     * @param x at least {@code count * k} values, token-major, of which those are finite
     * @param count how many tokens, 1 to {@link #maxTokens()}
     * @return this
     * @throws IllegalArgumentException if there are too many tokens or too few values, or one is NaN or infinite; this is then empty
     */
    public Activations quantize(float[] x, int count) {
        if (count < 1 || count > maxTokens() || x.length < (long) count * k) {
            throw new IllegalArgumentException("these activations hold 1 to " + maxTokens() + " tokens of k=" + k + ", not " + count
                    + " out of " + x.length + " values");
        }
        tokens = 0;
        if (form.quantize(x, count, inverseScales)) {
            codesAreHere = false;
            tokens = count;
            return this;
        }
        codesAreHere = true;
        for (int t = 0; t < count; t++) {
            inverseScales[t] = provider.quantize(x, t * k, k, codes, t * k);
        }
        form.set(codes, count, inverseScales);
        tokens = count;
        return this;
    }

    /**
     * {@return how many codes are zero, of all tokens}
     */
    public int zeros() {
        byte[] counted = codesAreHere ? codes : codes();
        int zeros = 0;
        for (int i = 0; i < tokens * k; i++) {
            zeros += counted[i] == 0 ? 1 : 0;
        }
        return zeros;
    }

    /**
     * Takes codes that were quantized elsewhere. Any int8 is allowed, -128 as well.
     *
     * @param int8 {@code n * k} codes, token-major; copied
     * @param inverse one inverse scale for each of the n tokens: an activation is {@code code / inverse}; positive and finite
     * @return this
     * @throws IllegalArgumentException if they are not whole tokens or too many, or an inverse scale is not positive and finite
     */
    public Activations set(byte[] int8, float... inverse) {
        Objects.requireNonNull(int8, "int8");
        int count = wholeTokens(int8.length, "codes");
        if (inverse.length != count) {
            throw new IllegalArgumentException(count + " tokens need " + count + " inverse scales, not " + inverse.length);
        }
        for (float scale : inverse) {
            if (!(scale > 0 && Float.isFinite(scale))) {
                throw new IllegalArgumentException("an inverse scale is positive and finite, not " + scale);
            }
        }
        codesAreHere = true;
        System.arraycopy(int8, 0, codes, 0, int8.length);
        System.arraycopy(inverse, 0, inverseScales, 0, count);
        form.set(codes, count, inverseScales);
        tokens = count;
        return this;
    }

    private int wholeTokens(int length, String what) {
        int count = length / k;
        if (length % k != 0 || count < 1 || count > maxTokens()) {
            throw new IllegalArgumentException(
                    "these activations hold 1 to " + maxTokens() + " tokens of k=" + k + ", not " + length + " " + what);
        }
        return count;
    }

    /**
     * {@return the number of values of a token}
     */
    public int k() {
        return k;
    }

    /**
     * {@return how many tokens it holds; 0 before the first {@code quantize} or {@code set}}
     */
    public int tokens() {
        return tokens;
    }

    /**
     * {@return how many tokens it has room for}
     */
    public int maxTokens() {
        return inverseScales.length;
    }

    /**
     * {@return a copy of the int8 codes, token-major}
     */
    public byte[] codes() {
        if (!codesAreHere) {
            byte[] fetched = new byte[tokens * k];
            form.copyCodes(fetched, tokens);
            return fetched;
        }
        return Arrays.copyOf(codes, tokens * k);
    }

    /**
     * {@return the inverse scale of a token: an activation is {@code code / inverseScale}}
     *
     * @param token 0 to {@code tokens() - 1}
     */
    public float inverseScale(int token) {
        return inverseScales[Objects.checkIndex(token, tokens)];
    }

    ActivationForm formFor(KernelProvider user, int columns) {
        if (columns != k) {
            throw new IllegalArgumentException("the matrix has k=" + columns + " columns, the activations k=" + k);
        }
        if (user.backend() != provider.backend()) {
            throw new IllegalArgumentException(
                    "these activations were made for the backend " + provider.backend().id() + ", the matrix for "
                            + user.backend().id() + "; make both with the same Kernels");
        }
        if (tokens == 0) {
            throw new IllegalStateException("these activations are empty; call quantize or set first");
        }
        return form;
    }

    /**
     * Gives memory on a device back; these activations are then of no more use there. Closing twice does nothing.
     *
     * @throws IllegalStateException if another thread is multiplying with them right now
     */
    @Override
    public void close() {
        form.close();
    }
}
