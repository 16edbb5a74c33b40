package org.bitnetj.kernels.internal.vector;

import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/** The vector width of this JVM's kernels: chosen once, since C2 compiles only for species that are constants. */
final class Widths {
    /** At most 512: the layouts are made of cache lines. */
    static final int BITS = Math.min(512, VectorProvider.requestedBits().orElse(VectorShape.preferredShape().vectorBitSize()));

    private static final VectorShape SHAPE = VectorShape.forBitSize(BITS);

    static final VectorSpecies<Byte> BYTES = ByteVector.SPECIES_PREFERRED.withShape(SHAPE);
    static final VectorSpecies<Short> SHORTS = ShortVector.SPECIES_PREFERRED.withShape(SHAPE);
    static final VectorSpecies<Integer> INTS = IntVector.SPECIES_PREFERRED.withShape(SHAPE);
    static final VectorSpecies<Long> LONGS = LongVector.SPECIES_PREFERRED.withShape(SHAPE);
    static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED.withShape(SHAPE);

    private Widths() {}
}
