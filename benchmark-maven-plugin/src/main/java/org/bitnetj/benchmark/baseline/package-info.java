/**
 * What a run is compared with: the file store in the project, its history, the comparison itself and the acceptance of a receipt as the next
 * baseline; what comes out is judged by {@code org.bitnetj.benchmark.gate} and shown by {@code org.bitnetj.benchmark.view}.
 */
package org.bitnetj.benchmark.baseline;
