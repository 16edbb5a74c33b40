package org.bitnetj.kernels.internal;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.bitnetj.kernels.Backend;

/** A matrix in a backend's layout. Any number of threads may multiply at once. */
public interface PreparedMatrix extends AutoCloseable {
    /**
     * A kernel behind an operation.
     *
     * @param operation {@code gemv} or {@code gemm}
     * @param kernel the kernel's name
     * @param vectorBits the width of its vectors in bits, 0 for scalar code
     */
    record Use(String operation, String kernel, int vectorBits) {}

    /**
     * Multiplies tokens, exactly.
     *
     * @param x the tokens, made by the same provider
     * @param tokens how many
     * @param sums receives {@code tokens * m} sums, token-major
     * @throws IllegalStateException if the matrix has been closed
     */
    void multiply(ActivationForm x, int tokens, int[] sums);

    /**
     * Multiplies and scales, {@code y = sum / inverse scale * scale}, in float from left to right, if the backend does that where its kernels run.
     *
     * @param x the tokens with their inverse scales, made by the same provider
     * @param tokens how many
     * @param scale what one trit is worth
     * @param y receives {@code tokens * m} values, token-major
     * @return false if the caller has to scale the sums; nothing has then happened
     * @throws IllegalStateException if the matrix has been closed
     */
    default boolean multiply(ActivationForm x, int tokens, float scale, float[] y) {
        return false;
    }

    /**
     * {@return the kernels that have multiplied this matrix, or that would}
     */
    List<Use> uses();

    /**
     * {@return the backend whose kernels {@link #uses} names, if it is not the provider's own: one that goes on for a device that was lost}
     */
    default Optional<Backend> instead() {
        return Optional.empty();
    }

    /**
     * {@return the bytes of weights that multiplying these tokens reads; what a kernel skips does not count, what it reads for several tokens
     * together counts once}
     *
     * @param x the tokens, made by the same provider
     * @param tokens how many
     */
    long bytesRead(ActivationForm x, int tokens);

    /**
     * {@return the bytes of memory held at the moment}
     */
    long memoryBytes();

    /**
     * {@return the part of these bytes that lies outside the Java heap, in this process}
     */
    default long offHeapBytes() {
        return 0;
    }

    /**
     * {@return the layouts that are worth keeping in a file, by the names under which {@link TritSource#laidOut} is asked for them; those for many tokens
     * are made if they are not there yet, and all are valid until this is closed}
     */
    default Map<String, MemorySegment> layouts() {
        return Map.of();
    }

    /**
     * Releases the memory; a second call does nothing.
     *
     * @throws IllegalStateException if another thread is multiplying right now
     */
    @Override
    void close();
}
