/** Pure arithmetic: samples in, estimates out, no Maven, no files; {@code org.bitnetj.benchmark.gate} judges them. */
package org.bitnetj.benchmark.statistics;
