package org.bitnetj.kernels.jmh;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.bitnetj.kernels.Activations;
import org.bitnetj.kernels.Backend;
import org.bitnetj.kernels.BackendUnavailableException;
import org.bitnetj.kernels.Format;
import org.bitnetj.kernels.Kernels;
import org.bitnetj.kernels.PackedMatrix;
import org.bitnetj.kernels.Shape;
import org.bitnetj.kernels.TernaryLinear;
import org.bitnetj.kernels.TernaryMatrix;
import org.bitnetj.kernels.pack.Packing;
import org.bitnetj.kernels.quantize.TernaryQuantizer;

/**
 * Writes three figures that are never mixed. The round trip: the share of trits that packing and unpacking returns. The product: what each backend
 * computes from int8 activations, against a float64 product of the same ternary weights with activations that nobody quantized. The
 * quantization: real weights against what absmean makes of them, which informs only.
 *
 * <p>The accuracy of a product, 100 % x (1 - relative L2 error), is bounded by the int8 quantization of its activations: a token whose largest value
 * is many times the typical one spends its 127 steps on that. It must reach 99 % for Gaussian and sparse activations and informs only for
 * heavy-tailed ones; the cosine must reach 0.99 for all.
 */
public final class AccuracyProbe {
    /** Enough for the gemm of every backend. */
    private static final int TOKENS = 16;

    /** The error depends on what is summed up, not on how often: the 1024 sums of 64 rows tell as much as those of more. */
    private static final String SEEDED = "64x2560";
    private static final String TRAINED = "tiny:blk.0.ffn_gate";
    private static final List<String> DISTRIBUTIONS = List.of(Distributions.GAUSSIAN, Distributions.SPARSE, Distributions.HEAVY_TAILED);
    private static final Shape REAL_WEIGHTS = new Shape(256, 1024);

    private final long seed;
    private final List<Map<String, Object>> entries = new ArrayList<>();

    /** Measures with what is drawn from a seed. */
    AccuracyProbe(long seed) {
        this.seed = seed;
    }

    /**
     * Writes one probe document.
     *
     * @param args the file to write, and the seed
     * @throws IOException if the file cannot be written
     */
    public static void main(String[] args) throws IOException {
        ProbeOutput.write(args[0], new AccuracyProbe(Long.parseLong(args[1])).document());
    }

    /** The probe document. */
    Map<String, Object> document() {
        weights("seeded", Matrices.matrix(SEEDED, seed));
        weights("trained", Matrices.matrix(TRAINED, seed));
        quantization("seeded", Distributions.GAUSSIAN, Distributions.draw(Distributions.GAUSSIAN, REAL_WEIGHTS.weights(), seed),
                REAL_WEIGHTS);
        quantization("seeded", Distributions.HEAVY_TAILED, Distributions.draw(Distributions.HEAVY_TAILED, REAL_WEIGHTS.weights(), seed),
                REAL_WEIGHTS);
        float[] embedding = Matrices.tinyEmbedding();
        quantization("trained", "embedding", embedding, new Shape(embedding.length / 256, 256));
        return ProbeOutput.document("accuracy", "accuracy", entries);
    }

    private void weights(String origin, TernaryMatrix w) {
        for (Format format : Format.values()) {
            roundTrip(origin, w, Packing.pack(w, Packing.layoutFor(format, w.shape())));
        }
        Map<String, float[]> inputs = new LinkedHashMap<>();
        Map<String, double[]> references = new LinkedHashMap<>();
        for (String distribution : DISTRIBUTIONS) {
            float[] x = Distributions.draw(distribution, TOKENS * w.shape().k(), seed + 1);
            inputs.put(distribution, x);
            references.put(distribution, reference(w, x));
        }
        for (Backend backend : Backend.values()) {
            try (Kernels kernels = Kernels.open(backend)) {
                for (Format format : Format.values()) {
                    try (TernaryLinear linear = kernels.prepare(Packing.pack(w, Packing.layoutFor(format, w.shape())))) {
                        inputs.forEach((distribution, x) -> products(origin, kernels, linear, distribution, x,
                                references.get(distribution)));
                    }
                }
            } catch (BackendUnavailableException e) {
                // Nothing is claimed of it; FeatureProbe tells why it is missing.
            }
        }
    }

