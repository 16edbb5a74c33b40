package org.bitnetj.kernels.jmh;

import java.util.concurrent.TimeUnit;

import org.bitnetj.kernels.Backend;
import org.bitnetj.kernels.Kernels;
import org.bitnetj.kernels.model.BitnetModel;
import org.bitnetj.kernels.model.HeadType;
import org.bitnetj.kernels.model.Session;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Decoding, in tokens a second: a whole forward pass and all logits, at positions 0 to 127 again and again. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
public class DecodeBenchmark {
    /** Positions that take turns. */
    public static final int TOKENS = 128;

    /** {@code tiny} or {@code 2b4t}. */
    @Param({"tiny", "2b4t"})
    public String model;

    /** The output head: as stored, which is F16, or {@code INT8}. */
    @Param({"STORED", "INT8"})
    public HeadType head;

    /** Threads that share a product. */
    @Param({"1", "2"})
    public int threads;

    private Kernels kernels;
    private BitnetModel opened;
    private Session session;
    private int[] tokens;

    /** For JMH. */
    public DecodeBenchmark() {}

    /** Opens the model, and decodes until that is compiled. */
    @Setup
    public void open() {
        openCold();
        WarmUntilCompiled.run(this::decode);
    }

    void openCold() {
        kernels = Kernels.builder().backend(Backend.VECTOR).threads(threads).open();
        opened = Models.open(model, kernels, head);
        session = opened.session();
        tokens = Models.tokens(opened, TOKENS);
    }

    /**
     * {@return the logits after one more token}
     */
    @Benchmark
    public float[] decode() {
        if (session.position() == TOKENS) {
            session.rewind(0);
        }
        return session.decode(tokens[session.position()]);
    }

    /** Releases the model. */
    @TearDown
    public void close() {
        opened.close();
        kernels.close();
    }
}
