package org.bitnetj.kernels.jmh;

import java.util.Arrays;

import org.bitnetj.kernels.Activations;
import org.bitnetj.kernels.Kernels;
import org.bitnetj.kernels.TernaryLinear;
import org.bitnetj.kernels.TernaryMatrix;
import org.bitnetj.kernels.pack.I2sCodec;
import org.bitnetj.kernels.pack.I2sLayout;

/** A prepared I2_S matrix, the tokens that it multiplies and room for their sums: multiplies again and again without allocating. */
final class Product implements AutoCloseable {
    private final Kernels kernels;
    private final TernaryLinear linear;
    private final Activations x;
    private final int[] sums;

    /** Takes over the kernels. Multiplies once, so that layouts and tables that are made on first use are not measured. */
    Product(Kernels kernels, TernaryMatrix w, byte[] codes) {
        this.kernels = kernels;
        linear = kernels.prepare(I2sCodec.pack(w, I2sLayout.BLOCK_128));
        x = activations(kernels, w.shape().k(), codes);
        sums = new int[x.tokens() * w.shape().m()];
        multiply();
    }

    /** The codes as tokens of k; their scales do not matter to exact sums. */
    static Activations activations(Kernels kernels, int k, byte[] codes) {
        float[] inverseScales = new float[codes.length / k];
        Arrays.fill(inverseScales, 1);
        return kernels.activations(k, inverseScales.length).set(codes, inverseScales);
    }

    TernaryLinear linear() {
        return linear;
    }

    /** The exact sums of all tokens, token-major. */
    int[] multiply() {
        linear.gemm(x, sums);
        return sums;
    }

    @Override
    public void close() {
        kernels.close();
    }
}
