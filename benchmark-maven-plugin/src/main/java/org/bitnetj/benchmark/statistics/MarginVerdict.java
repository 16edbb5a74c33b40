package org.bitnetj.benchmark.statistics;

/** What a comparison with a margin comes to. "Not significant" is none of them: it is never a pass. */
public enum MarginVerdict {
    /** Slower than the margin allows. */
    REGRESSED,
    /** Shown to be no slower than the margin allows. */
    NOT_REGRESSED,
    /** Faster by more than the margin. */
    IMPROVED,
    /** The samples can not tell. */
    INCONCLUSIVE,
    /** The samples must not be compared. */
    INCOMPARABLE
}
