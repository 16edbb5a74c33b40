/** Is there anything worth benchmarking, on what JDK, machine and commit; what is found here is planned in {@code org.bitnetj.benchmark.plan}. */
package org.bitnetj.benchmark.precondition;
