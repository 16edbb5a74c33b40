/** Kernels on {@code jdk.incubator.vector}: the only code that imports it, loaded only where that module is present. */
package org.bitnetj.kernels.internal.vector;
