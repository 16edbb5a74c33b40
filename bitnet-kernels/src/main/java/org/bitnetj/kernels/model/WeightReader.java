package org.bitnetj.kernels.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

import org.bitnetj.kernels.Format;
import org.bitnetj.kernels.Kernels;
import org.bitnetj.kernels.PackedMatrix;
import org.bitnetj.kernels.gguf.GgufFile;
import org.bitnetj.kernels.gguf.GgufFormatException;
import org.bitnetj.kernels.gguf.GgufLayouts;
import org.bitnetj.kernels.gguf.GgufTensor;
import org.bitnetj.kernels.gguf.GgufType;
import org.bitnetj.kernels.internal.KernelsAccess;
import org.bitnetj.kernels.internal.RowType;
import org.bitnetj.kernels.internal.TritSource;
import org.bitnetj.kernels.model.ModelConfig.RopeStyle;

/** Reads the weights of a file: first checks that every tensor is there as it must be, and tells all that is wrong, then prepares them. */
final class WeightReader {
    private static final List<GgufType> FLOATS = List.of(GgufType.F32, GgufType.F16, GgufType.BF16);
    private static final List<GgufType> ROWS = List.of(GgufType.F32, GgufType.F16, GgufType.BF16, GgufType.Q8_0, GgufType.Q6_K);
    private static final List<GgufType> TERNARY = Arrays.stream(Format.values()).map(format -> GgufType.valueOf(format.name())).toList();

    /** The matrices of a block, of which the first {@value #TURNED} are turned by position. */
    private static final List<String> LINEAR = List.of("attn_q", "attn_k", "attn_v", "attn_output", "ffn_gate", "ffn_up", "ffn_down");
    private static final int TURNED = 2;

    private static final String EMBEDDING = "token_embd.weight";
    private static final String HEAD = "output.weight";
    private static final String OUTPUT_NORM = "output_norm.weight";
    private static final String ROPE_FACTORS = "rope_freqs.weight";

    private final GgufFile file;
    private final ModelConfig config;
    private final Kernels kernels;
    private final Findings findings;
    private PreparedWeights prepared = PreparedWeights.NONE;

    WeightReader(GgufFile file, ModelConfig config, Kernels kernels) {
        this.file = file;
        this.config = config;
        this.kernels = kernels;
        this.findings = new Findings(file.path().toString());
    }

    /**
     * Reads the weights of a file that was checked.
     *
     * @param layouts of these weights, which then need not be made; what they hold has been checked when they were
     */
    ModelWeights read(PreparedWeights layouts) throws ModelFormatException {
        prepared = layouts;
        List<ModelWeights.Layer> layers = new ArrayList<>();
        boolean done = false;
        try {
            for (int i = 0; i < config.layers(); i++) {
                layers.add(layer(i));
            }
            RowMatrix embedding = finite(EMBEDDING, rows(EMBEDDING));
            RowMatrix head = file.findTensor(HEAD).isPresent() ? finite(HEAD, head()) : embedding;
            float[] factors = file.findTensor(ROPE_FACTORS).isPresent() ? floats(ROPE_FACTORS) : null;
            ModelWeights weights = new ModelWeights(List.copyOf(layers), embedding, head, floats(OUTPUT_NORM), factors);
            done = true;
            return weights;
        } finally {
            if (!done) {
                layers.forEach(layer -> layer.stacks().forEach(stack -> stack.linear().close()));
            }
        }
    }

    /** The head as stored; its numbers are not looked at. */
    RowMatrix head() {
        return rows(file.findTensor(HEAD).isPresent() ? HEAD : EMBEDDING);
    }

    /** Finds every tensor that is missing, or not as it must be. */
    void check() throws ModelFormatException {
        int hidden = config.hidden();
        require(EMBEDDING, config.vocabulary(), hidden, ROWS);
        require(OUTPUT_NORM, 1, hidden, FLOATS);
        if (file.findTensor(HEAD).isPresent()) {
            require(HEAD, config.vocabulary(), hidden, ROWS);
        }
        if (file.findTensor(ROPE_FACTORS).isPresent()) {
            require(ROPE_FACTORS, 1, config.ropeDimensions() / 2, FLOATS);
        }
        for (int i = 0; i < config.layers(); i++) {
            checkLayer("blk." + i + ".");
        }
        findings.throwIfAny();
    }

    private void checkLayer(String block) {
        int hidden = config.hidden();
        require(block + "attn_norm.weight", 1, hidden, FLOATS);
        requireTernary(block + "attn_q", config.queryWidth(), hidden);
        requireTernary(block + "attn_k", config.kvWidth(), hidden);
        requireTernary(block + "attn_v", config.kvWidth(), hidden);
        requireTernary(block + "attn_output", hidden, config.queryWidth());
        require(block + "ffn_norm.weight", 1, hidden, FLOATS);
        requireTernary(block + "ffn_gate", config.feedForward(), hidden);
        requireTernary(block + "ffn_up", config.feedForward(), hidden);
        requireTernary(block + "ffn_down", hidden, config.feedForward());
        if (config.subNorms()) {
            require(block + "attn_sub_norm.weight", 1, config.queryWidth(), FLOATS);
            require(block + "ffn_sub_norm.weight", 1, config.feedForward(), FLOATS);
        } else {
            refuse(block + "attn_sub_norm.weight");
            refuse(block + "ffn_sub_norm.weight");
        }
    }

    private void requireTernary(String name, int m, int k) {
        require(name + ".weight", m, k, TERNARY);
        if (file.findTensor(name + ".scale").isPresent()) {
            require(name + ".scale", 1, 1, List.of(GgufType.F32));
        }
        refuse(name + ".bias");
    }

