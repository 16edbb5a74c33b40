package org.bitnetj.kernels.internal;

import java.lang.foreign.MemorySegment;
import java.util.List;

import org.bitnetj.kernels.DeviceException;

/**
 * A whole decoder on a device: ternary matrices, norms, keys and values, attention, gates, the residual stream, and the output head where it fits. What goes
 * there for a token are its row of the embedding and the angles of its position, what comes back are logits. Results are those of the CPU's
 * {@link FloatKernels}, to the bit.
 *
 * <p>Thread-safe; a pass and a cache are for one thread at a time.
 */
public interface DeviceModel extends AutoCloseable {
    /**
     * One block.
     *
     * @param attnNorm weights of the norm before attention
     * @param qkv attn_q, attn_k, attn_v, one below the other
     * @param qkvScales what a trit of each is worth
     * @param attnSubNorm weights of the norm before attn_output; null for none
     * @param output attn_output
     * @param outputScale what a trit of it is worth
     * @param ffnNorm weights of the norm before the feed-forward part
     * @param gateUp ffn_gate, ffn_up, one below the other
     * @param gateUpScales what a trit of each is worth
     * @param ffnSubNorm weights of the norm before ffn_down; null for none
     * @param down ffn_down
     * @param downScale what a trit of it is worth
     */
    // Arrays in records: shared for reading, never compared.
    @SuppressWarnings("ArrayRecordComponent")
    record Layer(float[] attnNorm, PreparedMatrix qkv, float[] qkvScales, float[] attnSubNorm, PreparedMatrix output, float outputScale,
            float[] ffnNorm, PreparedMatrix gateUp, float[] gateUpScales, float[] ffnSubNorm, PreparedMatrix down, float downScale) {
        /**
         * {@return this with other matrices}
         *
         * @param other replaces a matrix
         */
        public Layer with(java.util.function.UnaryOperator<PreparedMatrix> other) {
            return new Layer(attnNorm, other.apply(qkv), qkvScales, attnSubNorm, other.apply(output), outputScale, ffnNorm,
                    other.apply(gateUp), gateUpScales, ffnSubNorm, other.apply(down), downScale);
        }
    }

    /**
     * What a model is.
     *
     * @param hidden values of the residual stream
     * @param feedForward rows of ffn_gate and ffn_up
     * @param heads query heads
     * @param kvHeads key and value heads
     * @param headSize values of a head
     * @param pairs half the dimensions of a head that turn
     * @param context the most positions of a cache
     * @param epsilon of the norms
     * @param silu whether the gate is SiLU, and not squared ReLU
     * @param layers the blocks, whose matrices the same provider prepared
     * @param outputNorm weights of the last norm
     * @param headType how rows of the head are stored
     * @param vocabulary rows of the head
     * @param head its rows; copied
     */
    @SuppressWarnings("ArrayRecordComponent")
    record Spec(int hidden, int feedForward, int heads, int kvHeads, int headSize, int pairs, int context, float epsilon, boolean silu,
            List<Layer> layers, float[] outputNorm, RowType headType, int vocabulary, MemorySegment head) {
        /**
         * {@return the values of all query heads}
         */
        public int queryWidth() {
            return heads * headSize;
        }

        /**
         * {@return the values of all key heads, or of all value heads}
         */
        public int width() {
            return kvHeads * headSize;
        }

        /**
         * {@return this with other blocks}
         *
         * @param other the blocks
         */
        public Spec with(List<Layer> other) {
            return new Spec(hidden, feedForward, heads, kvHeads, headSize, pairs, context, epsilon, silu, other, outputNorm, headType,
                    vocabulary, head);
        }
    }

    /** Keys and values of a session, on the device. */
    interface Cache extends AutoCloseable {
        /**
         * Makes room.
         *
         * @param count for positions below this
         * @throws DeviceException if there is no memory; the cache is then as before
         */
        void ensure(int count);

        /**
         * {@return the bytes held}
         */
        long bytes();

        /** Releases them; a second call does nothing. */
        @Override
        void close();
    }

    /** Working memory for the tokens that go through the layers together. */
    interface Pass extends AutoCloseable {
        /**
         * Enqueues all layers and the last norm, and returns without waiting.
         *
         * @param rows how many tokens
         * @param hidden their rows of the embedding; copied
         * @param cos cosines of their positions' angles; copied
         * @param sin sines of these; copied
         * @param positions their places in the caches; copied
         * @param caches of each, with room for it; tokens of one cache stand together
         * @param counts whether zeros among the activations of ffn_down are counted
         */
        void run(int rows, float[] hidden, float[] cos, float[] sin, int[] positions, Cache[] caches, boolean counts);

        /**
         * Waits for the logits of some rows.
         *
         * @param from the first row
         * @param count how many
         * @param logits receives {@code count * vocabulary} values
         * @throws IllegalArgumentException if an activation was NaN or infinite on the way
         * @throws ArithmeticException if a key or value is beyond half precision
         */
        void logits(int from, int count, float[] logits);

        /**
         * Waits for some rows of the last norm, where the head is not on the device.
         *
         * @param from the first row
         * @param count how many
         * @param normed receives {@code count * hidden} values, from row {@code from} on
         * @throws IllegalArgumentException if an activation was NaN or infinite on the way
         * @throws ArithmeticException if a key or value is beyond half precision
         */
        void normed(int from, int count, float[] normed);

        /**
         * {@return the zeros that were counted, of all layers; waits for them}
         */
        long zeros();

        /** Releases the memory; a second call does nothing. */
        @Override
        void close();
    }

    /**
     * {@return a cache without room yet}
     *
     * @param halves whether it keeps half precision, and not single
     */
    Cache cache(boolean halves);

    /**
     * {@return working memory}
     *
     * @param rows for that many tokens
     */
    Pass pass(int rows);

    /**
     * {@return whether the output head is here, and {@link Pass#logits} can be asked}
     */
    boolean hasHead();

    /**
     * {@return the bytes of ternary weights that a pass reads}
     *
     * @param rows of how many tokens
     */
    long ternaryBytesRead(int rows);

    /**
     * {@return the kernels, but those of the products: norm, attention, gate, quantize and, if it is here, head}
     */
    List<PreparedMatrix.Use> uses();

    /**
     * Releases what is on the device, caches and passes as well; a second call does nothing. The matrices of the specification stay.
     */
    @Override
    void close();
}
