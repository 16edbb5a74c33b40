package org.bitnetj.kernels.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;

import org.bitnetj.kernels.Backend;
import org.bitnetj.kernels.Expected;
import org.bitnetj.kernels.Format;
import org.bitnetj.kernels.Kernels;
import org.bitnetj.kernels.gguf.GgufFile;
import org.bitnetj.kernels.gguf.GgufType;
import org.bitnetj.kernels.gguf.GgufValueType;
import org.bitnetj.kernels.gguf.GgufWriter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Weights that are kept in the kernels' layouts: the same results to the bit, and never those of another model. */
class PreparedWeightsTest {
    private static final int[] PROMPT = new int[24];

    static {
        for (int i = 0; i < PROMPT.length; i++) {
            PROMPT[i] = 5 * i % SmallModel.VOCABULARY;
        }
    }

    @TempDir
    private Path folder;

    private Kernels kernels;

    /** What a model says, and how it was opened. */
    @SuppressWarnings("ArrayRecordComponent") // Compared by mustSayAs alone.
    private record Answer(boolean prepared, List<String> notes, float[] ofPrompt, float[] ofToken) {
        void mustSayAs(Answer other) {
            assertThat(ofPrompt).isEqualTo(other.ofPrompt);
            assertThat(ofToken).isEqualTo(other.ofToken);
        }
    }

    @BeforeEach
    void open() {
        kernels = Expected.open(Backend.VECTOR);
    }

    @AfterEach
    void close() {
        kernels.close();
        System.clearProperty(PreparedWeights.PROPERTY);
    }

    private Answer ask(Path file, HeadType head) throws IOException {
        return ask(file, head, kernels);
    }

    private static Answer ask(Path file, HeadType head, Kernels with) throws IOException {
        try (BitnetModel model = BitnetModel.open(file, with, head)) {
            Session session = model.session();
            return new Answer(model.isPrepared(), model.notes(), session.prefill(PROMPT).clone(), session.decode(7).clone());
        }
    }

    private Path prepare(Path file, HeadType head) throws IOException {
        try (BitnetModel model = BitnetModel.open(file, kernels, head)) {
            return model.writePrepared();
        }
    }

    private Path small() throws IOException {
        return SmallModel.of("bitnet-b1.58", Format.I2_S, GgufType.F16, true).write(folder);
    }

    @ParameterizedTest
    @CsvSource({"bitnet-b1.58,I2_S,F16,true", "bitnet,TL2,BF16,false", "llama,I2_S,Q6_K,false", "llama,TQ1_0,F32,true"})
    void saysTheSameToTheBitWithAllItsLayoutsFromTheFile(String architecture, Format format, GgufType rows, boolean tied)
            throws IOException {
        Path file = SmallModel.of(architecture, format, rows, tied).write(folder);
        for (HeadType head : HeadType.values()) {
            Answer made = ask(file, head);
            assertThat(made.prepared()).isFalse();
            Path prepared = prepare(file, HeadType.INT8);
            assertThat(prepared).isEqualTo(Path.of(file + ".prepared")).isRegularFile();
            Answer mapped = ask(file, head);
            assertThat(mapped.prepared()).isTrue();
            assertThat(mapped.notes()).isEmpty();
            mapped.mustSayAs(made);
            assertThat(folder).isDirectoryNotContaining(path -> path.toString().endsWith(".tmp"));
            Files.delete(prepared);
        }
    }

    @Test
    void holdsALayoutOfEveryStackAndTheHeadOnRequest() throws IOException {
        Path file = small();
        try (GgufFile prepared = GgufFile.open(prepare(file, HeadType.STORED))) {
            assertThat(prepared.tensors()).hasSize(2 * 2 * ModelWeights.Layer.STACK_NAMES.size())
                    .allSatisfy(tensor -> assertThat(tensor.name())
                            .matches("blk\\.[01]\\.(attn_qkv|attn_output|ffn_gate_up|ffn_down)\\.[a-z_]+"));
        }
        try (GgufFile prepared = GgufFile.open(prepare(file, HeadType.INT8))) {
            assertThat(prepared.findTensor("head.int8")).isPresent();
        }
        // With a head too many, and one that is missing and made.
        Answer stored = ask(file, HeadType.STORED);
        assertThat(stored.prepared()).isTrue();
        prepare(file, HeadType.STORED);
        Answer int8 = ask(file, HeadType.INT8);
        assertThat(int8.prepared()).isTrue();
        assertThat(int8.notes()).containsExactly(
                file + ".prepared has 16 of the 17 layouts that this machine's kernels read. Prepare the model again here");
        System.setProperty(PreparedWeights.PROPERTY, "off");
        Answer alone = ask(file, HeadType.INT8);
        assertThat(alone.prepared()).isFalse();
        int8.mustSayAs(alone);
        stored.mustSayAs(ask(file, HeadType.STORED));
    }

