package org.bitnetj.kernels.model;

/** What the output head is multiplied as. */
public enum HeadType {
    /** As the file stores it: F32, F16, BF16, Q8_0 or Q6_K, read in place from the mapped file. */
    STORED,
    /**
     * Eight bits a weight with a scale for each row, quantized when the model is opened, in memory of its own: half the memory traffic of F16. The
     * activations stay floats. Rounds each weight by at most 1/254 of the largest of its row.
     */
    INT8
}
