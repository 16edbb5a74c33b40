package org.bitnetj.benchmark;

/** Where a run tells how it goes. Lines only, without control characters, so that a log file reads like a terminal. */
public interface Console {
    /**
     * Tells something.
     *
     * @param line one line
     */
    void info(String line);

    /**
     * Tells of something that went wrong, or was not done.
     *
     * @param line one line
     */
    void warn(String line);
}
