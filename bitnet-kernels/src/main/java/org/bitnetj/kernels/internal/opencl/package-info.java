/**
 * Products on OpenCL devices, through LWJGL, which no other package imports: {@link org.bitnetj.kernels.internal.opencl.OpenClBackend} finds a
 * device, an {@code OpenClSession} holds what is opened on it, and {@code ternary.cl} multiplies.
 */
package org.bitnetj.kernels.internal.opencl;
