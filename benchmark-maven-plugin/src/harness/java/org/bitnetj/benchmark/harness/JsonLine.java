package org.bitnetj.benchmark.harness;

import java.util.List;
import java.util.Map;

/** Builds one JSON object on one line. Hand-written because a JSON library must not reach the user's class path. */
final class JsonLine {
    private final StringBuilder text = new StringBuilder("{");

    private JsonLine() {}

    static JsonLine event(String kind) {
        return new JsonLine().put("event", kind);
    }

    JsonLine put(String name, Object value) {
        if (text.length() > 1) {
            text.append(',');
        }
        string(name);
        text.append(':');
        value(value);
        return this;
    }

    private void value(Object value) {
        if (value instanceof Double number && (number.isNaN() || number.isInfinite())) {
            // JSON has no such numbers; the reader refuses the sample by name when it meets the word.
            string(number.toString());
        } else if (value instanceof Number || value instanceof Boolean) {
            text.append(value);
        } else if (value instanceof List<?> list) {
            text.append('[');
            String separator = "";
            for (Object element : list) {
                text.append(separator);
                value(element);
                separator = ",";
            }
            text.append(']');
        } else if (value instanceof Map<?, ?> map) {
            text.append('{');
            String separator = "";
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                text.append(separator);
                string(entry.getKey().toString());
                text.append(':');
                value(entry.getValue());
                separator = ",";
            }
            text.append('}');
        } else {
            string(String.valueOf(value));
        }
    }

    private void string(String value) {
        text.append('"');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            switch (c) {
                case '"' -> text.append("\\\"");
                case '\\' -> text.append("\\\\");
                case '\n' -> text.append("\\n");
                case '\r' -> text.append("\\r");
                case '\t' -> text.append("\\t");
                default -> {
                    // Lone surrogates have no UTF-8 form: escaped, they survive the file.
                    if (c < 0x20 || Character.isSurrogate(c)) {
                        text.append(String.format("\\u%04x", (int) c));
                    } else {
                        text.append(c);
                    }
                }
            }
        }
        text.append('"');
    }

    @Override
    public String toString() {
        return text + "}";
    }
}
