package org.bitnetj.kernels;

/** Formats. */
public enum Format {
    /** I2_S. */
    I2_S
}
