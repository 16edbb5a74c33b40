package org.bitnetj.kernels.jmh;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import tools.jackson.databind.json.JsonMapper;

/** Probe documents, section by section, in the form of {@code META-INF/benchmark/probe.schema.json}. */
final class ProbeOutput {
    private ProbeOutput() {}

    /** A document with one section. */
    static Map<String, Object> document(String probe, String section, List<Map<String, Object>> entries) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("schemaVersion", "1.0.0");
        document.put("probe", probe);
        document.put(section, entries);
        return document;
    }

    static void write(String file, Map<String, Object> document) throws IOException {
        Files.write(Path.of(file), JsonMapper.builder().build().writeValueAsBytes(document));
    }

    /** Fields in order; what is null is left out. */
    static Map<String, Object> entry(Object... namesAndValues) {
        Map<String, Object> entry = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            if (namesAndValues[i + 1] != null) {
                entry.put((String) namesAndValues[i], namesAndValues[i + 1]);
            }
        }
        return entry;
    }
}