    /** Every byte of the model counts: of a ternary tensor, of the head, and of the metadata. */
    @Test
    void anotherModelUnderTheSameNameIsFoundOut() throws IOException {
        Path file = small();
        Answer before = ask(file, HeadType.INT8);
        prepare(file, HeadType.INT8);
        for (String name : List.of("blk.1.ffn_down.weight", "blk.0.attn_q.weight", "token_embd.weight")) {
            long at;
            try (GgufFile gguf = GgufFile.open(file)) {
                at = gguf.tensor(name).offset() + 3;
            }
            int was = exchange(file, at, name.startsWith("blk") ? 0b01_01_01_01 : 0x12);
            Answer changed = ask(file, HeadType.INT8);
            assertThat(changed.prepared()).isFalse();
            assertThat(changed.notes()).containsExactly(
                    "prepared weights are not used: " + file + ".prepared: the model is another one than they were made of. "
                            + "Prepare the model again, or delete the file");
            assertThat(changed.ofToken()).isNotEqualTo(before.ofToken());
            exchange(file, at, was);
        }
        assertThat(ask(file, HeadType.INT8).prepared()).isTrue();
        SmallModel.of("bitnet-b1.58", Format.I2_S, GgufType.F16, true).put("bitnet-b1.58.rope.freq_base", 1000f).write(folder);
        assertThat(ask(file, HeadType.INT8).notes()).singleElement().asString().contains("another one");
        SmallModel.of("bitnet-b1.58", Format.I2_S, GgufType.F16, false).write(folder);
        assertThat(ask(file, HeadType.INT8).notes()).singleElement().asString().contains("another one");
    }

