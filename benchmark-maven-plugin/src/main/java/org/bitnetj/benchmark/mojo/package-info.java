/** Maven parameters in, an immutable request out; {@code org.bitnetj.benchmark} runs it. */
package org.bitnetj.benchmark.mojo;
