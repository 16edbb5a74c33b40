package org.bitnetj.kernels;

/**
 * The kernel that an operation really runs, as the object that runs it reports.
 *
 * @param operation {@code gemv}: one token
 * @param format the storage format that the matrix came in, or {@code "ternary"} where it came as plain trits
 * @param backend the backend
 * @param kernel the kernel's name
 * @param vectorBits the width of its vectors in bits; 0 for scalar code
 */
public record DispatchedKernel(String operation, String format, Backend backend, String kernel, int vectorBits) {}
