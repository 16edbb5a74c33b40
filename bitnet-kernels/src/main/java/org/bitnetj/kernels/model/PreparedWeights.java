package org.bitnetj.kernels.model;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import org.bitnetj.kernels.Backend;
import org.bitnetj.kernels.Kernels;
import org.bitnetj.kernels.gguf.GgufFile;
import org.bitnetj.kernels.gguf.GgufFormatException;
import org.bitnetj.kernels.gguf.GgufTensor;
import org.bitnetj.kernels.gguf.GgufType;
import org.bitnetj.kernels.gguf.GgufValueType;
import org.bitnetj.kernels.gguf.GgufWriter;
import org.bitnetj.kernels.internal.KernelsAccess;
import org.bitnetj.kernels.internal.LargePages;
import org.bitnetj.kernels.internal.RowType;
import org.bitnetj.kernels.internal.Switch;
import org.bitnetj.kernels.internal.ThreadTeam;

/**
 * The weights of a model in the layouts of the kernels, made once and kept in a file beside the model's own, where they are mapped and not made again.
 * It is a GGUF file itself: a tensor of bytes for each layout, and in its metadata
 *
 * <pre>
 *   bitnetj.prepared.version           UINT32          {@value #VERSION}: of the layouts
 *   bitnetj.prepared.model_checksums   ARRAY of INT32  CRC-32C of the model's file, a sum for each 4 MiB
 *   bitnetj.prepared.layout_checksums  ARRAY of INT32  the same for each tensor here, one after the other
 * </pre>
 *
 * <p>It is used where all sums are as recorded, so that a model that was changed, and a file that was damaged, are found out. Layouts that the kernels of
 * a machine do not read are passed over, and those that it lacks are made.
 */
final class PreparedWeights implements AutoCloseable {
    /** To be raised with every change of a layout of the vector kernels, or of int8 rows. */
    static final int VERSION = 1;

    static final String PROPERTY = "bitnet.prepared";

    /** None, as for weights that come from no file. */
    static final PreparedWeights NONE = new PreparedWeights(null, Optional.empty(), Optional.empty());

    private static final String SUFFIX = ".prepared";
    private static final String VERSION_KEY = "bitnetj.prepared.version";
    private static final String MODEL_KEY = "bitnetj.prepared.model_checksums";
    private static final String LAYOUTS_KEY = "bitnetj.prepared.layout_checksums";
    private static final String HEAD = "head.int8";
    private static final int LINE = 64;

    private final Path path;
    private final Optional<GgufFile> file;
    /** Which file is not used, and why. */
    private final Optional<String> whyNot;
    private final Arena arena = Arena.ofShared();
    private final MemorySegment mapped;
    private final Set<String> found = new HashSet<>();
    private final Set<String> missing = new HashSet<>();

    private PreparedWeights(Path path, Optional<GgufFile> file, Optional<String> whyNot) {
        this.path = path;
        this.file = file;
        this.whyNot = whyNot;
        this.mapped = file.map(there -> LargePages.mapped(arena, there.bytes())).orElse(MemorySegment.NULL);
    }

    /** Where the prepared weights of a model belong. */
    static Path path(Path model) {
        return model.resolveSibling(model.getFileName() + SUFFIX);
    }

    /**
     * Opens what there is beside a model and fits it.
     *
     * @param model the model's file
     * @param kernels what will multiply; other backends than the CPU's vectors have no use for it
     * @return the file, or none; {@link #notes} then says why, where there is a file that ought to fit
     * @throws IllegalArgumentException if the property {@value #PROPERTY} is neither {@code auto} nor {@code off}
     */
    static PreparedWeights open(GgufFile model, Kernels kernels) {
        Path path = path(model.path());
        if (!Switch.isOn(PROPERTY) || kernels.selection().chosen() != Backend.VECTOR || !Files.exists(path)) {
            return NONE;
        }
        GgufFile file = null;
        try {
            file = GgufFile.open(path);
            Optional<String> mismatch = mismatch(file, model, KernelsAccess.get().team(kernels));
            if (mismatch.isEmpty()) {
                PreparedWeights fits = new PreparedWeights(path, Optional.of(file), Optional.empty());
                file = null;
                return fits;
            }
            return new PreparedWeights(path, Optional.empty(), mismatch.map(reason -> path + ": " + reason));
        } catch (IOException e) {
            return new PreparedWeights(path, Optional.empty(),
                    Optional.of(e instanceof GgufFormatException ? e.getMessage() : path + ": " + e));
        } finally {
            if (file != null) {
                file.close();
            }
        }
    }

    private static Optional<String> mismatch(GgufFile file, GgufFile model, ThreadTeam team) throws IOException {
        int version = file.metadata().getInt(VERSION_KEY);
        if (version != VERSION) {
            return Optional.of("they have version " + version + " of the layouts, and this release has " + VERSION);
        }
        int[] ofModel = file.metadata().getInts(MODEL_KEY);
        int[] ofLayouts = file.metadata().getInts(LAYOUTS_KEY);
        List<MemorySegment> memory = new ArrayList<>(List.of(model.bytes()));
        for (GgufTensor tensor : file.tensors()) {
            if (tensor.type() != GgufType.I8) {
                return Optional.of("tensor " + tensor.name() + " is of type " + tensor.type() + ", not I8");
            }
            memory.add(tensor.data());
        }
        int[] sums = Checksums.of(memory, team);
        int models = Math.min(sums.length, ofModel.length);
        if (!Arrays.equals(sums, 0, models, ofModel, 0, ofModel.length) || sums.length < models + ofLayouts.length) {
            return Optional.of("the model is another one than they were made of");
        }
        if (!Arrays.equals(sums, models, sums.length, ofLayouts, 0, ofLayouts.length)) {
            return Optional.of("the file is damaged: its checksums differ");
        }
        return Optional.empty();
    }

