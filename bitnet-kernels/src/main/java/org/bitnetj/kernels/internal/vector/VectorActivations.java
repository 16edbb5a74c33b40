package org.bitnetj.kernels.internal.vector;

import jdk.incubator.vector.ByteVector;

import org.bitnetj.kernels.internal.ActivationForm;

/**
 * Tokens, and what the kernels derive from them alone: made when a kernel first asks for it, then shared by all matrices that the same
 * activations feed. Nothing is allocated once every token has been used.
 */
final class VectorActivations implements ActivationForm {
    private final int k;
    private final Token[] tokens;
    private DigitProgram.Stage stage;
    private byte[] codes;

    /** One token's derived forms; each is valid until the token changes. */
    private static final class Token {
        private TripleTables triples;
        private PairTables pairs;
        private DigitProgram digits;
        private BucketProgram buckets;
        private StreamProgram stream;
        private FieldActivations fields;
        private boolean hasTriples;
        private boolean hasPairs;
        private boolean hasDigits;
        private boolean hasBuckets;
        private boolean hasStream;
        private boolean hasFields;
        private int zeros;
    }

    VectorActivations(int k, int maxTokens) {
        this.k = k;
        tokens = new Token[maxTokens];
        for (int t = 0; t < maxTokens; t++) {
            tokens[t] = new Token();
        }
    }

    @Override
    public synchronized void set(byte[] newCodes, int count) {
        codes = newCodes;
        for (int t = 0; t < count; t++) {
            Token token = tokens[t];
            token.hasTriples = false;
            token.hasPairs = false;
            token.hasDigits = false;
            token.hasBuckets = false;
            token.hasStream = false;
            token.hasFields = false;
            token.zeros = zeros(newCodes, t * k, k);
        }
    }

    private static int zeros(byte[] codes, int from, int count) {
        int lanes = Widths.BYTES.length();
        int zeros = 0;
        int i = 0;
        for (; i <= count - lanes; i += lanes) {
            zeros += ByteVector.fromArray(Widths.BYTES, codes, from + i).eq((byte) 0).trueCount();
        }
        for (; i < count; i++) {
            zeros += codes[from + i] == 0 ? 1 : 0;
        }
        return zeros;
    }

    /** All codes, token-major. */
    byte[] codes() {
        return codes;
    }

    /** The share of a token's codes that are zero. */
    synchronized double zeroShare(int t) {
        return (double) tokens[t].zeros / k;
    }

    synchronized TripleTables triples(int t) {
        Token token = tokens[t];
        if (!token.hasTriples) {
            if (token.triples == null) {
                token.triples = new TripleTables(k);
            }
            token.triples.build(codes, t * k);
            token.hasTriples = true;
        }
        return token.triples;
    }

    synchronized PairTables pairs(int t) {
        Token token = tokens[t];
        if (!token.hasPairs) {
            if (token.pairs == null) {
                token.pairs = new PairTables(k);
            }
            token.pairs.build(codes, t * k);
            token.hasPairs = true;
        }
        return token.pairs;
    }

    synchronized DigitProgram digits(int t) {
        Token token = tokens[t];
        if (!token.hasDigits) {
            if (token.digits == null) {
                token.digits = new DigitProgram();
            }
            if (stage == null) {
                stage = new DigitProgram.Stage();
            }
            token.digits.index(codes, t * k, k, stage);
            token.hasDigits = true;
        }
        return token.digits;
    }

    synchronized BucketProgram buckets(int t) {
        Token token = tokens[t];
        if (!token.hasBuckets) {
            if (token.buckets == null) {
                token.buckets = new BucketProgram(k);
            }
            token.buckets.index(codes, t * k);
            token.hasBuckets = true;
        }
        return token.buckets;
    }

    synchronized StreamProgram stream(int t) {
        Token token = tokens[t];
        if (!token.hasStream) {
            if (token.stream == null) {
                token.stream = new StreamProgram(k);
            }
            token.stream.index(codes, t * k);
            token.hasStream = true;
        }
        return token.stream;
    }

    synchronized FieldActivations fields(int t) {
        Token token = tokens[t];
        if (!token.hasFields) {
            if (token.fields == null) {
                token.fields = new FieldActivations(k);
            }
            token.fields.set(codes, t * k);
            token.hasFields = true;
        }
        return token.fields;
    }
}
