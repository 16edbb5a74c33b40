/**
 * What runs in the child JVM, on the user's class path: lists the benchmarks and drives stock JMH, one benchmark and one fork at a time; what it
 * writes is read by {@code org.bitnetj.benchmark.fork}.
 */
package org.bitnetj.benchmark.harness;
