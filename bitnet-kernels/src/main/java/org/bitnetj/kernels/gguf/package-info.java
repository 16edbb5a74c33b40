/**
 * Reads and writes GGUF model files: a memory map of the file, its typed metadata, and its tensors as slices of the map; a writer that puts a
 * whole file in place or nothing; and the layouts of ternary tensors, which become the packed matrices of {@code pack}.
 *
 * <p>Next: {@code Kernels}, which prepares a packed matrix for products.
 */
package org.bitnetj.kernels.gguf;
