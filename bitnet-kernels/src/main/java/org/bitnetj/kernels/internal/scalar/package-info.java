/** The reference that every other backend must equal, exactly: slow, obvious, never optimised. */
package org.bitnetj.kernels.internal.scalar;
