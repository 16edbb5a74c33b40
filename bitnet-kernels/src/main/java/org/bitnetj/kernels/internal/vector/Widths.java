package org.bitnetj.kernels.internal.vector;

import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/** The vector width of this JVM's kernels: chosen once, since C2 compiles only for species that are constants. */
final class Widths {
    static final int BITS = VectorProvider.requestedBits().orElse(VectorShape.preferredShape().vectorBitSize());
    static final VectorSpecies<Short> SHORTS = ShortVector.SPECIES_PREFERRED.withShape(VectorShape.forBitSize(BITS));
    static final VectorSpecies<Integer> INTS = IntVector.SPECIES_PREFERRED.withShape(VectorShape.forBitSize(BITS));

    private Widths() {}
}
