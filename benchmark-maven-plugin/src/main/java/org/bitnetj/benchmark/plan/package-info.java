/** Which benchmark in which fork, in what order, within what budget; {@code org.bitnetj.benchmark.fork} runs it. */
package org.bitnetj.benchmark.plan;