    private void roundTrip(String origin, TernaryMatrix w, PackedMatrix packed) {
        byte[] trits = w.toArray();
        byte[] back = Packing.unpack(packed).toArray();
        int equal = 0;
        for (int i = 0; i < trits.length; i++) {
            equal += trits[i] == back[i] ? 1 : 0;
        }
        // Down, so that one weight of a billion is not rounded away.
        double percent = equal == trits.length ? 100 : Math.min(Math.nextDown(100.0), 100.0 * equal / trits.length);
        entries.add(
                ProbeOutput.entry("figure", "round-trip", "format", packed.format().name(), "weights", origin, "distribution", "ternary",
                        "metric", "exact", "seed", seed, "value", percent, "threshold", 100));
    }

    /** In float64, on activations as they were before quantization. */
    private static double[] reference(TernaryMatrix w, float[] x) {
        int m = w.shape().m();
        int k = w.shape().k();
        double[] y = new double[x.length / k * m];
        byte[] row = new byte[k];
        for (int r = 0; r < m; r++) {
            w.copyRow(r, row, 0);
            for (int t = 0; t < x.length / k; t++) {
                double sum = 0;
                for (int c = 0; c < k; c++) {
                    sum += row[c] * (double) x[t * k + c];
                }
                y[t * m + r] = sum * w.scale();
            }
        }
        return y;
    }

    private void products(String origin, Kernels kernels, TernaryLinear linear, String distribution, float[] x, double[] expected) {
        int m = linear.shape().m();
        int k = linear.shape().k();
        float[] y = new float[expected.length];
        float[] one = new float[m];
        try (Activations token = kernels.activations(k)) {
            for (int t = 0; t < TOKENS; t++) {
                float[] row = new float[k];
                System.arraycopy(x, t * k, row, 0, k);
                linear.gemv(token.quantize(row), one);
                System.arraycopy(one, 0, y, t * m, m);
            }
        }
        product(origin, linear, "gemv", distribution, y, expected);
        try (Activations tokens = kernels.activations(k, TOKENS)) {
            linear.gemm(tokens.quantize(x), y);
        }
        product(origin, linear, "gemm", distribution, y, expected);
    }

    private void product(String origin, TernaryLinear linear, String operation, String distribution, float[] y, double[] expected) {
        var kernel = linear.kernels().stream().filter(k -> k.operation().equals(operation)).findFirst().orElseThrow();
        boolean gated = !distribution.equals(Distributions.HEAVY_TAILED);
        Map<String, Object> subject = ProbeOutput.entry("figure", "product", "format", kernel.format(), "backend", kernel.backend().id(),
                "kernel", kernel.kernel(), "weights", origin, "distribution", distribution);
        entries.add(figure(subject, "accuracy", 100 * (1 - relativeError(y, expected)), gated ? 99.0 : null));
        entries.add(figure(subject, "cosine", cosine(y, expected), 0.99));
    }

    private void quantization(String origin, String distribution, float[] weights, Shape shape) {
        float[] back = TernaryQuantizer.dequantize(TernaryQuantizer.absmean(weights, shape));
        double[] exact = new double[weights.length];
        for (int i = 0; i < exact.length; i++) {
            exact[i] = weights[i];
        }
        Map<String, Object> subject = ProbeOutput.entry("figure", "quantization", "format", "ternary", "weights", origin, "distribution",
                distribution);
        entries.add(figure(subject, "cosine", cosine(back, exact), null));
        entries.add(figure(subject, "snr", -20 * Math.log10(relativeError(back, exact)), null));
    }

    private Map<String, Object> figure(Map<String, Object> subject, String metric, double value, Double threshold) {
        Map<String, Object> entry = new LinkedHashMap<>(subject);
        entry.putAll(ProbeOutput.entry("metric", metric, "seed", seed, "value", value, "threshold", threshold));
        return entry;
    }

    static double relativeError(float[] y, double[] expected) {
        double error = 0;
        double norm = 0;
        for (int i = 0; i < y.length; i++) {
            error += (y[i] - expected[i]) * (y[i] - expected[i]);
            norm += expected[i] * expected[i];
        }
        return Math.sqrt(error / norm);
    }

    static double cosine(float[] y, double[] expected) {
        double product = 0;
        double own = 0;
        double norm = 0;
        for (int i = 0; i < y.length; i++) {
            product += y[i] * expected[i];
            own += (double) y[i] * y[i];
            norm += expected[i] * expected[i];
        }
        return product / Math.sqrt(own * norm);
    }
}
