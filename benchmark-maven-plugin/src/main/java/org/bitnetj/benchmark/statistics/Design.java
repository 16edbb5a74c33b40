package org.bitnetj.benchmark.statistics;

/** How the two arms were measured. */
public enum Design {
    /** Apart from each other: Welch's t. */
    UNPAIRED,
    /** Side by side, in blocks of one fork each: paired t. */
    PAIRED
}
