package org.bitnetj.kernels.model;

import java.util.List;

import org.bitnetj.kernels.DispatchedKernel;

/**
 * The weights of a decoder.
 *
 * @param layers the blocks
 * @param embedding a row a token
 * @param head a row a token; the same as the embedding where they are tied and stored alike
 * @param outputNorm weights of the last norm
 * @param ropeFactors what the frequencies are divided by, one a pair; null for none
 */
// Arrays in records: shared for reading, never compared.
@SuppressWarnings("ArrayRecordComponent")
record ModelWeights(List<Layer> layers, RowMatrix embedding, RowMatrix head, float[] outputNorm, float[] ropeFactors) {
    /**
     * One block.
     *
     * @param attnNorm weights of the norm before attention
     * @param qkv attn_q, attn_k, attn_v
     * @param attnSubNorm weights of the norm before attn_output; null for none
     * @param output attn_output
     * @param ffnNorm weights of the norm before the feed-forward part
     * @param gateUp ffn_gate, ffn_up
     * @param ffnSubNorm weights of the norm before ffn_down; null for none
     * @param down ffn_down
     */
    record Layer(float[] attnNorm, TernaryStack qkv, float[] attnSubNorm, TernaryStack output, float[] ffnNorm, TernaryStack gateUp,
            float[] ffnSubNorm, TernaryStack down) {
        /** The names of {@link #stacks}. */
        static final List<String> STACK_NAMES = List.of("attn_qkv", "attn_output", "ffn_gate_up", "ffn_down");

        List<TernaryStack> stacks() {
            return List.of(qkv, output, gateUp, down);
        }
    }

    /** The same with another head. */
    ModelWeights withHead(RowMatrix other) {
        return new ModelWeights(layers, embedding, other, outputNorm, ropeFactors);
    }

    /** The bytes that the ternary matrices hold now. */
    long ternaryBytes() {
        return layers.stream().flatMap(layer -> layer.stacks().stream()).mapToLong(stack -> stack.linear().memoryBytes()).sum();
    }

    /** What of these bytes lies outside the heap. */
    long ternaryOffHeapBytes() {
        return layers.stream().flatMap(layer -> layer.stacks().stream()).mapToLong(stack -> stack.linear().offHeapBytes()).sum();
    }

    List<DispatchedKernel> kernels() {
        return layers.stream().flatMap(layer -> layer.stacks().stream()).flatMap(stack -> stack.linear().kernels().stream()).distinct()
                .toList();
    }

    /** Releases the ternary matrices. */
    void close() {
        for (Layer layer : layers) {
            for (TernaryStack stack : layer.stacks()) {
                stack.linear().close();
            }
        }
    }
}
