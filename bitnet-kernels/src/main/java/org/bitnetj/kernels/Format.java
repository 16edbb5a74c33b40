package org.bitnetj.kernels;

/** A storage format of ternary weights. The exact order of the bits is a {@link org.bitnetj.kernels.pack.Layout}. */
public enum Format {
    /** Two bits a weight, one scale a tensor; bitnet.cpp's {@code i2_s}, GGUF tensor type 36. */
    I2_S
}
