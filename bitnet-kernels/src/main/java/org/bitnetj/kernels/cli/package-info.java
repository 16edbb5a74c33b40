/**
 * The command line: generate, perplexity, inspect, convert, quantize. It stands on top of everything else, is packed into a jar of its own with its
 * libraries, and is no part of the module.
 */
package org.bitnetj.kernels.cli;
