/** What a backend implements, and the matrix of codes it starts from. Next, {@code internal.scalar} and {@code internal.vector}. */
package org.bitnetj.kernels.internal;
