package org.bitnetj.kernels.internal.opencl;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.ref.Cleaner;
import java.util.Arrays;

import org.bitnetj.kernels.DeviceException;
import org.bitnetj.kernels.internal.ActivationForm;
import org.bitnetj.kernels.quantize.ActivationQuantizer;

/** Tokens on the device, uploaded without waiting; products wait for the upload on the device. Room is made when the first tokens come. */
final class OpenClActivations implements ActivationForm {
    private static final int GROUP = OpenClDevice.LEAST_GROUP;

    private final OpenClSession session;
    private final boolean quantizes;
    private final int k;
    private final int words;
    private final int capacity;
    private final UseGuard guard = new UseGuard("these activations are");
    private Room room;
    private Cleaner.Cleanable cleanable;

    /** The buffers, and the memory from which they are filled. */
    private static final class Room {
        private final Holdings holdings;
        private long codes;
        private long sums;
        private long inverse;
        private long floats;
        private MemorySegment codesHere;
        private MemorySegment sumsHere;
        private MemorySegment inverseHere;
        private MemorySegment floatsHere;

        Room(Holdings holdings) {
            this.holdings = holdings;
        }
    }

    OpenClActivations(OpenClSession session, boolean quantizes, int k, int maxTokens) {
        this.session = session;
        this.quantizes = quantizes;
        this.k = k;
        this.words = TileWords.words(k);
        // gemm reads whole blocks of tokens.
        this.capacity = maxTokens == 1 ? 1 : (maxTokens + TernaryProgram.TOKENS - 1) / TernaryProgram.TOKENS * TernaryProgram.TOKENS;
    }

    private Room room() {
        if (room == null) {
            Room made = new Room(session.holdings("activations of " + capacity + " tokens of k=" + k));
            try {
                made.codes = made.holdings.buffer((long) capacity * words * TileWords.CODES);
                made.sums = made.holdings.buffer((long) capacity * Integer.BYTES);
                made.inverse = made.holdings.buffer((long) capacity * Float.BYTES);
                Arena arena = made.holdings.arena();
                made.codesHere = arena.allocate((long) capacity * words * TileWords.CODES, 64);
                made.sumsHere = arena.allocate((long) capacity * Integer.BYTES, 64);
                made.inverseHere = arena.allocate((long) capacity * Float.BYTES, 64);
            } catch (DeviceException e) {
                made.holdings.release();
                throw e;
            }
            room = made;
            cleanable = OpenClSession.CLEANER.register(this, made.holdings);
        }
        return room;
    }

    private void makeRoomForFloats() {
        if (room.floats == 0) {
            room.floats = room.holdings.buffer((long) capacity * k * Float.BYTES);
            room.floatsHere = room.holdings.arena().allocate((long) capacity * k * Float.BYTES, 64);
        }
    }

    private void guarded(String doing, OpenClSession.Step step) {
        guard.enter();
        try {
            session.enter();
            try {
                session.withLane(step);
            } catch (DeviceException e) {
                throw session.during(doing + " " + capacity + " tokens of k=" + k, e);
            } finally {
                session.leave();
            }
        } finally {
            guard.leave();
        }
    }

    @Override
    public void set(byte[] codes, int tokens) {
        float[] inverse = new float[tokens];
        Arrays.fill(inverse, 1);
        set(codes, tokens, inverse);
    }

    @Override
    public void set(byte[] codes, int tokens, float[] inverse) {
        guarded("uploading activations for", lane -> {
            Room r = room();
            settle();
            for (int t = 0; t < tokens; t++) {
                int sum = 0;
                for (int c = t * k; c < (t + 1) * k; c++) {
                    sum += codes[c];
                }
                MemorySegment.copy(codes, t * k, r.codesHere, ValueLayout.JAVA_BYTE, (long) t * words * TileWords.CODES, k);
                r.sumsHere.setAtIndex(ValueLayout.JAVA_INT, t, sum);
                r.inverseHere.setAtIndex(ValueLayout.JAVA_FLOAT, t, inverse[t]);
            }
            Cl cl = session.cl();
            write(lane, r.codes, r.codesHere.asSlice(0, (long) tokens * words * TileWords.CODES));
            write(lane, r.sums, r.sumsHere.asSlice(0, (long) tokens * Integer.BYTES));
            r.holdings.pending(cl.write(lane.queue(), r.inverse, 0, r.inverseHere.asSlice(0, (long) tokens * Float.BYTES), Cl.NONE));
            // Products run in other queues.
            cl.flush(lane.queue());
        });
    }

