package org.bitnetj.kernels;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Reads the golden vectors that the reference implementation wrote; see their README. */
public final class Golden {
    /** Tokens in each activation file. */
    public static final int TOKENS = 4;

    /** The scale that the reference found in {@code w.f32}. */
    public static final float SCALE = 1.21875f;

    private final Shape shape;

    /** The vectors of one shape: 128x256 or 256x1280. */
    public Golden(Shape shape) {
        this.shape = shape;
    }

    /** The shape. */
    public Shape shape() {
        return shape;
    }

    /** The ternary weights. */
    public TernaryMatrix weights() {
        return TernaryMatrix.of(shape, bytes("w.i8"), SCALE);
    }

    /** A file as bytes. */
    public byte[] bytes(String name) {
        String resource = "/golden/" + shape + "." + name;
        try (InputStream in = Golden.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException("no test resource " + resource);
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A file as floats. */
    public float[] floats(String name) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes(name)).order(ByteOrder.LITTLE_ENDIAN);
        float[] values = new float[buffer.remaining() / Float.BYTES];
        buffer.asFloatBuffer().get(values);
        return values;
    }

    /** A file as ints. */
    public int[] ints(String name) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes(name)).order(ByteOrder.LITTLE_ENDIAN);
        int[] values = new int[buffer.remaining() / Integer.BYTES];
        buffer.asIntBuffer().get(values);
        return values;
    }

    /** One token of a file of int8. */
    public byte[] token(int t) {
        byte[] codes = new byte[shape.k()];
        System.arraycopy(bytes("a.i8"), t * shape.k(), codes, 0, codes.length);
        return codes;
    }
}
