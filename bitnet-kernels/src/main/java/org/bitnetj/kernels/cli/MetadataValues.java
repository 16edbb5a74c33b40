package org.bitnetj.kernels.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import org.bitnetj.kernels.gguf.GgufFormatException;
import org.bitnetj.kernels.gguf.GgufMetadata;
import org.bitnetj.kernels.gguf.GgufValueType;

/** Metadata values for people and for JSON; of arrays only the first elements. */
final class MetadataValues {
    private static final int MAX_CHARACTERS = 120;

    private final GgufMetadata metadata;
    private final int elements;

    MetadataValues(GgufMetadata metadata, int elements) {
        this.metadata = metadata;
        this.elements = elements;
    }

    String type(String key) throws IOException {
        if (metadata.type(key) != GgufValueType.ARRAY) {
            return metadata.type(key).name();
        }
        return metadata.elementType(key) + "[" + metadata.arrayLength(key) + "]";
    }

    String text(String key) throws IOException {
        return switch (value(key)) {
            case List<?> list -> list.stream().map(MetadataValues::text).collect(Collectors.joining(", ", "[",
                    metadata.arrayLength(key) > list.size() ? ", ...]" : "]"));
            case Object other -> text(other);
        };
    }

    private static String text(Object value) {
        if (!(value instanceof String string)) {
            return value.toString();
        }
        StringBuilder text = new StringBuilder("\"");
        string.codePoints().limit(MAX_CHARACTERS).forEach(c -> {
            switch (c) {
                case '\n' -> text.append("\\n");
                case '"' -> text.append("\\\"");
                default -> {
                    // What could steer a terminal is written as a number.
                    if (Character.isISOControl(c) || Character.getType(c) == Character.FORMAT) {
                        text.append("\\u{").append(Integer.toHexString(c)).append('}');
                    } else {
                        text.appendCodePoint(c);
                    }
                }
            }
        });
        int count = string.codePointCount(0, string.length());
        return text.append(count > MAX_CHARACTERS ? "\"... (" + count + " characters)" : "\"").toString();
    }

    /** A scalar, or an object that tells what was left out of an array. */
    Object json(String key) throws IOException {
        Object value = value(key);
        if (!(value instanceof List<?>)) {
            return value;
        }
        Map<String, Object> array = new LinkedHashMap<>();
        array.put("type", metadata.elementType(key).name());
        array.put("length", metadata.arrayLength(key));
        array.put("first", value);
        return array;
    }

    private Object value(String key) throws IOException {
        return switch (metadata.type(key)) {
            case STRING -> metadata.getString(key);
            case BOOL -> metadata.getBool(key);
            case FLOAT32 -> Double.valueOf(Float.toString(metadata.getFloat(key)));
            case FLOAT64 -> metadata.getDouble(key);
            case ARRAY -> array(key);
            default -> integer(key);
        };
    }

    private Object integer(String key) {
        try {
            return metadata.getLong(key);
        } catch (GgufFormatException beyondLong) {
            return beyondLong.getMessage();
        }
    }

    private List<Object> array(String key) throws IOException {
        int count = Math.min(elements, metadata.arrayLength(key));
        List<Object> first = new ArrayList<>();
        switch (metadata.elementType(key)) {
            case STRING -> first.addAll(metadata.getStrings(key).subList(0, count));
            case BOOL -> {
                boolean[] values = metadata.getBools(key);
                for (int i = 0; i < count; i++) {
                    first.add(values[i]);
                }
            }
            case FLOAT32, FLOAT64 -> {
                float[] values = metadata.getFloats(key);
                for (int i = 0; i < count; i++) {
                    first.add(Double.valueOf(Float.toString(values[i])));
                }
            }
            case ARRAY -> first.add("(nested)");
            default -> integers(key, count, first);
        }
        return first;
    }

    private void integers(String key, int count, List<Object> first) {
        try {
            int[] values = metadata.getInts(key);
            for (int i = 0; i < count; i++) {
                first.add(values[i]);
            }
        } catch (GgufFormatException beyondInt) {
            first.add(beyondInt.getMessage());
        }
    }
}
