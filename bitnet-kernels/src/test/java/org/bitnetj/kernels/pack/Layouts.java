package org.bitnetj.kernels.pack;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.SplittableRandom;

import org.bitnetj.kernels.PackedMatrix;
import org.bitnetj.kernels.Shape;

/** Layouts of every kind, and shapes that each can hold. */
final class Layouts {
    /** A shape that all of {@link #ALL} hold; TL2 has triples and pairs in it. */
    static final Shape COMMON = new Shape(64, 1024);

    /** One layout of every kind. */
    static final List<Layout> ALL = List.of(I2sLayout.BLOCK_128, I2sLayout.BLOCK_64, I2sLayout.ROWS_4, new Tl1Layout(64, 128, 32),
            new Tl1Layout(64, 64, 64), new Tl2Layout(32, 96), new Tl2Layout(64, 192), Tq1Layout.BLOCK_256, Tq2Layout.BLOCK_256);

    private Layouts() {}

    /** A shape of up to a few hundred rows and columns, and a layout of the same kind, both drawn at random. */
    record Drawn(Layout layout, Shape shape) {}

    static Drawn draw(Layout kind, SplittableRandom random) {
        int few = random.nextInt(1, 5);
        int some = random.nextInt(1, 40);
        return switch (kind) {
            case I2sLayout.BLOCK_128 -> new Drawn(kind, new Shape(some, 128 * few));
            case I2sLayout.BLOCK_64 -> new Drawn(kind, new Shape(some, 64 * few));
            // Also fewer codes than a long has, and than a whole number of them.
            case I2sLayout.ROWS_4 -> new Drawn(kind, new Shape(4 * few, some));
            case Tl1Layout tl1 -> {
                Tl1Layout drawn = new Tl1Layout(tl1.blockRows() * random.nextInt(1, 4), tl1.blockColumns() * random.nextInt(1, 20),
                        tl1.blockRows());
                yield new Drawn(drawn, new Shape(drawn.bm() * random.nextInt(1, 4), drawn.bk() * few));
            }
            case Tl2Layout tl2 -> {
                Tl2Layout drawn = new Tl2Layout(32 * random.nextInt(1, 4), 24 * random.nextInt(1, 20));
                int pairs = 32 * random.nextInt(0, Math.min(9, (drawn.bk() + 31) / 32));
                int tiles = few + (256 + drawn.bk() - 1) / drawn.bk();
                yield new Drawn(drawn, new Shape(drawn.bm() * random.nextInt(1, 4), drawn.bk() * tiles + pairs));
            }
            default -> new Drawn(kind, new Shape(some, 256 * few));
        };
    }

    static byte[] bytes(PackedMatrix packed) {
        return packed.bytes().toArray(ValueLayout.JAVA_BYTE);
    }

    /** The same matrix with other bytes. */
    static PackedMatrix with(PackedMatrix packed, byte[] bytes) {
        return new PackedMatrix(packed.layout(), packed.shape(), packed.scale(), MemorySegment.ofArray(bytes));
    }
}
