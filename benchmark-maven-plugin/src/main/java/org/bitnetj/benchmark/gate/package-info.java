/** Rules that turn what happened into a verdict with reasons; {@code org.bitnetj.benchmark.receipt} records it. */
package org.bitnetj.benchmark.gate;
