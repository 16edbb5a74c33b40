package org.bitnetj.kernels.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import org.bitnetj.kernels.Backend;
import org.bitnetj.kernels.Inputs;
import org.bitnetj.kernels.Kernels;
import org.bitnetj.kernels.Shape;
import org.bitnetj.kernels.internal.KernelsAccess;
import org.bitnetj.kernels.internal.RowType;
import org.bitnetj.kernels.internal.ThreadTeam;
import org.bitnetj.kernels.internal.TritSource;
import org.bitnetj.kernels.internal.vector.VectorProvider;
import org.junit.jupiter.api.Test;

/** Bytes in files. */
class LayoutVersionTest {
    /** Bytes in files do not change with a release unless the version does: whoever changes a layout has to raise {@link PreparedWeights#VERSION}. */
    @Test
    void theLayoutsAreThoseOfTheirVersion() {
        Map<String, String> sums = new TreeMap<>();
        TritSource source = TritSource.of(Inputs.matrix(new Shape(300, 1000), Inputs.Weights.RANDOM, 5));
        for (String kernel : VectorProvider.vectorBits() < 512
                ? List.of("buckets", "planes")
                : List.of("triples", "pairs", "buckets", "planes")) {
            System.setProperty("bitnet.kernel.gemv", kernel);
            try (Kernels one = Kernels.open(Backend.VECTOR)) {
                KernelsAccess.get().prepared(KernelsAccess.get().prepare(one, source, false, "I2_S")).layouts()
                        .forEach((name, bytes) -> sums.put(name, sum(bytes)));
            } finally {
                System.clearProperty("bitnet.kernel.gemv");
            }
        }
        float[] row = new float[100];
        for (int i = 0; i < row.length; i++) {
            row[i] = (i * i % 37 - 18) * 0.01f;
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment rows = arena.allocate(RowType.INT8.rowBytes(row.length));
            RowType.encodeInt8(row, new byte[row.length], rows, 0);
            sums.put("int8", sum(rows));
        }
        Map<String, String> expected = new TreeMap<>(
                Map.of("triples", "e1d05b6d", "pairs", "c462fe6d", "buckets", "f18ab14a", "planes", "232bd915", "gemm_quads", "3a358af",
                        "int8", "30736da0"));
        expected.keySet().retainAll(sums.keySet());
        assertThat(PreparedWeights.VERSION).isEqualTo(1);
        assertThat(sums).isEqualTo(expected);
    }

    private static String sum(MemorySegment bytes) {
        try (ThreadTeam alone = new ThreadTeam(1)) {
            return Integer.toHexString(Checksums.of(List.of(bytes), alone)[0]);
        }
    }
}
