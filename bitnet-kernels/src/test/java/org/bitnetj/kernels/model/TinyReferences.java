package org.bitnetj.kernels.model;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What a float64 reference computed with the tiny model. */
final class TinyReferences {
    private TinyReferences() {}

    /**
     * One prompt.
     *
     * @param ids its tokens
     * @param logits of its last position
     * @param topIds of each position, best first
     * @param topLogits the logits of these
     * @param greedy the tokens that follow
     * @param margins between the best and the second best logit on the way
     */
    @SuppressWarnings("ArrayRecordComponent")
    record Prompt(String name, int[] ids, float[] logits, int[][] topIds, double[][] topLogits, int[] greedy, double[] margins) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Path model() {
        try {
            return Path.of(Objects.requireNonNull(TinyReferences.class.getResource("/tiny-bitnet/tiny-bitnet.gguf")).toURI());
        } catch (URISyntaxException e) {
            throw new AssertionError(e);
        }
    }

    static List<Prompt> prompts() {
        List<Prompt> prompts = new ArrayList<>();
        for (JsonNode node : json("refs.json").get("prompts")) {
            JsonNode top = node.get("top5");
            int[][] ids = new int[top.size()][5];
            double[][] logits = new double[top.size()][5];
            for (int t = 0; t < top.size(); t++) {
                for (int i = 0; i < 5; i++) {
                    ids[t][i] = top.get(t).get(i).get(0).asInt();
                    logits[t][i] = top.get(t).get(i).get(1).asDouble();
                }
            }
            prompts.add(new Prompt(node.get("name").asString(), ints(node.get("ids")), floats(bytes(node.get("logits_file").asString())),
                    ids, logits,
                    ints(node.get("greedy")), doubles(node.get("greedy_margins"))));
        }
        return prompts;
    }

    static Prompt prompt(String name) {
        return prompts().stream().filter(prompt -> prompt.name().equals(name)).findFirst().orElseThrow();
    }

    static JsonNode heldOut() {
        return json("heldout.json");
    }

    /** An array of the trace, as it lies in the file. */
    static Map<String, ByteBuffer> trace() {
        byte[] all = bytes("trace.bin");
        Map<String, ByteBuffer> arrays = new HashMap<>();
        for (JsonNode array : json("trace.json").get("arrays")) {
            int bytes = array.get("count").asInt() * (array.get("type").asString().equals("i8") ? 1 : 4);
            arrays.put(array.get("name").asString(),
                    ByteBuffer.wrap(all, array.get("offset").asInt(), bytes).slice().order(ByteOrder.LITTLE_ENDIAN));
        }
        return arrays;
    }

    static float[] floats(ByteBuffer buffer) {
        float[] values = new float[buffer.remaining() / Float.BYTES];
        buffer.asFloatBuffer().get(values);
        return values;
    }

    static float[] floats(byte[] bytes) {
        return floats(ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN));
    }

    static int[] ints(ByteBuffer buffer) {
        int[] values = new int[buffer.remaining() / Integer.BYTES];
        buffer.asIntBuffer().get(values);
        return values;
    }

    static byte[] bytes(ByteBuffer buffer) {
        byte[] values = new byte[buffer.remaining()];
        buffer.get(buffer.position(), values);
        return values;
    }

    static int[] ints(JsonNode array) {
        int[] values = new int[array.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = array.get(i).asInt();
        }
        return values;
    }

    private static double[] doubles(JsonNode array) {
        double[] values = new double[array.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = array.get(i).asDouble();
        }
        return values;
    }

    private static JsonNode json(String name) {
        return JsonMapper.builder().build().readTree(bytes(name));
    }

    private static byte[] bytes(String name) {
        try (InputStream in = TinyReferences.class.getResourceAsStream("/tiny-bitnet/" + name)) {
            return Objects.requireNonNull(in, name).readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
