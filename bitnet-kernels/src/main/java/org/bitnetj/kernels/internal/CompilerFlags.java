package org.bitnetj.kernels.internal;

import java.util.ArrayList;
import java.util.List;

/** Flags of a JVM that is started in order to multiply, by which it has compiled the kernels sooner. */
public final class CompilerFlags {
    /**
     * Vector code takes many times as long until C2 has compiled it. So it is asked for the kernels after a tenth of the calls that other methods take,
     * and they are counted in full, however many other methods wait for it. The same for the loops over a head of hundreds of millions of weights.
     */
    private static final List<String> KERNELS_SOON = List.of("-XX:Tier3DelayOn=1000", "-XX:CompileCommand=quiet",
            "-XX:CompileCommand=CompileThresholdScaling,org.bitnetj.kernels.internal.vector.*::*,0.1",
            "-XX:CompileCommand=CompileThresholdScaling,org.bitnetj.kernels.internal.RowType::*,0.1",
            "-XX:CompileCommand=CompileThresholdScaling,org.bitnetj.kernels.model.RowMatrix::*,0.1");

    /**
     * The vector classes' own methods are in use only until then, as compiled kernels contain instructions in their place: C1's code will do for them. C2 would
     * otherwise spend more time on them than on the kernels, which wait behind them. It gives up on a method that has more nodes than allowed.
     */
    private static final List<String> NOTHING_ELSE_OF_VECTORS = List.of(
            "-XX:CompileCommand=MaxNodeLimit,jdk.incubator.vector.*::*,1",
            "-XX:CompileCommand=MaxNodeLimit,jdk.internal.vm.vector.*::*,1");

    /** A JVM does not start with a compile command that it does not know; this one has been tried with this release alone. */
    private static final int NODE_LIMIT_RELEASE = 25;

    private CompilerFlags() {}

    /**
     * {@return what gets the kernels compiled early}
     *
     * @param release of Java
     */
    public static List<String> of(int release) {
        List<String> flags = new ArrayList<>(KERNELS_SOON);
        if (release == NODE_LIMIT_RELEASE) {
            flags.addAll(NOTHING_ELSE_OF_VECTORS);
        }
        return List.copyOf(flags);
    }
}
