/**
 * Whole BitNet b1.58 decoders: configuration, weights, key-value cache, forward pass, on the ternary products of {@link org.bitnetj.kernels}; and what
 * makes text of their logits: tokenizer, sampler, generator.
 */
package org.bitnetj.kernels.model;
