package org.bitnetj.benchmark.receipt;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Takes out of texts what a receipt must not tell: absolute paths, and values of properties that look like secrets. */
public final class Scrubber {
    private static final Pattern SECRET = Pattern
            .compile("(-D(?:[^=\\s]*(?:password|passwd|secret|credential|private.?key|api.?key)[^=\\s]*"
                    + "|(?:[^=\\s]*[._-])?token))=\\S*", Pattern.CASE_INSENSITIVE);
    /** Two levels at least, so that {@code ops/s} and {@code /op} are left alone; not within words, so that {@code java.base/java.lang} is too. */
    private static final Pattern UNIX_PATH = Pattern.compile("(?<![\\w.$>/-])/(?:[^\\s/:;,'\"()<>]+/)+[^\\s/:;,'\"()<>]*");
    private static final Pattern WINDOWS_PATH = Pattern.compile("(?<!\\w)[A-Za-z]:\\\\[^\\s:;,'\"()<>]+");

    private final Map<String, String> known = new LinkedHashMap<>();

    /**
     * Learns the folders that get names of their own.
     *
     * @param names name by folder; longer folders should come first
     */
    public Scrubber(Map<String, String> names) {
        names.forEach((folder, name) -> {
            if (folder.length() > 1) {
                known.put(folder, name);
            }
        });
    }

    /**
     * Cleans a text.
     *
     * @param text any text; null gives null
     * @return the text without paths and secrets
     */
    public String clean(String text) {
        if (text == null) {
            return null;
        }
        String clean = SECRET.matcher(text).replaceAll("$1=***");
        for (Map.Entry<String, String> folder : known.entrySet()) {
            clean = clean.replace(folder.getKey(), folder.getValue());
        }
        clean = UNIX_PATH.matcher(clean).replaceAll("<path>");
        return WINDOWS_PATH.matcher(clean).replaceAll("<path>");
    }

    /**
     * Cleans several texts.
     *
     * @param texts the texts
     * @return the clean texts
     */
    public List<String> clean(List<String> texts) {
        return texts.stream().map(this::clean).toList();
    }
}
