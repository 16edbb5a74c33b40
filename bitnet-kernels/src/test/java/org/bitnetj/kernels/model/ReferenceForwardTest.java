package org.bitnetj.kernels.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;

import org.bitnetj.kernels.Backend;
import org.bitnetj.kernels.Expected;
import org.bitnetj.kernels.Format;
import org.bitnetj.kernels.Kernels;
import org.bitnetj.kernels.gguf.GgufFile;
import org.bitnetj.kernels.gguf.GgufType;
import org.bitnetj.kernels.model.TinyReferences.Prompt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every architecture against an obvious forward pass in float64, and that the checks tell a right pass from a wrong one. */
class ReferenceForwardTest {
    private static final int[] TOKENS = {3, 95, 0, 17, 42, 42, 8, 61, 30, 77, 5, 12};

    @TempDir
    private Path folder;

    /** By the rule of the tiny model: 0.01 root mean square over the top five tokens. */
    @ParameterizedTest
    @CsvSource({"true, 0, 0.01", "false, 0.01, 1"})
    void theRuleForTheTinyModelCatchesAPassWithoutRounding(boolean rounds, double above, double below) throws IOException {
        double squares = 0;
        int entries = 0;
        try (GgufFile file = GgufFile.open(TinyReferences.model())) {
            for (String name : new String[]{"p017", "p064"}) {
                Prompt prompt = TinyReferences.prompt(name);
                ReferenceForward reference = new ReferenceForward(file, rounds, false);
                float[][] logits = new float[prompt.ids().length][];
                for (int t = 0; t < logits.length; t++) {
                    logits[t] = narrow(reference.decode(prompt.ids()[t]));
                }
                squares += TopLogits.squares(prompt, logits);
                entries += 5 * logits.length;
            }
        }
        assertThat(Math.sqrt(squares / entries)).isBetween(above, below);
    }

    @ParameterizedTest
    @CsvSource({"bitnet-b1.58, I2_S, F16, true, false", "bitnet-25, TL1, F32, true, false", "bitnet, TQ2_0, Q6_K, false, false",
        "llama, TQ1_0, Q8_0, false, true", "llama, I2_S, BF16, true, true", "bitnet, TL2, F16, false, false"})
    void everyArchitectureEqualsTheReference(String architecture, Format format, GgufType rows, boolean tied, boolean neighbours)
            throws IOException {
        Path small = SmallModel.of(architecture, format, rows, tied).write(folder);
        for (Backend backend : new Backend[]{Backend.SCALAR, Backend.VECTOR}) {
            try (Kernels kernels = Expected.open(backend);
                    BitnetModel model = BitnetModel.open(small, kernels);
                    GgufFile file = GgufFile.open(
                            small)) {
                Session session = model.session();
                ReferenceForward reference = new ReferenceForward(file, true, neighbours);
                ReferenceForward otherRope = new ReferenceForward(file, true, !neighbours);
                float[] logits = session.prefill(TOKENS);
                double[] expected = null;
                double[] wrong = null;
                for (int token : TOKENS) {
                    expected = reference.decode(token);
                    wrong = otherRope.decode(token);
                }
                // What other rounding of a few codes may change, and no more than a third of what the wrong rotary embedding does.
                double bound = 0.02 * norm(expected);
                assertThat(distance(logits, expected)).as("%s on %s", architecture, backend).isLessThan(bound);
                assertThat(distance(logits, wrong)).as("%s on %s", architecture, backend).isGreaterThan(3 * bound);
            }
        }
    }

    @Test
    void scalesThatAreTensorsOfTheirOwnAreTaken() throws IOException {
        SmallModel plain = SmallModel.of("bitnet", Format.I2_S, GgufType.F16, true);
        Path file = plain.write(folder);
        try (Kernels kernels = Kernels.open()) {
            float[] before;
            try (BitnetModel model = BitnetModel.open(file, kernels)) {
                before = model.session().prefill(TOKENS).clone();
                assertThat(model.weights().layers().get(1).qkv().scale(2)).isEqualTo(0.0625f);
            }
            plain.floats("blk.1.attn_v.scale", new long[]{1}, 3).write(folder);
            try (BitnetModel model = BitnetModel.open(file, kernels)) {
                assertThat(model.weights().layers().get(1).qkv().scale(2)).isEqualTo(0.1875f);
                // The norm behind attention takes a scale of all values out again, but for its epsilon.
                assertThat(model.session().prefill(TOKENS)).usingComparatorWithPrecision(0.1f).containsExactly(before);
            }
        }
    }

    private static float[] narrow(double[] wide) {
        float[] values = new float[wide.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) wide[i];
        }
        return values;
    }

    private static double norm(double[] x) {
        return distance(new float[x.length], x);
    }

    private static double distance(float[] a, double[] b) {
        double squares = 0;
        for (int i = 0; i < a.length; i++) {
            squares += (a[i] - b[i]) * (a[i] - b[i]);
        }
        return Math.sqrt(squares);
    }
}
