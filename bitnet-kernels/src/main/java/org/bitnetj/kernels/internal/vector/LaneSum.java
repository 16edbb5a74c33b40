package org.bitnetj.kernels.internal.vector;

import jdk.incubator.vector.FloatVector;

/**
 * The sum of a vector's lanes in one fixed order. {@code reduceLanes} may add them in any, and does: the interpreter in another than compiled code, so
 * that results would change while a program warms up. Small enough that C2 inlines it, with lane numbers that are constants, as it needs them.
 */
final class LaneSum {
    private static final int LANES = Widths.FLOATS.length();

    private LaneSum() {}

    static float of(FloatVector v) {
        float sum = v.lane(0) + v.lane(1) + (v.lane(2) + v.lane(3));
        if (LANES >= 8) {
            sum += v.lane(4) + v.lane(5) + (v.lane(6) + v.lane(7));
        }
        if (LANES == 16) {
            sum += v.lane(8) + v.lane(9) + (v.lane(10) + v.lane(11)) + (v.lane(12) + v.lane(13) + (v.lane(14) + v.lane(15)));
        }
        return sum;
    }

    /** The same of a vector that was stored. */
    static float of(float[] v, int at) {
        float sum = v[at] + v[at + 1] + (v[at + 2] + v[at + 3]);
        if (LANES >= 8) {
            sum += v[at + 4] + v[at + 5] + (v[at + 6] + v[at + 7]);
        }
        if (LANES == 16) {
            sum += v[at + 8] + v[at + 9] + (v[at + 10] + v[at + 11]) + (v[at + 12] + v[at + 13] + (v[at + 14] + v[at + 15]));
        }
        return sum;
    }
}
