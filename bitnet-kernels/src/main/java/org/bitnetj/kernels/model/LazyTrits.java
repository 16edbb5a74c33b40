package org.bitnetj.kernels.model;

import org.bitnetj.kernels.PackedMatrix;
import org.bitnetj.kernels.Shape;
import org.bitnetj.kernels.internal.TritSource;

/** The trits of a packed matrix, whose codes are checked when they are first asked for: not at all where its layouts have been made before. */
final class LazyTrits implements TritSource {
    private final PackedMatrix packed;
    private TritSource checked;

    LazyTrits(PackedMatrix packed) {
        this.packed = packed;
    }

    private synchronized TritSource trits() {
        if (checked == null) {
            checked = TritSource.of(packed);
        }
        return checked;
    }

    @Override
    public Shape shape() {
        return packed.shape();
    }

    @Override
    public void copyRows(int from, int to, byte[] trits) {
        trits().copyRows(from, to, trits);
    }

    @Override
    public void copyCodes(int from, int to, long[] codes, int at) {
        trits().copyCodes(from, to, codes, at);
    }
}
