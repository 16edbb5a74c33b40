package org.bitnetj.kernels.model;

import org.bitnetj.kernels.model.TinyReferences.Prompt;

/** What tests ask of logits. */
final class TopLogits {
    private TopLogits() {}

    /** The sum of squared differences from the reference, over the five best tokens of every position. */
    static double squares(Prompt prompt, float[][] logits) {
        double squares = 0;
        for (int t = 0; t < logits.length; t++) {
            for (int i = 0; i < 5; i++) {
                squares += Math.pow(logits[t][prompt.topIds()[t][i]] - prompt.topLogits()[t][i], 2);
            }
        }
        return squares;
    }

    static int best(float[] logits) {
        int best = 0;
        for (int i = 1; i < logits.length; i++) {
            best = logits[i] > logits[best] ? i : best;
        }
        return best;
    }

    /** The negative log-likelihood of a token, in nats. */
    static double loss(float[] logits, int target) {
        double max = logits[best(logits)];
        double sum = 0;
        for (float logit : logits) {
            sum += Math.exp(logit - max);
        }
        return Math.log(sum) + max - logits[target];
    }
}
