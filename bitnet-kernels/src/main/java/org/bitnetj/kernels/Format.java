package org.bitnetj.kernels;

/** A storage format of ternary weights. The exact order of the bits is a {@link org.bitnetj.kernels.pack.Layout}. */
public enum Format {
    /** Two bits a weight, one scale a tensor; bitnet.cpp's {@code i2_s}, GGUF tensor type 36. */
    I2_S,

    /** Pairs of weights as indices of four bits, two bits a weight, one scale a tensor; bitnet.cpp's {@code tl1}, GGUF tensor type 38. */
    TL1,

    /**
     * Triples of weights as indices of four bits with a sign apart, 1.67 bits a weight, the rest of each row as pairs, one scale a tensor;
     * bitnet.cpp's {@code tl2}, GGUF tensor type 39.
     */
    TL2,

    /** Five weights a byte, 1.69 bits a weight, one half-precision scale a block of 256; llama.cpp's {@code TQ1_0}, GGUF tensor type 34. */
    TQ1_0,

    /** Two bits a weight, one half-precision scale a block of 256, 2.06 bits in all; llama.cpp's {@code TQ2_0}, GGUF tensor type 35. */
    TQ2_0
}
