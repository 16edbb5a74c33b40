package org.bitnetj.kernels.model;

import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;

import org.bitnetj.kernels.DeviceException;

/**
 * One text under way: the keys and values of the tokens so far. Made by {@link BitnetModel#session()}; any number of sessions share a model's weights,
 * and threads may use different ones at the same time. On the CPU it needs no closing; on a device {@link #close()} gives the memory of keys and values back, and
 * closing the model or its kernels does so at the latest.
 *
 * <p>A session itself is for one thread at a time; a second one that comes in meanwhile gets an {@link IllegalStateException}. A call that fails leaves
 * the position where it was.
 *
 * <p>Logits do not depend on how tokens are divided among calls, on other sessions, or on the number of threads: they are equal to the bit.
 */
public final class Session implements AutoCloseable {
    /** Tokens that go through the layers together: some times the 32 that the table kernels take at once. */
    static final int BATCH = 128;

    /** Positions whose logits are computed together. */
    static final int LOGITS = 8;

    private final BitnetModel model;
    private final CacheType type;
    private Decoder home;
    private SessionCache cache;
    /** The tokens so far, where the keys and values may be lost with a device. */
    private int[] history = {};
    private boolean handsOver;
    private boolean closed;
    private final float[] logits;
    private final AtomicBoolean busy = new AtomicBoolean();
    private int position;
    private boolean counts;
    private Work work = Work.NONE;

    Session(BitnetModel model, CacheType type) {
        this.model = model;
        this.type = type;
        this.home = model.forward();
        this.cache = home.cache(type);
        this.logits = new float[model.vocabularySize()];
    }

    /**
     * Takes tokens in, many at once.
     *
     * @param tokens 1 or more token ids, which follow those that are in the session
     * @return the logits after the last one, one for each token of the vocabulary; the array is used again by the next call
     * @throws IllegalArgumentException if there are none, or one is outside the vocabulary (its place is named)
     * @throws IllegalStateException if they do not fit the context, the model is closed, or another thread uses the session
     */
    public float[] prefill(int[] tokens) {
        begin(tokens);
        try {
            inBatches(tokens, null);
            return logits;
        } finally {
            end();
        }
    }

    /**
     * Takes tokens in and gives the logits after each of them, as for perplexity.
     *
     * @param tokens 1 or more token ids, which follow those that are in the session
     * @param each receives the logits of each position in turn; what it throws ends the call
     * @throws IllegalArgumentException if there are none, or one is outside the vocabulary (its place is named)
     * @throws IllegalStateException if they do not fit the context, the model is closed, or another thread uses the session
     */
    public void prefill(int[] tokens, LogitsConsumer each) {
        Objects.requireNonNull(each, "each");
        begin(tokens);
        try {
            inBatches(tokens, each);
        } finally {
            end();
        }
    }

    private void inBatches(int[] tokens, LogitsConsumer each) {
        int start = position;
        boolean done = false;
        try {
            for (int from = 0; from < tokens.length; from += BATCH) {
                batch(tokens, from, Math.min(BATCH, tokens.length - from), each);
            }
            done = true;
        } finally {
            if (!done) {
                position = start;
            }
        }
    }

    /** Once more on the CPU, if that goes on for a device that is lost on the way. */
    private void batch(int[] tokens, int from, int count, LogitsConsumer each) {
        int given = 0;
        boolean done = false;
        while (!done) {
            settle();
            Workspace w = model.takeWorkspace(count);
            try {
                if (w.decoder.equals(home)) {
                    given = batch(w, tokens, from, count, each, given);
                    done = given == count;
                }
            } finally {
                if (!done) {
                    w.close();
                }
            }
            if (done) {
                position += count;
                work = work.plus(w.work);
                model.giveBack(w);
            }
        }
    }

    /**
     * {@return the rows that are done: all, or, if the device was lost and the CPU goes on, those whose logits have been handed over}
     *
     * @param given rows whose logits have been handed over already
     */
    private int batch(Workspace w, int[] tokens, int from, int count, LogitsConsumer each, int given) {
        int done = given;
        try {
            for (int i = 0; i < count; i++) {
                add(w, tokens[from + i], position + i);
            }
            w.counts = counts;
            home.run(w);
            if (each != null) {
                float[] some = new float[LOGITS * logits.length];
                while (done < count) {
                    done += everyPosition(w, done, Math.min(LOGITS, count - done), some, each);
                }
            } else if (from + count == tokens.length) {
                home.logits(w, count - 1, 1, logits);
            }
            return count;
        } catch (DeviceException e) {
            if (handsOver || !model.relieve(e)) {
                throw e;
            }
            return done;
        } finally {
            handsOver = false;
        }
    }

