/**
 * Reads GGUF model files: a memory map of the file, its typed metadata, and its tensors as slices of the map.
 *
 * <p>Next: {@code pack}, which turns the bytes of a ternary tensor into a packed matrix.
 */
package org.bitnetj.kernels.gguf;
