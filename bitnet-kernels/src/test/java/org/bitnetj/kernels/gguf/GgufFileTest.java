package org.bitnetj.kernels.gguf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class GgufFileTest {
    @TempDir
    Path directory;

    @Test
    void versionTwoIsRead() throws IOException {
        GgufBytes bytes = new GgufBytes().raw("GGUF".getBytes(StandardCharsets.US_ASCII)).u32(2).u64(1).u64(1)
                .entry("k", GgufValueType.UINT8).u8(5).info("t", GgufType.F32, 2).u64(0).pad(32).f32(1, 2);
        try (GgufFile file = bytes.open(directory)) {
            assertThat(file.version()).isEqualTo(2);
            assertThat(file.metadata().getInt("k")).isEqualTo(5);
            assertThat(file.tensor("t").toFloats()).containsExactly(1, 2);
        }
    }

    @Test
    void aFileWithoutTensorsNeedsNoDataSection() throws IOException {
        try (GgufFile file = GgufBytes.header(0, 0).open(directory)) {
            assertThat(file.tensors()).isEmpty();
            assertThat(file.metadata().keys()).isEmpty();
        }
    }

    @Test
    void theFilesOwnAlignmentIsHeld() throws IOException {
        GgufBytes bytes = GgufBytes.header(2, 1).entry("general.alignment", GgufValueType.UINT32).u32(8)
                .info("b", GgufType.F32, 1).u64(8).info("a", GgufType.F32, 2).u64(0).pad(8).f32(1, 2, 3);
        try (GgufFile file = bytes.open(directory)) {
            assertThat(file.alignment()).isEqualTo(8);
            assertThat(file.tensors()).extracting(GgufTensor::name).containsExactly("b", "a");
            assertThat(file.tensor("a").toFloats()).containsExactly(1, 2);
            assertThat(file.tensor("b").toFloats()).containsExactly(3);
        }
    }

    @Test
    void floatsOfEveryTypeAreExact() throws IOException {
        int[] halves = {0x0000, 0x8000, 0x0001, 0x03ff, 0x0400, 0x3c00, 0xbc00, 0x3555, 0x7bff, 0x7c00, 0xfc00, 0x7e00};
        GgufBytes bytes = GgufBytes.header(3, 1).entry("general.alignment", GgufValueType.UINT32).u32(1)
                .info("f16", GgufType.F16, halves.length).u64(0)
                .info("bf16", GgufType.BF16, 3).u64(24).info("f32", GgufType.F32, 2).u64(30);
        for (int half : halves) {
            bytes.u16(half);
        }
        bytes.u16(0x3f80).u16(0xc2f7).u16(0x7f80).f32(Float.MIN_VALUE, -0.0f);
        try (GgufFile file = bytes.open(directory)) {
            assertThat(file.tensor("f16").toFloats()).containsExactly(0f, -0f, 0x1p-24f, 0x3ffp-24f, 0x1p-14f, 1f, -1f,
                    0x1.554p-2f, 65504f, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, Float.NaN);
            assertThat(file.tensor("bf16").toFloats()).containsExactly(1f, -123.5f, Float.POSITIVE_INFINITY);
            assertThat(file.tensor("f32").toFloats()).containsExactly(Float.MIN_VALUE, -0.0f);
        }
    }

    @Test
    void partsOfATensorAreRead() throws IOException {
        GgufBytes bytes = GgufBytes.header(1, 0).info("t", GgufType.F32, 3, 2, 1, 2).u64(0).pad(32);
        for (int i = 0; i < 12; i++) {
            bytes.f32(i);
        }
        try (GgufFile file = bytes.open(directory)) {
            GgufTensor tensor = file.tensor("t");
            assertThat(tensor.shape()).containsExactly(3, 2, 1, 2);
            assertThat(tensor.columns()).isEqualTo(3);
            assertThat(tensor.rows()).isEqualTo(4);
            assertThat(tensor.elements()).isEqualTo(12);
            assertThat(tensor).hasToString("t F32 [3, 2, 1, 2]");
            float[] row = new float[3];
            tensor.readFloats(2 * tensor.columns(), row);
            assertThat(row).containsExactly(6, 7, 8);
            tensor.readFloats(12, new float[0]);
            for (long first : new long[]{-1, 10, 12, Long.MAX_VALUE, Long.MIN_VALUE}) {
                assertThatThrownBy(() -> tensor.readFloats(first, row)).isInstanceOf(IndexOutOfBoundsException.class)
                        .hasMessageContaining("'t', which has 12");
            }
            tensor.shape()[0] = 99;
            assertThat(tensor.columns()).as("a copy was changed").isEqualTo(3);
        }
    }

    @Test
    void aTensorOfUnknownTypeIsListedButHasNoData() throws IOException {
        GgufBytes bytes = GgufBytes.header(2, 0).info("odd", 4_242, 64, 2).u64(0).info("t", GgufType.F32, 1).u64(64)
                .pad(32).zeros(64).f32(7);
        try (GgufFile file = bytes.open(directory)) {
            GgufTensor odd = file.tensor("odd");
            assertThat(odd.type()).isEqualTo(GgufType.UNKNOWN);
            assertThat(odd.typeId()).isEqualTo(4_242);
            assertThat(odd.shape()).containsExactly(64, 2);
            assertThat(odd).hasToString("odd type 4242 [64, 2]");
            List<Runnable> reads = List.of(odd::data, odd::byteSize, odd::toFloats);
            for (Runnable read : reads) {
                assertThatThrownBy(read::run).isInstanceOf(UnsupportedOperationException.class)
                        .hasMessageContainingAll("'odd'", "type id 4242", "unknown");
            }
            assertThat(file.tensor("t").toFloats()).containsExactly(7);
        }
    }

    @Test
    void floatsOfOtherTypesAreRefused() throws IOException {
        try (GgufFile file = GgufFile.open(TinyBitnet.model())) {
            GgufTensor ternary = file.tensor("blk.0.attn_q.weight");
            assertThatThrownBy(ternary::toFloats).isInstanceOf(UnsupportedOperationException.class)
                    .hasMessageContainingAll("'blk.0.attn_q.weight'", "I2_S", "F32, F16 and BF16");
        }
    }

    @Test
    void dataAreAReadOnlySliceOfTheMap() throws IOException {
        try (GgufFile file = GgufFile.open(TinyBitnet.model())) {
            MemorySegment norm = file.tensor("output_norm.weight").data();
            assertThat(norm.isMapped()).isTrue();
            assertThat(norm.isReadOnly()).isTrue();
            assertThat(norm.byteSize()).isEqualTo(1024);
            MemorySegment first = file.tensors().getFirst().data();
            long distance = file.tensor("output_norm.weight").offset() - file.tensors().getFirst().offset();
            assertThat(norm.address() - first.address()).as("one map").isEqualTo(distance);
            assertThatThrownBy(() -> norm.set(ValueLayout.JAVA_BYTE, 0, (byte) 1))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void useAfterCloseIsAnErrorThatSaysSo() throws IOException {
        GgufFile file = GgufFile.open(TinyBitnet.model());
        GgufTensor tensor = file.tensor("token_embd.weight");
        MemorySegment data = tensor.data();
        file.close();
        file.close();
        List<Runnable> reads = List.of(tensor::data, tensor::toFloats, () -> tensor.readFloats(0, new float[1]));
        for (Runnable read : reads) {
            assertThatThrownBy(read::run).isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining(TinyBitnet.model() + " is closed");
        }
        assertThatThrownBy(() -> data.get(ValueLayout.JAVA_BYTE, 0)).isInstanceOf(IllegalStateException.class);
        assertThat(tensor.shape()).containsExactly(256, 512);
        assertThat(file.tensors()).hasSize(68);
    }

    @Test
    void absentTensorsAreNamed() throws IOException {
        try (GgufFile file = GgufFile.open(TinyBitnet.model())) {
            assertThat(file.findTensor("output.weight")).isEmpty();
            assertThat(file.findTensor("output_norm.weight")).contains(file.tensors().getLast());
            assertThatThrownBy(() -> file.tensor("output.weight")).isInstanceOf(GgufFormatException.class)
                    .hasMessageContainingAll("tiny-bitnet.gguf", "tensor 'output.weight'", "among 68");
            assertThatThrownBy(() -> file.tensors().removeFirst()).isInstanceOf(UnsupportedOperationException.class);
        }
    }

    @Test
    void whatIsNoFileIsRefused() {
        Path missing = directory.resolve("missing.gguf");
        assertThatThrownBy(() -> GgufFile.open(missing).close()).isInstanceOf(GgufFormatException.class)
                .hasMessage(missing + ": file: found no file, expected a GGUF file");
        assertThatThrownBy(() -> GgufFile.open(directory).close()).isInstanceOf(GgufFormatException.class)
                .hasMessage(directory + ": file: found a directory, expected a GGUF file");
    }

    @Test
    @EnabledOnOs({OS.LINUX, OS.MAC})
    void aDeviceIsRefusedBeforeItIsOpened() {
        assertThatThrownBy(() -> GgufFile.open(Path.of("/dev/zero")).close()).isInstanceOf(GgufFormatException.class)
                .hasMessage("/dev/zero: file: found a special file, expected a GGUF file");
    }

    @Test
    void manyThreadsReadTheSame() throws Exception {
        try (GgufFile file = GgufFile.open(TinyBitnet.model());
                ExecutorService threads = Executors.newFixedThreadPool(8)) {
            Callable<String> read = () -> {
                double sum = 0;
                for (float value : file.tensor("token_embd.weight").toFloats()) {
                    sum += value;
                }
                return sum + String.join("", file.metadata().getStrings("tokenizer.ggml.tokens"));
            };
            String expected = read.call();
            List<Future<String>> results = new ArrayList<>();
            for (int i = 0; i < 64; i++) {
                results.add(threads.submit(read));
            }
            for (Future<String> result : results) {
                assertThat(result.get()).isEqualTo(expected);
            }
        }
    }

    @Test
    void closingWhileOthersReadEndsTheirReadsWithAnError() throws Exception {
        int readers = 4;
        try (ExecutorService threads = Executors.newFixedThreadPool(readers)) {
            GgufFile file = GgufFile.open(TinyBitnet.model());
            GgufTensor tensor = file.tensor("token_embd.weight");
            CountDownLatch reading = new CountDownLatch(readers);
            List<Future<?>> results = new ArrayList<>();
            for (int i = 0; i < readers; i++) {
                results.add(threads.submit(() -> {
                    float[] row = new float[256];
                    for (long r = 0;; r = (r + 1) % tensor.rows()) {
                        tensor.readFloats(r * row.length, row);
                        reading.countDown();
                    }
                }));
            }
            reading.await();
            file.close();
            for (Future<?> result : results) {
                assertThatThrownBy(result::get).hasCauseInstanceOf(IllegalStateException.class);
            }
        }
    }
}
