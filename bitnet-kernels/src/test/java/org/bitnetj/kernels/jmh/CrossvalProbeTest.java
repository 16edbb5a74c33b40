package org.bitnetj.kernels.jmh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The comparison with a reference that others wrote, here with a stand-in for it. */
class CrossvalProbeTest {
    private static final int BLOCK = 128;

    /**
     * What the reference computes, from its documented layout alone: 32 bytes hold 128 weights of a row, the first 32 of them in the highest two bits; a weight
     * is its code less one, and sums are of codes. A number of four, or of a multiple, is one of tokens, else one of rows.
     */
    static void reference(int k, MemorySegment s, long bs, MemorySegment x, long bx, MemorySegment y, long by, int count) {
        boolean tokens = count % 4 == 0;
        for (int i = 0; i < count; i++) {
            long weights = tokens ? 0 : i * bx / 4;
            long token = tokens ? i * by : 0;
            int sum = 0;
            for (int c = 0; c < k; c++) {
                int packed = x.get(ValueLayout.JAVA_BYTE, weights + 32L * (c / BLOCK) + c % 32);
                sum += ((packed >> (6 - 2 * (c % BLOCK / 32))) & 3) * y.get(ValueLayout.JAVA_BYTE, token + c);
            }
            s.setAtIndex(ValueLayout.JAVA_FLOAT, tokens ? i * bs : i, sum);
        }
    }

    /** The same with 16-bit sums over a whole row, which is one of the ways to be fast and wrong. */
    static void overflowing(int k, MemorySegment s, long bs, MemorySegment x, long bx, MemorySegment y, long by, int count) {
        reference(k, s, bs, x, bx, y, by, count);
        for (int i = 0; i < count; i++) {
            long at = count % 4 == 0 ? i * bs : i;
            s.setAtIndex(ValueLayout.JAVA_FLOAT, at, (short) (256 * s.getAtIndex(ValueLayout.JAVA_FLOAT, at)) / 256f);
        }
    }

    private static JsonNode compare(String function) throws ReflectiveOperationException {
        MethodHandle handle = MethodHandles.lookup().findStatic(CrossvalProbeTest.class, function, CrossvalProbe.DESCRIPTOR.toMethodType());
        return JsonMapper.shared()
                .valueToTree(new CrossvalProbe("stand-in", "1", handle, 42, 0).document(List.of("31x256", "64x384"), "32x128"));
    }

    @Test
    void productsAreThoseOfTheReference() throws ReflectiveOperationException {
        JsonNode compared = compare("reference").get("crossval");
        assertThat(compared).hasSize(3).allMatch(c -> c.get("difference").asDouble() == 0 && c.get("nanos").size() == 5
                && c.get("referenceNanos").size() == 5 && c.get("reference").asString().equals("stand-in"));
        assertThat(compared).extracting(c -> c.get("operation").asString() + " " + c.get("m").asInt() + "x" + c.get("k").asInt() + " "
                + c.get("n").asInt()).containsExactly("gemv 31x256 1", "gemv 64x384 1", "gemm 32x128 32");
    }

    @Test
    void aReferenceThatOverflowsDiffers() throws ReflectiveOperationException {
        assertThat(compare("overflowing").get("crossval")).allMatch(c -> c.get("difference").asDouble() > 1e-3);
    }

    @Test
    void differencesAreRelativeToTheLargestSum() {
        assertThat(CrossvalProbe.difference(new int[]{-10, 3}, new double[]{-10, 4})).isCloseTo(0.1, within(1e-12));
        assertThat(CrossvalProbe.difference(new int[]{0, 0}, new double[]{0, 0})).isZero();
        assertThat(CrossvalProbe.difference(new int[]{2}, new double[]{0})).isEqualTo(2);
    }

    @Test
    void withoutAReferenceTheReasonIsTold() throws IOException {
        for (String none : new String[]{null, " "}) {
            JsonNode entry = JsonMapper.shared().<JsonNode>valueToTree(CrossvalProbe.document(none, 42)).get("crossval").get(0);
            assertThat(entry.get("reason").asString()).contains("BITNET_REFERENCE", "ggml_vec_dot_i2_i8_s");
            assertThat(entry.has("nanos")).isFalse();
        }
    }

    @Test
    void aReferenceThatCannotServeIsNamed(@TempDir Path folder) throws IOException {
        Path missing = folder.resolve("libnone.so");
        assertThatThrownBy(() -> CrossvalProbe.document(missing.toString(), 42)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("BITNET_REFERENCE names " + missing + ", which is no file");
        Path text = Files.writeString(folder.resolve("libtext.so"), "no library");
        assertThatThrownBy(() -> CrossvalProbe.document(text.toString(), 42)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(text + ", which cannot be loaded");
        Path other = Path.of(System.getProperty("java.home"), "lib", System.mapLibraryName("net"));
        if (!Files.exists(other)) {
            other = Path.of(System.getProperty("java.home"), "bin", System.mapLibraryName("net"));
        }
        String known = other.toString();
        assertThatThrownBy(() -> CrossvalProbe.document(known, 42)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(known + ", which does not export ggml_vec_dot_i2_i8_s");
    }
}
