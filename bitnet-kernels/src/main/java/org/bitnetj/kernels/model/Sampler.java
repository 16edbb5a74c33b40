package org.bitnetj.kernels.model;

import java.util.Arrays;
import java.util.Objects;
import java.util.Random;

/**
 * Chooses the next token from logits, in these steps:
 *
 * <ol>
 * <li>repetition penalty: of each token among the last ones, a positive logit is divided by it, any other multiplied (Keskar et al., "CTRL", 2019);
 * <li>at temperature 0, the largest logit is taken, of equals the lowest id, and the rest does not happen;
 * <li>temperature: logits are divided by it;
 * <li>top-k: the k largest are kept, of equals the lowest ids;
 * <li>softmax over what is kept;
 * <li>top-p: the likeliest are kept, as few as reach the share p together (Holtzman et al., "The Curious Case of Neural Text Degeneration", 2019);
 * <li>min-p: those with at least the share p of the largest probability are kept;
 * <li>one of them is drawn, in proportion to their probabilities.
 * </ol>
 *
 * <p>This is the order of Hugging Face's generation; llama.cpp applies the temperature last. The numbers are worked out in double. The same
 * settings, logits and tokens give the same choices on every machine: random numbers are those of {@link Random}, whose sequence is specified. A
 * logit of minus infinity forbids a token; NaN and plus infinity are errors.
 *
 * <p>For one text and one thread.
 */
public final class Sampler {
    private final SamplerSettings settings;
    private final Random random;
    // The last tokens, as a ring.
    private final int[] recent;
    private int seen;
    private float[] penalised = new float[0];

    /**
     * Tokens that may be drawn, likeliest first if they were sorted, and their weights, not normalised.
     *
     * @param ids the tokens
     * @param weights as many weights, 1 for the largest logit
     * @param count how many of them count
     */
    @SuppressWarnings("ArrayRecordComponent")
    record Candidates(int[] ids, double[] weights, int count) {
        double total() {
            return Arrays.stream(weights, 0, count).sum();
        }
    }

    /**
     * Makes a sampler at the beginning of its random numbers.
     *
     * @param settings how to choose
     */
    public Sampler(SamplerSettings settings) {
        this.settings = Objects.requireNonNull(settings, "settings");
        this.random = new Random(settings.seed());
        this.recent = new int[settings.repetitionPenalty() == 1 ? 0 : settings.repetitionWindow()];
    }

    /**
     * {@return how it chooses}
     */
    public SamplerSettings settings() {
        return settings;
    }

    /**
     * Tells of a token that stands in the text now, from the prompt or chosen, so that the repetition penalty knows it.
     *
     * @param token the token
     */
    public void accept(int token) {
        if (recent.length > 0) {
            recent[seen++ % recent.length] = token;
        }
    }

    /**
     * Chooses a token. It must be {@linkplain #accept(int) accepted} to count as repeated later.
     *
     * @param logits one for each token of the vocabulary; left as they are
     * @return the token
     * @throws IllegalArgumentException if a logit is NaN or plus infinity (the token is named), or all are minus infinity
     */
    public int sample(float[] logits) {
        float[] scores = penalised(logits);
        int best = best(scores);
        if (settings.temperature() == 0) {
            return best;
        }
        Candidates candidates = candidates(scores, scores[best]);
        double rest = random.nextDouble() * candidates.total();
        int last = 0;
        for (int i = 0; i < candidates.count; i++) {
            rest -= candidates.weights[i];
            if (rest < 0) {
                return candidates.ids[i];
            }
            // Rounding can leave a little: then it is the last one that can be drawn at all.
            last = candidates.weights[i] > 0 ? i : last;
        }
        return candidates.ids[last];
    }

    /** What would be drawn from, after all steps but the last. */
    Candidates candidates(float[] logits) {
        float[] scores = penalised(logits);
        return candidates(scores, scores[best(scores)]);
    }

    private float[] penalised(float[] logits) {
        int count = Math.min(seen, recent.length);
        if (count == 0) {
            return logits;
        }
        if (penalised.length != logits.length) {
            penalised = new float[logits.length];
        }
        System.arraycopy(logits, 0, penalised, 0, logits.length);
        for (int i = 0; i < count; i++) {
            int token = Objects.checkIndex(recent[i], logits.length);
            // From the original, so that a token that stands there twice is punished once.
            float logit = logits[token];
            penalised[token] = (float) (logit > 0 ? logit / settings.repetitionPenalty() : logit * settings.repetitionPenalty());
        }
        return penalised;
    }

