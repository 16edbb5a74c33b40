package org.bitnetj.kernels.gguf;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Reads the tensor infos and checks that the data of each lie inside the file and apart from each other. */
final class GgufTensorParser {
    private static final int MAX_DIMENSIONS = 4;

    private final GgufMapping mapping;
    private final GgufCursor cursor;

    /** A tensor and where its offset stands in the file, for messages. */
    private record Listed(GgufTensor tensor, long offsetField) {
        String field() {
            return "tensor " + GgufCursor.quote(tensor.name()) + " offset";
        }
    }

    GgufTensorParser(GgufMapping mapping, GgufCursor cursor) {
        this.mapping = mapping;
        this.cursor = cursor;
    }

    List<GgufTensor> parse(long count, long alignment) throws GgufFormatException {
        List<Listed> relative = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (long i = 0; i < count; i++) {
            long start = cursor.position();
            Listed listed = info(i);
            String name = listed.tensor().name();
            if (!names.add(name)) {
                throw cursor.fail(start, "name of tensor " + i, "a second " + GgufCursor.quote(name), "each name once");
            }
            relative.add(listed);
        }
        // No overflow: the position is at most the file's size, the alignment at most 2^31.
        long dataStart = (cursor.position() + alignment - 1) & -alignment;
        List<Listed> placed = new ArrayList<>(relative.size());
        for (Listed listed : relative) {
            placed.add(place(listed, dataStart, alignment));
        }
        checkApart(placed);
        return placed.stream().map(Listed::tensor).toList();
    }

    /** One tensor info; the tensor's offset is relative to a data section whose start is not known yet. */
    private Listed info(long index) throws GgufFormatException {
        String name = cursor.tensorName("name of tensor " + index);
        String field = "tensor " + GgufCursor.quote(name) + " ";
        long shapeField = cursor.position();
        long[] shape = shape(field);
        int typeId = cursor.int32(field + "type");
        long byteSize = byteSize(field, shapeField, shape, GgufType.ofId(typeId));
        long offsetField = cursor.position();
        long relative = cursor.int64(field + "offset");
        return new Listed(new GgufTensor(mapping, name, typeId, shape, relative, byteSize), offsetField);
    }

    private long[] shape(String field) throws GgufFormatException {
        long start = cursor.position();
        int dimensions = cursor.int32(field + "n_dims");
        if (dimensions < 1 || dimensions > MAX_DIMENSIONS) {
            throw cursor.fail(start, field + "n_dims", Integer.toUnsignedString(dimensions),
                    "1 to " + MAX_DIMENSIONS);
        }
        long[] shape = new long[dimensions];
        long elements = 1;
        for (int d = 0; d < dimensions; d++) {
            long at = cursor.position();
            String dimension = field + "dimension " + d;
            shape[d] = cursor.int64(dimension);
            if (shape[d] <= 0) {
                throw cursor.fail(at, dimension, Long.toUnsignedString(shape[d]), "1 to 2^63-1");
            }
            if (shape[d] > Long.MAX_VALUE / elements) {
                throw cursor.fail(at, dimension, elements + " * " + shape[d] + " elements", "fewer than 2^63");
            }
            elements *= shape[d];
        }
        return shape;
    }

    private long byteSize(String field, long shapeField, long[] shape, GgufType type) throws GgufFormatException {
        if (type == GgufType.UNKNOWN) {
            return GgufTensor.UNKNOWN_SIZE;
        }
        try {
            return type.byteSize(shape[0], GgufTensor.rows(shape));
        } catch (IllegalArgumentException e) {
            throw caused(cursor.fail(shapeField, field + "shape", e.getMessage(), "a shape that " + type + " holds"),
                    e);
        } catch (ArithmeticException e) {
            throw caused(cursor.fail(shapeField, field + "shape", "2^63 bytes or more", "fewer than 2^63"), e);
        }
    }

    private static GgufFormatException caused(GgufFormatException failure, RuntimeException cause) {
        failure.initCause(cause);
        return failure;
    }

    private Listed place(Listed listed, long dataStart, long alignment) throws GgufFormatException {
        GgufTensor tensor = listed.tensor();
        long relative = tensor.offset();
        if (relative < 0 || relative % alignment != 0) {
            throw cursor.fail(listed.offsetField(), listed.field(), Long.toUnsignedString(relative),
                    relative < 0 ? "fewer than 2^63" : "a multiple of the alignment, " + alignment);
        }
        long room = cursor.size() - dataStart - tensor.leastSize();
        if (room < 0 || relative > room) {
            throw cursor.fail(listed.offsetField(), listed.field(),
                    "%d, so %d bytes from offset 0x%x + %d".formatted(relative, tensor.leastSize(), dataStart, relative),
                    "data that end by the end of the file, 0x%x (%d)".formatted(cursor.size(), cursor.size()));
        }
        return new Listed(tensor.at(dataStart + relative), listed.offsetField());
    }

    private void checkApart(List<Listed> tensors) throws GgufFormatException {
        List<Listed> order = new ArrayList<>(tensors);
        order.sort(Comparator.comparingLong(listed -> listed.tensor().offset()));
        for (int i = 1; i < order.size(); i++) {
            GgufTensor previous = order.get(i - 1).tensor();
            GgufTensor next = order.get(i).tensor();
            long end = previous.offset() + previous.leastSize();
            if (next.offset() < end) {
                throw cursor.fail(order.get(i).offsetField(), order.get(i).field(),
                        "data from 0x%x, inside those of tensor %s".formatted(next.offset(),
                                GgufCursor.quote(previous.name())),
                        "data from 0x%x or later, where those end".formatted(end));
            }
        }
    }
}
