package org.bitnetj.kernels.internal.vector;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import com.sun.management.ThreadMXBean;
import org.bitnetj.kernels.Activations;
import org.bitnetj.kernels.Backend;
import org.bitnetj.kernels.Expected;
import org.bitnetj.kernels.Inputs;
import org.bitnetj.kernels.Kernels;
import org.bitnetj.kernels.Shape;
import org.bitnetj.kernels.TernaryLinear;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A product allocates nothing once it is compiled: a vector in the heap would be the first sign of a kernel that C2 no longer compiles well. */
@Tag("vectors")
@Tag("long")
class VectorAllocationTest {
    /** A JVM of its own, in which nothing but the calls that are measured has been compiled. */
    static final class Main {
        private static final int WARM_UP = 3_000;
        private static final int CALLS = 5_000;
        private static final Shape SHAPE = new Shape(130, 259);

        private Main() {}

        /** Prints the bytes that one call allocates, for a dense token, a sparse one, and many. */
        public static void main(String[] args) {
            try (Kernels kernels = Kernels.builder().backend(Backend.VECTOR).threads(1).open();
                    TernaryLinear linear = kernels.prepare(Inputs.matrix(SHAPE, Inputs.Weights.RANDOM, 1))) {
                measure(kernels, linear, Inputs.Codes.GAUSSIAN, 1);
                measure(kernels, linear, Inputs.Codes.SPARSE, 1);
                measure(kernels, linear, Inputs.Codes.GAUSSIAN, 33);
            }
        }

        private static void measure(Kernels kernels, TernaryLinear linear, Inputs.Codes kind, int tokens) {
            byte[] codes = Inputs.codes(tokens * SHAPE.k(), kind, 2);
            float[] inverse = new float[tokens];
            Arrays.fill(inverse, 1);
            Activations x = kernels.activations(SHAPE.k(), tokens);
            float[] y = new float[tokens * SHAPE.m()];
            calls(WARM_UP, linear, x, codes, inverse, y);
            ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
            long before = threads.getCurrentThreadAllocatedBytes();
            calls(CALLS, linear, x, codes, inverse, y);
            long after = threads.getCurrentThreadAllocatedBytes();
            System.out.println(kind + " " + tokens + ": " + (after - before) / CALLS + " bytes a call");
        }

        private static void calls(int count, TernaryLinear linear, Activations x, byte[] codes, float[] inverse, float[] y) {
            for (int i = 0; i < count; i++) {
                linear.gemm(x.set(codes, inverse), y);
            }
        }
    }

    @BeforeEach
    void requireVectors() {
        Expected.open(Backend.VECTOR).close();
    }

    @ParameterizedTest
    @CsvSource({"auto, auto", "triples, triples", "pairs, pairs", "buckets, gemv", "planes, gemv", "row-major, gemv"})
    void aProductAllocatesNothing(String gemv, String gemm) throws IOException, InterruptedException {
        KernelProperty.requireUsable(gemv);
        // With -Xbatch a method is compiled before it goes on, so that the warm-up is over when it ends, however busy the machine is.
        List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xbatch",
                "--add-modules=jdk.incubator.vector", "-Dbitnet.kernel.gemv=" + gemv, "-Dbitnet.kernel.gemm=" + gemm,
                "-Dbitnet.vector.bits=" + Widths.BITS));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        assertThat(output.lines().filter(line -> line.endsWith(" bytes a call"))).as(output).hasSize(3)
                .allMatch(line -> line.endsWith(": 0 bytes a call"));
    }
}
