package org.bitnetj.kernels.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import org.bitnetj.kernels.gguf.GgufFile;

/**
 * The sizes and constants of a decoder. Immutable and thread-safe.
 *
 * @param architecture {@code general.architecture} of the file
 * @param layers blocks
 * @param hidden values of the residual stream
 * @param feedForward rows of ffn_gate and ffn_up
 * @param heads query heads
 * @param kvHeads key and value heads; divides {@code heads}
 * @param headSize values of a head
 * @param vocabulary tokens
 * @param context the most tokens of a session
 * @param ropeTheta base of the rotary embedding's frequencies
 * @param ropeDimensions how many dimensions of a head turn, even
 * @param ropeFactor what positions are divided by (linear scaling); 1 for none
 * @param epsilon of the RMS norms
 * @param gate the non-linearity of the feed-forward part
 * @param subNorms whether there are norms before attn_output and ffn_down
 * @param ropeStyle which dimensions turn together
 */
public record ModelConfig(String architecture, int layers, int hidden, int feedForward, int heads, int kvHeads, int headSize,
        int vocabulary,
        int context, double ropeTheta, int ropeDimensions, double ropeFactor, float epsilon, Gate gate, boolean subNorms,
        RopeStyle ropeStyle) {
    /** BitNet b1.58 2B4T: what its published file says. */
    public static final ModelConfig BITNET_2B4T = new ModelConfig("bitnet-b1.58", 30, 2560, 6912, 20, 5, 128, 128256, 4096, 500000, 128, 1,
            1e-5f, Gate.RELU_SQUARED, true, RopeStyle.HALVES);

    /** The non-linearity between ffn_gate and ffn_up. */
    public enum Gate {
        /** {@code max(gate, 0)^2 * up}. */
        RELU_SQUARED,
        /** {@code gate / (1 + exp(-gate)) * up}. */
        SILU;

        /** Whether most codes behind it are zero: of a ReLU half are, and its square is small beside the largest for many more. */
        boolean sparse() {
            return this == RELU_SQUARED;
        }
    }

    /** Which dimensions of a head turn together. */
    public enum RopeStyle {
        /** j and j + half of them (NeoX). */
        HALVES,
        /** 2j and 2j + 1, as the original LLaMA and its converter order the rows of attn_q and attn_k. */
        NEIGHBOURS
    }

    /**
     * Checks that the sizes go together.
     *
     * @throws IllegalArgumentException if they do not; the message lists everything that is wrong
     */
    public ModelConfig {
        Objects.requireNonNull(architecture, "architecture");
        Objects.requireNonNull(gate, "gate");
        Objects.requireNonNull(ropeStyle, "ropeStyle");
        List<String> wrong = new ArrayList<>();
        positive(wrong, "layers", layers);
        positive(wrong, "hidden", hidden);
        positive(wrong, "feedForward", feedForward);
        positive(wrong, "heads", heads);
        positive(wrong, "kvHeads", kvHeads);
        positive(wrong, "headSize", headSize);
        positive(wrong, "vocabulary", vocabulary);
        positive(wrong, "context", context);
        if (kvHeads > 0 && heads % kvHeads != 0) {
            wrong.add("heads " + heads + " must be a multiple of kvHeads " + kvHeads);
        }
        if (ropeDimensions < 0 || ropeDimensions % 2 != 0 || ropeDimensions > headSize) {
            wrong.add("ropeDimensions " + ropeDimensions + " must be even and at most the headSize " + headSize);
        }
        if (!(ropeTheta > 0 && ropeTheta < Double.POSITIVE_INFINITY)) {
            wrong.add("ropeTheta " + ropeTheta + " must be positive");
        }
        if (!(ropeFactor > 0 && ropeFactor < Double.POSITIVE_INFINITY)) {
            wrong.add("ropeFactor " + ropeFactor + " must be positive");
        }
        if (!(epsilon > 0 && epsilon < 1)) {
            wrong.add("epsilon " + epsilon + " must be positive and below 1");
        }
        if (!wrong.isEmpty()) {
            throw new IllegalArgumentException("no decoder has these sizes: " + String.join("; ", wrong));
        }
    }

    private static void positive(List<String> wrong, String name, int value) {
        if (value < 1) {
            wrong.add(name + " " + value + " must be at least 1");
        }
    }

    /**
     * Reads the configuration of a file.
     *
     * @param file an open file
     * @return its configuration
     * @throws ModelFormatException if the architecture is unknown, or a key is missing or has a value that is none; everything that is wrong is listed
     */
    public static ModelConfig read(GgufFile file) throws ModelFormatException {
        return new ConfigReader(file).read();
    }

    /**
     * {@return the values of all query heads}
     */
    public int queryWidth() {
        return heads * headSize;
    }

    /**
     * {@return the values of all key heads, or of all value heads}
     */
    public int kvWidth() {
        return kvHeads * headSize;
    }

    /**
     * {@return the ternary weights of all layers}
     */
    public long ternaryWeights() {
        long attention = (long) hidden * (2L * queryWidth() + 2L * kvWidth());
        return layers * (attention + 3L * hidden * feedForward);
    }
}
