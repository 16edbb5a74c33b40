/**
 * The benchmark suite and its probes: real tensors of a small trained model, and the shapes of BitNet b1.58 2B4T with seeded weights. Runs with
 * {@code mvn verify -Pbench}; an ordinary test asserts the answers that these benchmarks compute.
 */
package org.bitnetj.kernels.jmh;
