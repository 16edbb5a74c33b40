package org.bitnetj.kernels.model;

/** How a session keeps keys and values. */
public enum CacheType {
    /** Half precision: half the memory; changes logits by hundredths. */
    F16,
    /** Single precision: what the reference results are computed with. */
    F32
}