    /** Waits until the memory here is no longer being read. */
    private void settle() {
        long before = room.holdings.pending();
        if (before != Cl.NONE) {
            session.cl().await(before);
            room.holdings.pending(Cl.NONE);
        }
    }

    private void write(OpenClLane lane, long buffer, MemorySegment from) {
        session.cl().releaseEvent(session.cl().write(lane.queue(), buffer, 0, from, Cl.NONE));
    }

    @Override
    public boolean quantize(float[] x, int tokens, float[] inverse) {
        if (!quantizes) {
            return false;
        }
        guarded("quantizing activations for", lane -> {
            Room r = room();
            settle();
            makeRoomForFloats();
            MemorySegment.copy(x, 0, r.floatsHere, ValueLayout.JAVA_FLOAT, 0, tokens * k);
            Cl cl = session.cl();
            write(lane, r.floats, r.floatsHere.asSlice(0, (long) tokens * k * Float.BYTES));
            long kernel = lane.kernel("quantize_tokens");
            cl.setHandle(kernel, 0, r.floats);
            cl.setHandle(kernel, 1, r.codes);
            cl.setHandle(kernel, 2, r.sums);
            cl.setHandle(kernel, 3, r.inverse);
            cl.setInt(kernel, 4, k);
            cl.setInt(kernel, 5, words);
            cl.setLocal(kernel, 6, GROUP * Integer.BYTES);
            r.holdings.pending(cl.run(lane.queue(), kernel, new long[]{GROUP, 1, tokens}, new long[]{GROUP, 1, 1}, Cl.NONE));
            MemorySegment arrived = r.inverseHere.asSlice(0, (long) tokens * Float.BYTES);
            lane.await(cl.read(lane.queue(), r.inverse, arrived, Cl.NONE));
            MemorySegment.copy(arrived, ValueLayout.JAVA_FLOAT, 0, inverse, 0, tokens);
        });
        refuseWhatIsNotFinite(x, tokens, inverse);
        return true;
    }

    /** The device marks such a token by an inverse scale of 0; the CPU finds out which activation it is. */
    private void refuseWhatIsNotFinite(float[] x, int tokens, float[] inverse) {
        for (int t = 0; t < tokens; t++) {
            if (inverse[t] == 0) {
                ActivationQuantizer.quantize(x, t * k, k, new byte[k], 0);
                throw new IllegalStateException("the OpenCL device " + session.device().info().name() + " found token " + t
                        + " not to be finite, which it is");
            }
        }
    }

    @Override
    public void copyCodes(byte[] target, int tokens) {
        guarded("reading activations of", lane -> {
            try (Arena arena = Arena.ofShared()) {
                MemorySegment here = arena.allocate((long) tokens * words * TileWords.CODES, 64);
                lane.await(session.cl().read(lane.queue(), room.codes, here, room.holdings.pending()));
                for (int t = 0; t < tokens; t++) {
                    MemorySegment.copy(here, ValueLayout.JAVA_BYTE, (long) t * words * TileWords.CODES, target, t * k, k);
                }
            }
        });
    }

    void enter() {
        guard.enter();
    }

    void leave() {
        guard.leave();
    }

    long codes() {
        return room.codes;
    }

    long sums() {
        return room.sums;
    }

    long inverseScales() {
        return room.inverse;
    }

    /** The event after which the device has the tokens. */
    long pending() {
        return room.holdings.pending();
    }

    @Override
    public void close() {
        if (guard.close() && room != null) {
            room.holdings.release();
            cleanable.clean();
        }
    }
}