    private void require(String name, int m, int k, List<GgufType> types) {
        String expected = m + " rows of " + k + " in " + (types.size() == 1 ? types.getFirst() : "one of " + types);
        Optional<GgufTensor> tensor = file.findTensor(name);
        if (tensor.isEmpty()) {
            findings.add("tensor " + name, "none", expected);
        } else if (tensor.get().rows() != m || tensor.get().columns() != k || !types.contains(tensor.get().type())) {
            String type = tensor.get().type() == GgufType.UNKNOWN ? "unknown type " + tensor.get().typeId() : tensor.get().type().name();
            findings.add("tensor " + name, tensor.get().rows() + " rows of " + tensor.get().columns() + " in " + type, expected);
        }
    }

    private void refuse(String name) {
        if (file.findTensor(name).isPresent()) {
            findings.add("tensor " + name, "one", "none, as architecture " + config.architecture() + " has no such part");
        }
    }

    private ModelWeights.Layer layer(int number) throws ModelFormatException {
        String block = "blk." + number + ".";
        boolean neighbours = config.ropeStyle() == RopeStyle.NEIGHBOURS;
        boolean subNorms = config.subNorms();
        float[] attnNorm = floats(block + "attn_norm.weight");
        float[] attnSubNorm = subNorms ? floats(block + "attn_sub_norm.weight") : null;
        float[] ffnNorm = floats(block + "ffn_norm.weight");
        float[] ffnSubNorm = subNorms ? floats(block + "ffn_sub_norm.weight") : null;
        List<Stored> parts = parts(block, neighbours);
        List<TernaryStack> stacks = stacks(number,
                List.of(parts.subList(0, 3), parts.subList(3, 4), parts.subList(4, 6), parts.subList(6, 7)));
        return new ModelWeights.Layer(attnNorm, stacks.get(0), attnSubNorm, stacks.get(1), ffnNorm, stacks.get(2), ffnSubNorm,
                stacks.get(3));
    }

    /** All, or none where one does not fit a device. */
    private List<TernaryStack> stacks(int layer, List<List<Stored>> groups) {
        List<TernaryStack> stacks = new ArrayList<>();
        try {
            for (List<Stored> group : groups) {
                // The last is ffn_down, behind the gate.
                boolean sparse = stacks.size() == groups.size() - 1 && config.gate().sparse();
                stacks.add(stack(group, sparse, prepared.of(layer, stacks.size())));
            }
        } finally {
            if (stacks.size() < groups.size()) {
                stacks.forEach(stack -> stack.linear().close());
            }
        }
        return stacks;
    }

    /** A part, and the format that it was stored in. */
    private record Stored(TernaryStack.Part part, Format format) {}

    private TernaryStack stack(List<Stored> stored, boolean sparse, TernaryStack.Layouts layouts) {
        List<TernaryStack.Part> parts = stored.stream().map(Stored::part).toList();
        String format = String.join("+", stored.stream().map(one -> one.format().name()).distinct().toList());
        return new TernaryStack(kernels, parts, sparse, format, layouts);
    }

    /** The parts of a block: read and checked by all threads, a tensor each. */
    private List<Stored> parts(String block, boolean neighbours) throws ModelFormatException {
        Stored[] parts = new Stored[LINEAR.size()];
        ModelFormatException[] wrong = new ModelFormatException[parts.length];
        KernelsAccess.get().team(kernels).run((i, member) -> {
            try {
                parts[i] = part(block + LINEAR.get(i), neighbours && i < TURNED);
            } catch (ModelFormatException e) {
                wrong[i] = e;
            }
        }, parts.length);
        for (ModelFormatException e : wrong) {
            if (e != null) {
                throw e;
            }
        }
        return List.of(parts);
    }

    private Stored part(String name, boolean neighbours) throws ModelFormatException {
        try {
            PackedMatrix packed = GgufLayouts.read(file, name + ".weight");
            float scale = packed.scale();
            if (file.findTensor(name + ".scale").isPresent()) {
                scale *= floats(name + ".scale")[0];
            }
            TritSource trits = prepared.areThere() ? new LazyTrits(packed) : TritSource.of(packed);
            return new Stored(
                    new TernaryStack.Part(neighbours ? new HalvedHeads(trits, config.headSize(), config.ropeDimensions() / 2) : trits,
                            scale),
                    packed.format());
        } catch (IllegalArgumentException | GgufFormatException e) {
            throw findings.one("tensor " + name + ".weight: " + e.getMessage(), e);
        }
    }

    private float[] floats(String name) throws ModelFormatException {
        float[] values = file.findTensor(name).orElseThrow().toFloats();
        for (int i = 0; i < values.length; i++) {
            if (!Float.isFinite(values[i])) {
                throw findings.one("tensor " + name + ": found " + values[i] + " at place " + i + ", expected finite numbers", null);
            }
        }
        return values;
    }

    private RowMatrix rows(String name) {
        GgufTensor tensor = file.findTensor(name).orElseThrow();
        return new RowMatrix(RowType.valueOf(tensor.type().name()), config.vocabulary(), config.hidden(), tensor.data());
    }

    private RowMatrix finite(String name, RowMatrix rows) throws ModelFormatException {
        if (prepared.areThere()) {
            return rows;
        }
        try {
            rows.requireFinite(name, KernelsAccess.get().team(kernels));
        } catch (IllegalArgumentException e) {
            throw findings.one(e.getMessage(), e);
        }
        return rows;
    }
}