    /** Whether there are any. */
    boolean areThere() {
        return file.isPresent();
    }

    /** How a stack of a layer gets its layouts. */
    TernaryStack.Layouts of(int layer, int stack) {
        if (file.isEmpty()) {
            return TernaryStack.Layouts.NONE;
        }
        return (layout, bytes) -> find(stack(layer, stack) + layout, bytes);
    }

    /** A head as int8, if it was prepared. */
    Optional<RowMatrix> int8Head(RowMatrix stored) {
        return find(HEAD, stored.m() * RowType.INT8.rowBytes(stored.k()))
                .map(rows -> new RowMatrix(RowType.INT8, stored.m(), stored.k(), rows));
    }

    private Optional<MemorySegment> find(String name, long bytes) {
        Optional<MemorySegment> made = file.flatMap(there -> there.findTensor(name)).filter(tensor -> tensor.byteSize() == bytes)
                .map(tensor -> mapped.asSlice(tensor.offset(), tensor.byteSize()));
        if (file.isPresent()) {
            (made.isPresent() ? found : missing).add(name);
        }
        return made;
    }

    /** What a user should know: that they are not used, and what to do, or that they lack something. */
    List<String> notes() {
        if (whyNot.isPresent()) {
            return List.of("prepared weights are not used: " + whyNot.get() + ". Prepare the model again, or delete the file");
        }
        if (!missing.isEmpty()) {
            return List.of(path + " has " + found.size() + " of the " + (found.size() + missing.size())
                    + " layouts that this machine's kernels read. Prepare the model again here");
        }
        return List.of();
    }

    @Override
    public void close() {
        if (file.isPresent()) {
            arena.close();
            file.get().close();
        }
    }

    /**
     * Writes the layouts that a model has.
     *
     * @param model the model's file
     * @param weights its weights
     * @param team the threads
     * @return the file
     * @throws IllegalStateException if the model's backend keeps no layouts
     * @throws IOException if the file cannot be written, or is there and holds something else
     */
    static Path write(GgufFile model, ModelWeights weights, ThreadTeam team) throws IOException {
        Path path = path(model.path());
        requireWritable(path);
        GgufWriter writer = new GgufWriter().alignment(LINE);
        List<MemorySegment> memory = new ArrayList<>();
        for (int layer = 0; layer < weights.layers().size(); layer++) {
            List<TernaryStack> stacks = weights.layers().get(layer).stacks();
            for (int i = 0; i < stacks.size(); i++) {
                String stack = stack(layer, i);
                KernelsAccess.get().prepared(stacks.get(i).linear()).layouts()
                        .forEach((name, bytes) -> add(writer, memory, stack + name, bytes));
            }
        }
        if (memory.isEmpty()) {
            throw new IllegalStateException("only the CPU's vector kernels have layouts that can be kept; this model has none of theirs");
        }
        if (weights.head().type() == RowType.INT8) {
            add(writer, memory, HEAD, weights.head().rows());
        }
        writer.putString("general.architecture", "bitnetj-prepared");
        writer.putString("general.name", "prepared weights of " + model.path().getFileName());
        writer.putInteger(VERSION_KEY, GgufValueType.UINT32, VERSION);
        writer.putIntegers(MODEL_KEY, GgufValueType.INT32, longs(Checksums.of(List.of(model.bytes()), team)));
        writer.putIntegers(LAYOUTS_KEY, GgufValueType.INT32, longs(Checksums.of(memory, team)));
        writer.writeTo(path);
        return path;
    }

    private static String stack(int layer, int stack) {
        return "blk." + layer + "." + ModelWeights.Layer.STACK_NAMES.get(stack) + ".";
    }

    private static void add(GgufWriter writer, List<MemorySegment> memory, String name, MemorySegment bytes) {
        writer.addTensor(name, GgufType.I8, new long[]{bytes.byteSize()}, bytes);
        memory.add(bytes);
    }

    private static long[] longs(int[] values) {
        return Arrays.stream(values).asLongStream().toArray();
    }

    /** Refuses before the work what would fail after it, or write over something else than prepared weights. */
    private static void requireWritable(Path path) throws IOException {
        Path folder = path.toAbsolutePath().getParent();
        if (!Files.isWritable(folder)) {
            throw new IOException("no permission to write " + path.getFileName() + " to the folder " + folder);
        }
        if (!Files.exists(path)) {
            return;
        }
        boolean ours;
        try (GgufFile there = GgufFile.open(path)) {
            ours = there.metadata().contains(VERSION_KEY);
        } catch (IOException e) {
            ours = false;
        }
        if (!ours) {
            throw new IOException(path + " is there already and holds no prepared weights; move it away first");
        }
    }
}
