package org.bitnetj.kernels.model;

/**
 * How the next token is chosen, see {@link Sampler}. Immutable.
 *
 * @param temperature what logits are divided by; 0 takes the largest logit always
 * @param topK how many of the likeliest tokens are kept; 0 keeps all
 * @param topP the share of probability that the likeliest tokens kept must reach together, over 0; 1 keeps all
 * @param minP the least probability of a token that is kept, as a share of the likeliest token's, 0 to 1; 0 keeps all
 * @param repetitionPenalty what makes tokens less likely that are there already, over 0; 1 changes nothing
 * @param repetitionWindow how many tokens back the penalty looks, prompt included; 0 looks at none
 * @param seed the beginning of the random numbers
 */
public record SamplerSettings(double temperature, int topK, double topP, double minP, double repetitionPenalty, int repetitionWindow,
        long seed) {
    /** The largest logit always: nothing is drawn. */
    public static final SamplerSettings GREEDY = builder().build();

    /**
     * Checks the settings.
     *
     * @throws IllegalArgumentException if one is outside its range; it is named
     */
    public SamplerSettings {
        require(temperature >= 0 && temperature < Double.POSITIVE_INFINITY, "temperature", temperature, "0 (greedy) or more");
        require(topK >= 0, "top-k", topK, "0 (all) or more");
        require(topP > 0 && topP <= 1, "top-p", topP, "over 0 and up to 1 (all)");
        require(minP >= 0 && minP <= 1, "min-p", minP, "0 (all) to 1");
        require(repetitionPenalty > 0 && repetitionPenalty < Double.POSITIVE_INFINITY, "repetition penalty", repetitionPenalty,
                "over 0; 1 changes nothing");
        require(repetitionWindow >= 0, "repetition window", repetitionWindow, "0 (none) or more tokens");
    }

    private static void require(boolean holds, String name, Number value, String range) {
        if (!holds) {
            throw new IllegalArgumentException(name + " is " + value + "; it must be " + range);
        }
    }

    /**
     * {@return a builder of greedy settings, with a repetition window of 64 for when a penalty is set}
     */
    public static Builder builder() {
        return new Builder();
    }

    /** Settings to be. */
    public static final class Builder {
        private double temperature;
        private int topK;
        private double topP = 1;
        private double minP;
        private double repetitionPenalty = 1;
        private int repetitionWindow = 64;
        private long seed = 1;

        private Builder() {}

        /**
         * Sets what logits are divided by.
         *
         * @param value 0 (greedy) or more
         * @return this
         */
        public Builder temperature(double value) {
            temperature = value;
            return this;
        }

        /**
         * Sets how many of the likeliest tokens are kept.
         *
         * @param value 0 (all) or more
         * @return this
         */
        public Builder topK(int value) {
            topK = value;
            return this;
        }

        /**
         * Sets the share of probability that is kept.
         *
         * @param value over 0 and up to 1 (all)
         * @return this
         */
        public Builder topP(double value) {
            topP = value;
            return this;
        }

        /**
         * Sets the least probability that is kept, as a share of the largest.
         *
         * @param value 0 (all) to 1
         * @return this
         */
        public Builder minP(double value) {
            minP = value;
            return this;
        }

        /**
         * Sets the penalty of tokens that are there already.
         *
         * @param value over 0; 1 changes nothing
         * @return this
         */
        public Builder repetitionPenalty(double value) {
            repetitionPenalty = value;
            return this;
        }

        /**
         * Sets how many tokens back the penalty looks.
         *
         * @param value 0 (none) or more
         * @return this
         */
        public Builder repetitionWindow(int value) {
            repetitionWindow = value;
            return this;
        }

        /**
         * Sets the beginning of the random numbers.
         *
         * @param value any
         * @return this
         */
        public Builder seed(long value) {
            seed = value;
            return this;
        }

        /**
         * Makes the settings.
         *
         * @return the settings
         * @throws IllegalArgumentException if one is outside its range; it is named
         */
        public SamplerSettings build() {
            return new SamplerSettings(temperature, topK, topP, minP, repetitionPenalty, repetitionWindow, seed);
        }
    }
}
