/**
 * Packing: trits to the bytes of a storage format and back, one codec a format, each order of bits a named type, and {@code Packing} in front of all. Next, a
 * {@link org.bitnetj.kernels.PackedMatrix} is prepared for a kernel by {@link org.bitnetj.kernels.Kernels}.
 */
package org.bitnetj.kernels.pack;
