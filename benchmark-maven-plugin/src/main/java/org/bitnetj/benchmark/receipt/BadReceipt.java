package org.bitnetj.benchmark.receipt;

/** A text that is no receipt of a version that this plugin reads; the message names the field, what is wrong, and what to do. */
public final class BadReceipt extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String field;

    /**
     * What is wrong.
     *
     * @param field path of the field, {@code $.samples[0].forks} for one; {@code $} for the whole text
     * @param problem what is wrong with it, and what to do
     */
    BadReceipt(String field, String problem) {
        super("field " + field + " " + problem);
        this.field = field;
    }

    /**
     * What is wrong, when another exception told.
     *
     * @param field path of the field
     * @param problem what is wrong with it, and what to do
     * @param cause that exception
     */
    BadReceipt(String field, String problem, Throwable cause) {
        super("field " + field + " " + problem, cause);
        this.field = field;
    }

    /**
     * Where it is wrong.
     *
     * @return path of the field
     */
    public String field() {
        return field;
    }
}
