/** What the forks measured, checked and kept raw by fork and iteration; {@code org.bitnetj.benchmark.statistics} turns it into estimates. */
package org.bitnetj.benchmark.sample;
