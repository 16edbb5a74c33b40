package org.bitnetj.kernels.model;

import java.util.Arrays;
import java.util.Objects;
import java.util.OptionalInt;

/**
 * How well a model foretells a text: the mean negative log-likelihood of its tokens, in nats a token.
 *
 * <p>The text is cut into windows. Each begins anew, with the token for the beginning if the vocabulary has one, and all its tokens count; without one the
 * first of each window has nothing to be foretold from, and does not count. So of {@code window} tokens the first have little before them, and
 * the figure depends on the window: it can be compared with others of the same window and tokenizer.
 *
 * @param tokens how many tokens were foretold
 * @param nats the sum of their negative log-likelihoods, in nats
 */
public record Perplexity(long tokens, double nats) {
    /** Nothing yet. */
    private static final Perplexity NONE = new Perplexity(0, 0);

    /** Receives what is known after each window. */
    @FunctionalInterface
    public interface Progress {
        /**
         * Receives the state after a window.
         *
         * @param done windows that are done
         * @param all windows in all
         * @param soFar of the windows that are done
         */
        void window(int done, int all, Perplexity soFar);
    }

    /**
     * Measures a text.
     *
     * @param session a session; it is rewound to its beginning before and after
     * @param bos the token that begins each window, if any
     * @param tokens the text's tokens, without such a beginning
     * @param window tokens that are foretold together, 2 or more and at most the model's context
     * @param progress told after each window
     * @return the sums over all windows; the last one may be shorter
     * @throws IllegalArgumentException if there are less than two tokens, or the window is out of range
     */
    public static Perplexity of(Session session, OptionalInt bos, int[] tokens, int window, Progress progress) {
        Objects.requireNonNull(progress, "progress");
        int context = session.model().contextLength();
        if (window < 2 || window > context) {
            throw new IllegalArgumentException("the window is " + window + " tokens; it must be 2 to " + context + ", the model's context");
        }
        if (tokens.length < 2) {
            throw new IllegalArgumentException("the text has " + tokens.length + " tokens; at least 2 are needed");
        }
        Perplexity sum = NONE;
        int all = (tokens.length + window - 1) / window;
        for (int done = 0; done < all; done++) {
            int[] some = Arrays.copyOfRange(tokens, done * window, Math.min(tokens.length, (done + 1) * window));
            sum = sum.plus(session, bos, some);
            progress.window(done + 1, all, sum);
        }
        session.rewind(0);
        return sum;
    }

    private Perplexity plus(Session session, OptionalInt bos, int[] some) {
        // The last token is only foretold, never given.
        int ahead = bos.isPresent() ? 1 : 0;
        int[] given = new int[some.length - 1 + ahead];
        if (given.length == 0) {
            return this;
        }
        System.arraycopy(some, 0, given, ahead, given.length - ahead);
        bos.ifPresent(token -> given[0] = token);
        double[] loss = {0};
        session.rewind(0);
        session.prefill(given, (position, logits) -> loss[0] += loss(logits, some[position + 1 - ahead]));
        return new Perplexity(tokens + given.length, nats + loss[0]);
    }

    /** The negative logarithm of a token's softmax. */
    static double loss(float[] logits, int token) {
        double max = Double.NEGATIVE_INFINITY;
        for (float logit : logits) {
            max = Math.max(max, logit);
        }
        double sum = 0;
        for (float logit : logits) {
            sum += Math.exp(logit - max);
        }
        return max + Math.log(sum) - logits[token];
    }

    /**
     * {@return the mean loss of a token, in nats}
     */
    public double natsPerToken() {
        return nats / tokens;
    }

    /**
     * {@return the perplexity, e to the power of the mean loss}
     */
    public double perplexity() {
        return Math.exp(natsPerToken());
    }
}
