package org.bitnetj.kernels.internal.vector;

import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicLong;
import jdk.incubator.vector.VectorShape;

import org.bitnetj.kernels.Backend;
import org.bitnetj.kernels.internal.ActivationForm;
import org.bitnetj.kernels.internal.FloatKernels;
import org.bitnetj.kernels.internal.KernelProvider;
import org.bitnetj.kernels.internal.LargePages;
import org.bitnetj.kernels.internal.PreparedMatrix;
import org.bitnetj.kernels.internal.ThreadTeam;
import org.bitnetj.kernels.internal.TritSource;

/** The SIMD backend. */
public final class VectorProvider implements KernelProvider {
    /** Narrows the vectors: 128, 256 or 512. */
    static final String BITS_PROPERTY = "bitnet.vector.bits";

    private final VectorDispatch dispatch = new VectorDispatch(Tuning.choose());
    private final ThreadTeam team;
    private final CallPool calls;
    private final AtomicLong prepared = new AtomicLong();

    /**
     * Ready to use; call {@link #whyUnusable()} first.
     *
     * @param team the threads that share a product
     * @throws IllegalArgumentException if a property that chooses kernels has a value that is none
     */
    public VectorProvider(ThreadTeam team) {
        LargePages.requireValidSetting();
        this.team = team;
        this.calls = new CallPool(team);
    }

    /**
     * {@return why this machine's vectors cannot be used, or empty if they can}
     *
     * @throws IllegalArgumentException if the property {@code bitnet.vector.bits} is not 128, 256 or 512
     */
    public static Optional<String> whyUnusable() {
        int has = VectorShape.preferredShape().vectorBitSize();
        if (has < 128) {
            return Optional.of("this JVM uses no vectors of 128 bits or more on this CPU (MaxVectorSize)");
        }
        int wanted = requestedBits().orElse(has);
        if (wanted > has) {
            return Optional.of("-D" + BITS_PROPERTY + "=" + wanted + " asks for more than the " + has + " bits that this JVM uses here");
        }
        return Optional.empty();
    }

    /** The property, read outside {@link Widths} so that a wrong value is an error of its own and not of a class that failed to initialise. */
    static OptionalInt requestedBits() {
        String wanted = System.getProperty(BITS_PROPERTY, "auto").strip();
        return switch (wanted) {
            case "auto" -> OptionalInt.empty();
            case "128", "256", "512" -> OptionalInt.of(Integer.parseInt(wanted));
            default -> throw new IllegalArgumentException("-D" + BITS_PROPERTY + "=" + wanted
                    + ": choose auto, 128, 256 or 512");
        };
    }

    /**
     * {@return the width in bits of the vectors in use}
     */
    public static int vectorBits() {
        return Widths.BITS;
    }

    @Override
    public Backend backend() {
        return Backend.VECTOR;
    }

    @Override
    public String explain() {
        String reading = dispatch.looksUp() ? "; words from memory are read " + calls.explainReading() : "";
        return dispatch.explain(1) + reading + "; weights in " + LargePages.explain();
    }

    @Override
    public ActivationForm activations(int k, int maxTokens) {
        return new VectorActivations(k, maxTokens);
    }

    @Override
    public PreparedMatrix prepare(TritSource source) {
        return prepare(source, false);
    }

    @Override
    public PreparedMatrix prepare(TritSource source, boolean sparse) {
        return new VectorMatrix(source, sparse, dispatch, team, calls, prepared);
    }

    @Override
    public FloatKernels floats() {
        return new VectorFloats();
    }

    @Override
    public float quantize(float[] x, int xOffset, int k, byte[] codes, int codesOffset) {
        return VectorQuantizer.quantize(x, xOffset, k, codes, codesOffset);
    }
}