    private int everyPosition(Workspace w, int row, int count, float[] some, LogitsConsumer each) {
        home.logits(w, row, count, some);
        handsOver = true;
        for (int i = 0; i < count; i++) {
            System.arraycopy(some, i * logits.length, logits, 0, logits.length);
            each.accept(w.positions[row + i], logits);
        }
        handsOver = false;
        return count;
    }

    /** Goes on where the model does: its tokens are computed once more on the CPU when a device is lost. */
    void settle() {
        Decoder now = model.forward();
        if (now.equals(home)) {
            return;
        }
        cache.close();
        home = now;
        cache = now.cache(type);
        for (int from = 0; from < position; from += BATCH) {
            int count = Math.min(BATCH, position - from);
            Workspace w = model.takeWorkspace(count);
            for (int i = 0; i < count; i++) {
                add(w, history[from + i], from + i);
            }
            w.counts = false;
            home.run(w);
            model.giveBack(w);
        }
    }

    /**
     * Takes one token in.
     *
     * @param token its id
     * @return the logits after it, one for each token of the vocabulary; the array is used again by the next call
     * @throws IllegalArgumentException if it is outside the vocabulary
     * @throws IllegalStateException if the context is full, the model is closed, or another thread uses the session
     */
    public float[] decode(int token) {
        return prefill(new int[]{token});
    }

    /** Puts a row of this session into a workspace. */
    void add(Workspace w, int token, int at) {
        cache.ensure(at + 1);
        if (home instanceof DeviceForward) {
            if (at >= history.length) {
                history = Arrays.copyOf(history, Math.max(BATCH, 2 * at));
            }
            history[at] = token;
        }
        w.ensureScores(at + 1);
        w.add(token, at, cache);
    }

    /** Marks the session as used, once the tokens have been checked. */
    void begin(int... tokens) {
        Objects.requireNonNull(tokens, "tokens");
        if (!busy.compareAndSet(false, true)) {
            throw new IllegalStateException("another thread is using this session; open one for each thread");
        }
        boolean entered = false;
        try {
            if (closed) {
                throw new IllegalStateException("this session is closed; open another one");
            }
            requireTokens(tokens);
            model.enter();
            entered = true;
        } finally {
            if (!entered) {
                busy.set(false);
            }
        }
    }

    private void requireTokens(int[] tokens) {
        if (tokens.length == 0) {
            throw new IllegalArgumentException("there are no tokens; a session takes 1 or more at a time");
        }
        for (int i = 0; i < tokens.length; i++) {
            if (tokens[i] < 0 || tokens[i] >= logits.length) {
                throw new IllegalArgumentException(
                        "token " + tokens[i] + " at place " + i + " is outside the vocabulary of " + logits.length
                                + " tokens");
            }
        }
        if (tokens.length > model.contextLength() - position) {
            throw new IllegalStateException("the context holds " + model.contextLength() + " tokens, of which " + position
                    + " are taken, and " + tokens.length + " more do not fit; rewind the session, or begin another one");
        }
    }

    void end() {
        model.leave();
        busy.set(false);
    }

    /** Whether a workspace is for where this session is now. */
    boolean isFor(Workspace w) {
        return w.decoder.equals(home);
    }

    BitnetModel model() {
        return model;
    }

    void advance() {
        position++;
    }

    /**
     * {@return the logits after the last token; the array is used again by the next call}
     */
    public float[] logits() {
        return logits;
    }

    /**
     * {@return the number of tokens in the session, which is the position of the next one}
     */
    public int position() {
        return position;
    }

    /**
     * Forgets the latest tokens. Their memory stays for those that come next.
     *
     * @param to how many tokens are kept, 0 to {@link #position()}
     * @throws IllegalArgumentException if there are not so many
     */
    public void rewind(int to) {
        if (to < 0 || to > position) {
            throw new IllegalArgumentException(
                    "a session of " + position + " tokens can be rewound to 0 to " + position + ", not to " + to);
        }
        position = to;
    }

    /**
     * {@return the bytes that keys and values take now}
     */
    public long memoryBytes() {
        return cache.memoryBytes();
    }

    /**
     * Gives the memory of keys and values on a device back. Closing twice does nothing.
     *
     * @throws IllegalStateException if another thread uses the session right now; it stays open
     */
    @Override
    public void close() {
        if (!busy.compareAndSet(false, true)) {
            throw new IllegalStateException("another thread is using this session; close it when that is done");
        }
        closed = true;
        cache.close();
        busy.set(false);
    }

    /**
     * Begins to count what is read, from nothing. Counting takes a little time, so it is off at first.
     *
     * @param on whether to count from now on
     */
    public void countWork(boolean on) {
        counts = on;
        work = Work.NONE;
    }

    /**
     * {@return what has been read since counting began; batched decoding is not counted}
     */
    public Work work() {
        return work;
    }
}
