/**
 * Quantization: real weights to trits, real activations to int8, and back. Next, trits are packed by {@link org.bitnetj.kernels.pack}.
 */
package org.bitnetj.kernels.quantize;
