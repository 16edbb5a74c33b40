package org.bitnetj.kernels.model;

/** What a kind of vocabulary does with ordinary text, without special tokens. Immutable and thread-safe. */
sealed interface TextModel permits ByteLevelBpe, SentencePieceBpe {
    /**
     * Turns text into tokens.
     *
     * @param text well-formed UTF-16, not empty
     * @param tokens receives the tokens
     */
    void encode(String text, TokenBuffer tokens);

    /**
     * {@return the bytes that an ordinary token stands for}
     *
     * @param id a token of type NORMAL, UNUSED or BYTE
     */
    byte[] bytes(int id);

    /**
     * {@return whether encoding puts a space before the text, which decoding must take away}
     */
    boolean addsSpace();
}
