package org.bitnetj.benchmark.view;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A text of which the lines between {@code <!-- NAME:start -->} and {@code <!-- NAME:end -->} are ours, and all others are somebody else's. */
final class MarkedText {
    private static final Pattern MARKER = Pattern.compile("<!--[ \\t]*(gates|hoplog|decision):(start|end)[ \\t]*-->");
    private static final String HEAD = "# Benchmark ledger";

    private final String text;
    private final Map<String, Span> spans;

    /** From the first character behind the line of the start marker to the first of the line of the end marker. */
    private record Span(int from, int to) {}

    /**
     * Finds the markers.
     *
     * @throws IllegalArgumentException when a marker is without its other, nested, twice there, or not alone on its line
     */
    MarkedText(String text) {
        this.text = text;
        this.spans = spans(text);
    }

    /** The lines of a block; empty when the block is not there. */
    Optional<String> content(String name) {
        return Optional.ofNullable(spans.get(name)).map(span -> text.substring(span.from, span.to));
    }

    /** The same text with another content of a block, which is appended where there is none. Content is whole lines that end as those of the text do. */
    MarkedText with(String name, String content) {
        Span span = spans.get(name);
        if (span != null) {
            return new MarkedText(text.substring(0, span.from) + content + text.substring(span.to));
        }
        boolean created = text.isEmpty();
        boolean lastLineEnds = created || text.endsWith("\n");
        String before = created ? HEAD + lineEnd() + lineEnd() : lastLineEnds ? lineEnd() : lineEnd() + lineEnd();
        return new MarkedText(text + before + marker(name, "start") + lineEnd() + content + marker(name, "end")
                + (lastLineEnds ? lineEnd() : ""));
    }

    /** How lines of the text end. */
    String lineEnd() {
        int first = text.indexOf('\n');
        return first > 0 && text.charAt(first - 1) == '\r' ? "\r\n" : "\n";
    }

    @Override
    public String toString() {
        return text;
    }

    private static String marker(String name, String end) {
        return "<!-- " + name + ":" + end + " -->";
    }

    private static Map<String, Span> spans(String text) {
        Map<String, Span> spans = new HashMap<>();
        String open = null;
        int from = 0;
        Matcher marker = MARKER.matcher(text);
        while (marker.find()) {
            String name = marker.group(1);
            int begin = text.lastIndexOf('\n', marker.start() - 1) + 1;
            int end = text.indexOf('\n', marker.end());
            String line = text.substring(begin, end < 0 ? text.length() : end);
            if (!line.strip().equals(marker.group())) {
                throw broken(text, marker, "must stand alone on its line");
            }
            if (marker.group(2).equals("start")) {
                if (open != null) {
                    throw broken(text, marker, "stands inside the block " + open);
                }
                if (spans.containsKey(name)) {
                    throw broken(text, marker, "is there a second time");
                }
                open = name;
                from = end < 0 ? text.length() : end + 1;
            } else if (!name.equals(open)) {
                throw broken(text, marker, open == null ? "has no start before it" : "stands inside the block " + open);
            } else {
                spans.put(name, new Span(from, begin));
                open = null;
            }
        }
        if (open != null) {
            throw new IllegalArgumentException("the marker " + marker(open, "start") + " has no " + marker(open, "end") + " after it");
        }
        return spans;
    }

    private static IllegalArgumentException broken(String text, Matcher marker, String problem) {
        long line = text.substring(0, marker.start()).chars().filter(c -> c == '\n').count() + 1;
        return new IllegalArgumentException("line " + line + ": the marker " + marker.group() + " " + problem);
    }
}
