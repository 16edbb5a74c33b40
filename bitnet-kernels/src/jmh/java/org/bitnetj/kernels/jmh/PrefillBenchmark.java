package org.bitnetj.kernels.jmh;

import java.util.Arrays;
import java.util.concurrent.TimeUnit;

import org.bitnetj.kernels.Backend;
import org.bitnetj.kernels.Kernels;
import org.bitnetj.kernels.model.BitnetModel;
import org.bitnetj.kernels.model.HeadType;
import org.bitnetj.kernels.model.Session;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * Taking in a prompt, in tokens a second: 128 tokens at a time, at positions 0 to 511 again and again (0 to 255, which is its context, for
 * {@code tiny}), with the logits of the last.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
public class PrefillBenchmark {
    /** Tokens of an operation. */
    public static final int BATCH = 128;

    /** Tokens of a prompt. */
    public static final int PROMPT = 512;

    /** {@code tiny} or {@code 2b4t}. */
    @Param({"tiny", "2b4t"})
    public String model;

    /** Threads that share a product. */
    @Param({"1", "2"})
    public int threads;

    private Kernels kernels;
    private BitnetModel opened;
    private Session session;
    private int[] tokens;

    /** For JMH. */
    public PrefillBenchmark() {}

    /** Opens the model, and takes in prompts until that is compiled. */
    @Setup
    public void open() {
        openCold();
        WarmUntilCompiled.run(this::prefill);
    }

    void openCold() {
        kernels = Kernels.builder().backend(Backend.VECTOR).threads(threads).open();
        opened = Models.open(model, kernels, HeadType.STORED);
        session = opened.session();
        tokens = Models.tokens(opened, Math.min(PROMPT, opened.contextLength()));
    }

    /**
     * {@return the logits after 128 more tokens}
     */
    @Benchmark
    @OperationsPerInvocation(BATCH)
    public float[] prefill() {
        if (session.position() == tokens.length) {
            session.rewind(0);
        }
        return session.prefill(Arrays.copyOfRange(tokens, session.position(), session.position() + BATCH));
    }

    /** Releases the model. */
    @TearDown
    public void close() {
        opened.close();
        kernels.close();
    }
}
