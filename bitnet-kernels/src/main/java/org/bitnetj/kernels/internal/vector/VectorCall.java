package org.bitnetj.kernels.internal.vector;

import org.bitnetj.kernels.internal.CodeMatrix;
import org.bitnetj.kernels.internal.ThreadTeam;

/** One product under way: its operands, cut into parts for the team, and the scratch of each member. Used again by later calls. */
final class VectorCall implements ThreadTeam.Work {
    /** Parts for each member, so that one that is interrupted does not hold up the others, and that tiles which do not divide evenly hardly matter. */
    private static final int PARTS_A_MEMBER = 8;

    /** Work below this many multiply-adds is not worth handing over. */
    private static final long ALONE_BELOW = 1 << 18;

    /** With fewer blocks of tokens for a member than this, one more or less is too much of a difference. */
    private static final int FEW_BLOCKS = 4;

    private final ThreadTeam team;
    private final ReadingChoice choice;
    private final BucketScratch[] bucketScratch;
    private final PlaneScratch[] planeScratch;
    private final TableScratch[] tableScratch;
    private final LookupScratch[] lookupScratch;

    private Object matrix;
    private Object x;
    private int tokens;
    private boolean byTokens;
    private boolean cold;
    private WordReading reading;
    private int[] sums;
    private int sumsAt;
    private int rows;
    private int unit;
    private int parts;

    VectorCall(ThreadTeam team, ReadingChoice choice) {
        this.team = team;
        this.choice = choice;
        int members = team.members();
        bucketScratch = new BucketScratch[members];
        planeScratch = new PlaneScratch[members];
        tableScratch = new TableScratch[members];
        lookupScratch = new LookupScratch[members];
    }

    void lookup(WordTiles w, SumTables tables, boolean fromMemory, int[] target, int at) {
        reading = fromMemory ? choice.next() : WordReading.CACHED;
        // From a cache a product may take no longer than some looks at the clock.
        boolean timed = fromMemory && !choice.isMade();
        long begin = timed ? System.nanoTime() : 0;
        start(w, tables, target, at, w.shape().m(), WordTiles.ROWS, w.shape().weights(), PARTS_A_MEMBER);
        if (timed) {
            choice.took(reading, w.words().byteSize(), System.nanoTime() - begin);
        }
    }

    /** Parts are whole tiles, of which there are few. */
    void buckets(BucketTiles w, BucketProgram program, boolean fromMemory, int[] target, int at) {
        cold = fromMemory;
        start(w, program, target, at, w.shape().m(), BucketTiles.ROWS, (long) w.shape().m() * program.columns(), Integer.MAX_VALUE);
    }

    /** The same for a matrix that has to come from memory, column after column. */
    void stream(BucketTiles w, StreamProgram program, int[] target, int at) {
        start(w, program, target, at, w.shape().m(), BucketTiles.ROWS, w.shape().weights(), Integer.MAX_VALUE);
    }

    void planes(PlaneTiles w, DigitProgram digits, boolean fromMemory, int[] target, int at) {
        cold = fromMemory;
        start(w, digits, target, at, w.rows(), PlaneTiles.ROWS, (long) w.rows() * digits.columns().length, PARTS_A_MEMBER);
    }

    void rowMajor(CodeMatrix w, FieldActivations fields, int[] target, int at) {
        start(w, fields, target, at, w.shape().m(), 1, w.shape().weights(), PARTS_A_MEMBER);
    }

    /**
     * Every part builds the tables of its tokens. So a part is a block of tokens, for which nobody else builds any, where they can be shared out
     * evenly; otherwise it is a part of the rows, and there are no more than members.
     */
    void gemm(GroupWords w, byte[] codes, int count, int[] target) {
        tokens = count;
        int blocks = (count + TableGemm.TOKENS - 1) / TableGemm.TOKENS;
        byTokens = blocks % team.members() == 0 || blocks >= FEW_BLOCKS * team.members();
        start(w, codes, target, 0, byTokens ? blocks : w.rows(), 1, (long) w.rows() * w.columns() * count, byTokens ? blocks : 1);
    }

    private void start(Object w, Object activations, int[] target, int at, int m, int rowUnit, long work, int partsAMember) {
        matrix = w;
        x = activations;
        sums = target;
        sumsAt = at;
        rows = m;
        unit = rowUnit;
        int units = (m + rowUnit - 1) / rowUnit;
        parts = work < ALONE_BELOW || team.members() == 1 ? 1 : (int) Math.min(units, (long) partsAMember * team.members());
        try {
            team.run(this, parts);
        } finally {
            matrix = null;
            x = null;
            sums = null;
        }
    }

    @Override
    public void run(int part, int member) {
        int units = (rows + unit - 1) / unit;
        int from = (int) ((long) units * part / parts);
        int to = (int) ((long) units * (part + 1) / parts);
        if (matrix instanceof WordTiles w) {
            if (lookupScratch[member] == null) {
                lookupScratch[member] = new LookupScratch();
            }
            LookupGemv.gemv(w, (SumTables) x, sums, sumsAt, from, to, reading, lookupScratch[member]);
        } else if (matrix instanceof BucketTiles w) {
            if (bucketScratch[member] == null) {
                bucketScratch[member] = new BucketScratch();
            }
            if (x instanceof StreamProgram program) {
                StreamGemv.gemv(w, program, sums, sumsAt, from, to, bucketScratch[member]);
            } else {
                BucketGemv.gemv(w, (BucketProgram) x, sums, sumsAt, from, to, cold, bucketScratch[member]);
            }
        } else if (matrix instanceof PlaneTiles w) {
            if (planeScratch[member] == null) {
                planeScratch[member] = new PlaneScratch();
            }
            PlaneGemv.gemv(w, (DigitProgram) x, sums, sumsAt, from, to, cold, planeScratch[member]);
        } else if (matrix instanceof GroupWords w) {
            if (tableScratch[member] == null) {
                tableScratch[member] = new TableScratch();
            }
            if (byTokens) {
                int last = Math.min(tokens, to * TableGemm.TOKENS);
                TableGemm.gemm(w, (byte[]) x, from * TableGemm.TOKENS, last, sums, 0, w.rows(), tableScratch[member]);
            } else {
                TableGemm.gemm(w, (byte[]) x, 0, tokens, sums, from, to, tableScratch[member]);
            }
        } else {
            CodeMatrix w = (CodeMatrix) matrix;
            RowMajorGemv.gemv(w.bytes(), w.rowBytes(), (FieldActivations) x, sums, sumsAt, from, to);
        }
    }
}
