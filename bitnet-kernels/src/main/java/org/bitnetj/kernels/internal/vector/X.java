package org.bitnetj.kernels.internal.vector;

import jdk.incubator.vector.ByteVector;

final class X {
    private X() {}

    static int lanes() {
        return ByteVector.SPECIES_PREFERRED.length();
    }
}