    private static int best(float[] logits) {
        int best = 0;
        for (int i = 0; i < logits.length; i++) {
            if (!(logits[i] < Float.POSITIVE_INFINITY)) {
                throw new IllegalArgumentException(
                        "the logit of token " + i + " is " + logits[i] + "; logits must be numbers below infinity");
            }
            if (logits[i] > logits[best]) {
                best = i;
            }
        }
        if (logits.length == 0 || logits[best] == Float.NEGATIVE_INFINITY) {
            throw new IllegalArgumentException("no token may be chosen: all " + logits.length + " logits are minus infinity");
        }
        return best;
    }

    private Candidates candidates(float[] logits, float largest) {
        boolean all = settings.topK() == 0 || settings.topK() >= logits.length;
        Candidates kept = weigh(all ? everyIndex(logits.length) : largest(logits, settings.topK()), logits, largest);
        if (settings.topP() < 1) {
            double share = settings.topP() * kept.total();
            Candidates sorted = all ? likelyFirst(kept, logits, largest) : kept;
            kept = new Candidates(sorted.ids, sorted.weights, reaching(sorted, share));
        }
        return settings.minP() == 0 ? kept : minP(kept);
    }

    private static int[] everyIndex(int count) {
        int[] ids = new int[count];
        Arrays.setAll(ids, i -> i);
        return ids;
    }

    private Candidates weigh(int[] ids, float[] logits, float largest) {
        double[] weights = new double[ids.length];
        for (int i = 0; i < ids.length; i++) {
            weights[i] = Math.exp(((double) logits[ids[i]] - largest) / settings.temperature());
        }
        return new Candidates(ids, weights, ids.length);
    }

    /** The indices of the k largest, largest first. */
    private static int[] largest(float[] logits, int k) {
        LongHeap heap = new LongHeap(k);
        for (int i = 0; i < logits.length; i++) {
            long key = key(logits[i], i);
            if (heap.size() < k) {
                heap.add(key);
            } else if (key > heap.smallest()) {
                heap.replaceSmallest(key);
            }
        }
        int[] ids = new int[k];
        for (int i = k - 1; i >= 0; i--) {
            ids[i] = ~(int) heap.remove();
        }
        return ids;
    }

    /** Orders by logit, and of equal logits the lower index is larger. */
    private static long key(float logit, int index) {
        // Adding 0 makes one zero of both.
        int bits = Float.floatToIntBits(logit + 0f);
        int ordered = bits < 0 ? bits ^ Integer.MAX_VALUE : bits;
        return ((long) ordered << 32) | (~index & 0xFFFFFFFFL);
    }

    /**
     * Sorts what top-p can keep. The tokens below the share (1-p)/n have less than 1-p together, so the others reach p: sorting those is enough,
     * and they are few.
     */
    private Candidates likelyFirst(Candidates all, float[] logits, float largest) {
        double least = (1 - settings.topP()) / all.count * all.total();
        int[] likely = Arrays.stream(all.ids, 0, all.count).filter(id -> all.weights[id] >= least).toArray();
        long[] keys = Arrays.stream(likely).mapToLong(id -> key(logits[id], id)).sorted().toArray();
        for (int i = 0; i < keys.length; i++) {
            likely[i] = ~(int) keys[keys.length - 1 - i];
        }
        return weigh(likely, logits, largest);
    }

    private static int reaching(Candidates sorted, double share) {
        double sum = 0;
        for (int i = 0; i < sorted.count; i++) {
            sum += sorted.weights[i];
            if (sum >= share) {
                return i + 1;
            }
        }
        return sorted.count;
    }

    /** The largest weight is 1. */
    private Candidates minP(Candidates candidates) {
        int[] ids = new int[candidates.count];
        double[] weights = new double[candidates.count];
        int count = 0;
        for (int i = 0; i < candidates.count; i++) {
            if (candidates.weights[i] >= settings.minP()) {
                ids[count] = candidates.ids[i];
                weights[count++] = candidates.weights[i];
            }
        }
        return new Candidates(ids, weights, count);
    }
}