    private static int exchange(Path file, long at, int value) throws IOException {
        try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
            bytes.seek(at);
            int was = bytes.read();
            assertThat(was).isNotEqualTo(value);
            bytes.seek(at);
            bytes.write(value);
            return was;
        }
    }

    @Test
    void aDamagedFileIsFoundOutAndTheModelOpensWithoutIt() throws IOException {
        Path file = small();
        Answer made = ask(file, HeadType.STORED);
        Path prepared = prepare(file, HeadType.STORED);
        byte[] whole = Files.readAllBytes(prepared);
        exchange(prepared, whole.length - 1000, (whole[whole.length - 1000] ^ 4) & 0xFF);
        refused(file, made, ".prepared: the file is damaged: its checksums differ");
        Files.write(prepared, new byte[100]);
        refused(file, made, "magic");
        Files.write(prepared, Arrays.copyOf(whole, whole.length / 2));
        refused(file, made, "expected data that end by the end of the file");
        Files.copy(file, prepared, StandardCopyOption.REPLACE_EXISTING);
        refused(file, made, "bitnetj.prepared.version");
        Files.delete(prepared);
        Files.createDirectory(prepared);
        refused(file, made, "a directory");
    }

    private void refused(Path file, Answer made, String why) throws IOException {
        Answer answer = ask(file, HeadType.STORED);
        assertThat(answer.prepared()).isFalse();
        assertThat(answer.notes()).singleElement().asString().startsWith("prepared weights are not used: " + file + ".prepared: ")
                .contains(why)
                .endsWith(". Prepare the model again, or delete the file");
        answer.mustSayAs(made);
    }

    @Test
    void anotherVersionAndATensorThatIsNoLayoutAreRefused() throws IOException {
        Path file = small();
        Answer made = ask(file, HeadType.STORED);
        Path prepared = prepare(file, HeadType.STORED);
        Path copy = folder.resolve("copy");
        try (GgufFile gguf = GgufFile.open(prepared)) {
            GgufWriter.copyOf(gguf).addTensor("more", GgufType.F32, new long[]{1}, MemorySegment.ofArray(new byte[4])).writeTo(copy);
        }
        Files.move(copy, prepared, StandardCopyOption.REPLACE_EXISTING);
        refused(file, made, "tensor more is of type F32, not I8");
        try (GgufFile gguf = GgufFile.open(prepared)) {
            new GgufWriter().putAll(gguf.metadata(), key -> !key.endsWith(".version"))
                    .putInteger("bitnetj.prepared.version", GgufValueType.UINT32, PreparedWeights.VERSION + 1).writeTo(copy);
        }
        Files.move(copy, prepared, StandardCopyOption.REPLACE_EXISTING);
        refused(file, made,
                "they have version " + (PreparedWeights.VERSION + 1) + " of the layouts, and this release has " + PreparedWeights.VERSION);
    }

    /** As of a machine with other vectors: what is there serves, and what is not is made. */
    @Test
    void layoutsOfOtherKernelsAreNoted() throws IOException {
        Path file = small();
        Answer made = ask(file, HeadType.STORED);
        System.setProperty("bitnet.kernel.gemv", "planes");
        try (Kernels planes = Kernels.open(Backend.VECTOR)) {
            try (BitnetModel model = BitnetModel.open(file, planes)) {
                model.writePrepared();
            }
            assertThat(ask(file, HeadType.STORED, planes).notes()).isEmpty();
        } finally {
            System.clearProperty("bitnet.kernel.gemv");
        }
        System.setProperty("bitnet.kernel.gemv", "buckets");
        try (Kernels buckets = Kernels.open(Backend.VECTOR)) {
            Answer answer = ask(file, HeadType.STORED, buckets);
            assertThat(answer.prepared()).isTrue();
            assertThat(answer.notes())
                    .containsExactly(
                            file + ".prepared has 8 of the 16 layouts that this machine's kernels read. Prepare the model again here");
            answer.mustSayAs(made);
        } finally {
            System.clearProperty("bitnet.kernel.gemv");
        }
    }

    @Test
    void writesOverNothingButPreparedWeights() throws IOException {
        Path file = small();
        Path there = Files.writeString(Path.of(file + ".prepared"), "a letter");
        try (BitnetModel model = BitnetModel.open(file, kernels)) {
            assertThatIOException().isThrownBy(model::writePrepared)
                    .withMessage(there + " is there already and holds no prepared weights; move it away first");
            assertThat(there).hasContent("a letter");
            Files.delete(there);
            model.writePrepared();
            // Under a model that maps it, too.
            try (BitnetModel mapped = BitnetModel.open(file, kernels)) {
                assertThat(mapped.isPrepared()).isTrue();
                float[] before = mapped.session().prefill(PROMPT).clone();
                mapped.writePrepared();
                assertThat(mapped.session().prefill(PROMPT)).isEqualTo(before);
            }
        }
        assertThat(ask(file, HeadType.STORED).prepared()).isTrue();
    }

    @Test
    void theFileTakenForAModelIsNamed() throws IOException {
        Path prepared = prepare(small(), HeadType.STORED);
        assertThatIOException().isThrownBy(() -> BitnetModel.open(prepared, kernels))
                .withMessageContaining("metadata general.architecture: found bitnetj-prepared, expected one of [bitnet-b1.58");
    }

    @Test
    void aFolderThatCannotBeWrittenToIsNamed() throws IOException {
        Path file = small();
        assertThat(folder.toFile().setWritable(false)).isTrue();
        // Nothing keeps an administrator from writing.
        assumeFalse(Files.isWritable(folder));
        try (BitnetModel model = BitnetModel.open(file, kernels)) {
            assertThatIOException().isThrownBy(model::writePrepared)
                    .withMessage("no permission to write small.gguf.prepared to the folder " + folder);
        } finally {
            assertThat(folder.toFile().setWritable(true)).isTrue();
        }
    }

    @Test
    void whatHasNoLayoutsOrNoFileSaysSo() throws IOException {
        Path file = small();
        try (Kernels scalar = Kernels.open(Backend.SCALAR); BitnetModel model = BitnetModel.open(file, scalar)) {
            assertThatIllegalStateException().isThrownBy(model::writePrepared).withMessageContaining("only the CPU's vector kernels");
        }
        BitnetModel model = BitnetModel.open(file, kernels);
        model.close();
        assertThatIllegalStateException().isThrownBy(model::writePrepared).withMessage("the model is closed");
        try (BitnetModel synthetic = BitnetModel.synthetic(WarmUp.small(ModelConfig.BITNET_2B4T), kernels, HeadType.STORED, 1)) {
            assertThat(synthetic.notes()).isEmpty();
            assertThatIllegalStateException().isThrownBy(synthetic::writePrepared).withMessageContaining("no file");
        }
        assertThat(Path.of(file + ".prepared")).doesNotExist();
        // Nor are they looked at by kernels that have no use for them.
        prepare(file, HeadType.STORED);
        try (Kernels scalar = Kernels.open(Backend.SCALAR)) {
            Answer answer = ask(file, HeadType.STORED, scalar);
            assertThat(answer.prepared()).isFalse();
            assertThat(answer.notes()).isEmpty();
        }
    }

    @Test
    void refusesAnUnknownSetting() throws IOException {
        Path file = small();
        System.setProperty(PreparedWeights.PROPERTY, "yes");
        assertThatIllegalArgumentException().isThrownBy(() -> ask(file, HeadType.STORED))
                .withMessage("-Dbitnet.prepared=yes: choose auto, off");
    }

    @Test
    void aSessionOfAClosedModelDoesNotTouchWhatWasUnmapped() throws IOException {
        Path file = small();
        prepare(file, HeadType.INT8);
        BitnetModel model = BitnetModel.open(file, kernels, HeadType.INT8);
        Session session = model.session();
        session.prefill(PROMPT);
        model.close();
        model.close();
        assertThatIllegalStateException().isThrownBy(() -> session.decode(1)).withMessageContaining("closed");
        // Nothing holds the files any more.
        Files.delete(file);
        Files.delete(Path.of(file + ".prepared"));
    }
}
