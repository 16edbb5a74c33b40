/** Child JVMs: launch, watch, end, collect; what they measured becomes samples in {@code org.bitnetj.benchmark.sample}. */
package org.bitnetj.benchmark.fork;
