/**
 * Whole BitNet b1.58 decoders: configuration, weights, key-value cache, forward pass, on the ternary products of {@link org.bitnetj.kernels}. What
 * comes out are logits.
 */
package org.bitnetj.kernels.model;
