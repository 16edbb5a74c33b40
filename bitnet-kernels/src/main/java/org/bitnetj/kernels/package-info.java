/**
 * The public face: matrices, their formats, and {@link org.bitnetj.kernels.Kernels}, which prepares and multiplies them.
 * Start with {@link org.bitnetj.kernels.quantize} (numbers) and {@link org.bitnetj.kernels.pack} (bytes).
 */
package org.bitnetj.kernels;
