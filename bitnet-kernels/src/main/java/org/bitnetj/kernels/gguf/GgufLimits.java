package org.bitnetj.kernels.gguf;

/**
 * Upper bounds on what a reader accepts, on top of the rule that every count and length must fit into the bytes that
 * the file still has. They bound the heap that a hostile file can claim. Immutable and thread-safe.
 *
 * @param maxTensors         most tensors in a file
 * @param maxMetadataEntries most metadata entries in a file
 * @param maxNameBytes       longest metadata key or tensor name, in bytes
 * @param maxStringBytes     longest string value, or string array element, in bytes
 * @param maxArrayElements   most elements of one metadata array
 * @param maxArrayDepth      deepest nesting of arrays; 1 forbids arrays inside arrays
 */
public record GgufLimits(int maxTensors, int maxMetadataEntries, int maxNameBytes, int maxStringBytes,
        int maxArrayElements, int maxArrayDepth) {

    /** Room for any model known today: 65,535-byte names (the format's own limit for keys), 16 Mi array elements. */
    public static final GgufLimits DEFAULT = new GgufLimits(1 << 20, 1 << 16, 65_535, 64 << 20, 1 << 24, 4);

    /**
     * Checks the limits.
     *
     * @throws IllegalArgumentException if a limit is not positive, or the depth is over 64 (the reader descends one
     *                                  stack frame a level)
     */
    public GgufLimits {
        positive(maxTensors, "maxTensors");
        positive(maxMetadataEntries, "maxMetadataEntries");
        positive(maxNameBytes, "maxNameBytes");
        positive(maxStringBytes, "maxStringBytes");
        positive(maxArrayElements, "maxArrayElements");
        positive(maxArrayDepth, "maxArrayDepth");
        if (maxArrayDepth > 64) {
            throw new IllegalArgumentException("maxArrayDepth is " + maxArrayDepth + ", expected at most 64");
        }
    }

    private static void positive(int limit, String name) {
        if (limit <= 0) {
            throw new IllegalArgumentException(name + " is " + limit + ", expected more than 0");
        }
    }
}
