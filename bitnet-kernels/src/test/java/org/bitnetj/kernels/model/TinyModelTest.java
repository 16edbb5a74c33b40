package org.bitnetj.kernels.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

import org.bitnetj.kernels.Activations;
import org.bitnetj.kernels.Backend;
import org.bitnetj.kernels.Expected;
import org.bitnetj.kernels.Kernels;
import org.bitnetj.kernels.model.TinyReferences.Prompt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** The trained tiny model against what a float64 reference computed with it, by the rules that its authors give. */
class TinyModelTest {
    /** The largest difference of a logit, and of a margin that decides a greedy step. */
    private static final double LOGIT = 0.15;

    private Kernels kernels;
    private BitnetModel model;

    private void open(Backend backend) throws IOException {
        kernels = Expected.open(backend);
        model = BitnetModel.open(TinyReferences.model(), kernels);
    }

    @AfterEach
    void close() {
        if (model != null) {
            model.close();
        }
        if (kernels != null) {
            kernels.close();
        }
    }

    @ParameterizedTest
    @EnumSource
    void codesAndIntegerProductsOfEveryLayerAreThoseOfTheTrace(Backend backend) throws IOException {
        open(backend);
        Map<String, ByteBuffer> trace = TinyReferences.trace();
        for (int i = 0; i < model.config().layers(); i++) {
            ModelWeights.Layer layer = model.weights().layers().get(i);
            String block = "blk." + i + ".";
            checkStack(trace, layer.qkv(), block + "attn_q", block + "attn_k", block + "attn_v");
            checkStack(trace, layer.output(), block + "attn_output");
            checkStack(trace, layer.gateUp(), block + "ffn_gate", block + "ffn_up");
            checkStack(trace, layer.down(), block + "ffn_down");
        }
    }

    private void checkStack(Map<String, ByteBuffer> trace, TernaryStack stack, String... names) {
        int[] sums = new int[stack.rows()];
        for (int part = 0; part < names.length; part++) {
            float[] x = TinyReferences.floats(trace.get(names[part] + ".in.x"));
            Activations codes = kernels.activations(x.length).quantize(x);
            assertThat(codes.codes()).as(names[part]).isEqualTo(TinyReferences.bytes(trace.get(names[part] + ".in.a")));
            // The reference took it from the input before that was rounded to float.
            assertThat((double) codes.inverseScale(0)).as(names[part]).isCloseTo(
                    (double) TinyReferences.floats(trace.get(names[part] + ".in.S"))[0],
                    withinPercentage(1e-4));
            stack.multiply(codes, sums);
            assertThat(Arrays.copyOfRange(sums, stack.start(part), stack.start(part) + stack.rows(part))).as(names[part])
                    .isEqualTo(TinyReferences.ints(trace.get(names[part] + ".dot")));
        }
        assertThat(stack.rows()).isEqualTo(stack.start(names.length - 1) + stack.rows(names.length - 1));
    }

    @Test
    void lastLogitsOfEveryPromptAreThoseOfTheReference() throws IOException {
        open(Backend.VECTOR);
        List<Prompt> prompts = TinyReferences.prompts();
        assertThat(prompts).hasSize(6);
        for (Prompt prompt : prompts) {
            assertThat(model.session().prefill(prompt.ids())).as(prompt.name()).hasSize(512).usingComparatorWithPrecision((float) LOGIT)
                    .containsExactly(prompt.logits());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"p001", "p017"})
    void theScalarBackendHasThemToo(String name) throws IOException {
        open(Backend.SCALAR);
        Prompt prompt = TinyReferences.prompt(name);
        assertThat(model.session().prefill(prompt.ids())).usingComparatorWithPrecision((float) LOGIT).containsExactly(prompt.logits());
        assertThat(model.session(CacheType.F16).prefill(prompt.ids())).usingComparatorWithPrecision(0.3f).containsExactly(prompt.logits());
    }

    /** 0.0034 for float32 arithmetic, 0.030 without int8 rounding: see {@link ReferenceForwardTest}. */
    @Test
    void topLogitsOfAllPositionsAreCloserThanWithoutRounding() throws IOException {
        open(Backend.VECTOR);
        double squares = 0;
        int entries = 0;
        for (Prompt prompt : TinyReferences.prompts()) {
            float[][] logits = new float[prompt.ids().length][];
            model.session().prefill(prompt.ids(), (position, values) -> logits[position] = values.clone());
            squares += TopLogits.squares(prompt, logits);
            entries += 5 * logits.length;
        }
        assertThat(entries).isEqualTo(2490);
        assertThat(Math.sqrt(squares / entries)).isLessThan(0.01);
    }

    @Test
    void greedyTokensAreTheSameUpToTheFirstCloseStep() throws IOException {
        open(Backend.VECTOR);
        int compared = 0;
        for (Prompt prompt : TinyReferences.prompts()) {
            Session session = model.session();
            float[] logits = session.prefill(prompt.ids());
            for (int i = 0; i < prompt.greedy().length && prompt.margins()[i] >= LOGIT; i++) {
                int best = TopLogits.best(logits);
                assertThat(best).as("%s, step %d", prompt.name(), i).isEqualTo(prompt.greedy()[i]);
                logits = session.decode(best);
                compared++;
            }
        }
        assertThat(compared).isGreaterThan(20);
    }

    @Test
    void heldOutLossIsThatOfTheReference() throws IOException {
        open(Backend.VECTOR);
        JsonNode heldOut = TinyReferences.heldOut();
        int[] ids = TinyReferences.ints(heldOut.get("ids"));
        int window = heldOut.get("window").asInt();
        double loss = 0;
        for (int w = 0; w < ids.length / window; w++) {
            int[] targets = Arrays.copyOfRange(ids, w * window, (w + 1) * window);
            int[] input = new int[window];
            input[0] = heldOut.get("bos").asInt();
            System.arraycopy(targets, 0, input, 1, window - 1);
            double[] sum = new double[1];
            model.session().prefill(input, (position, logits) -> sum[0] += TopLogits.loss(logits, targets[position]));
            assertThat(sum[0] / window).as("window %d", w).isCloseTo(heldOut.get("window_nll_sums").get(w).asDouble() / window,
                    within(0.01));
            loss += sum[0];
        }
        assertThat(ids).hasSize(8192);
        assertThat(loss / ids.length).isCloseTo(heldOut.get("results").get("reference").get("nats_per_token").asDouble(), within(0.001));
    }

    @ParameterizedTest
    @EnumSource
    void anInt8HeadMovesLogitsByHundredths(Backend backend) throws IOException {
        open(backend);
        Prompt prompt = TinyReferences.prompt("p017");
        float[] stored = model.session().prefill(prompt.ids());
        try (BitnetModel int8 = BitnetModel.open(TinyReferences.model(), kernels, HeadType.INT8)) {
            assertThat(int8.headBytes()).isEqualTo(512 * 288);
            float[] logits = int8.session().prefill(prompt.ids());
            double squares = 0;
            for (int i = 0; i < logits.length; i++) {
                squares += Math.pow(logits[i] - stored[i], 2);
            }
            // Not equal: that would be the stored head under another name.
            assertThat(Math.sqrt(squares / logits.length)).isBetween(0.0005, 0.02);
            assertThat(logits).usingComparatorWithPrecision(0.1f).containsExactly(stored);
        }
    }
}
