/** The immutable record of one run: its JSON, digest and writing; {@code org.bitnetj.benchmark.view} shows it. */
package org.bitnetj.benchmark.receipt;
