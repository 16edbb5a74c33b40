package org.bitnetj.kernels.jmh;

import java.io.IOException;
import java.util.List;
import java.util.Map;

import tools.jackson.databind.json.JsonMapper;

/**
 * Writes what many cycles of preparing, multiplying and closing leave outside the Java heap, as the JVM itself counts it. It counts only when it
 * was started to ({@code -XX:NativeMemoryTracking}), so {@link LeakCycles} runs in a JVM of its own, where weights are in ordinary pages, since mappings that
 * the library makes itself are not counted.
 */
public final class LeakProbe {
    private LeakProbe() {}

    /**
     * Writes one probe document.
     *
     * @param args the file to write, and the seed
     * @throws IOException if the file cannot be written, or no JVM can be started
     * @throws InterruptedException if interrupted
     */
    public static void main(String[] args) throws IOException, InterruptedException {
        ProbeOutput.write(args[0], document(Long.parseLong(args[1])));
    }

    /** The probe document. */
    static Map<String, Object> document(long seed) throws IOException, InterruptedException {
        List<String> lines = OwnJvm.run(List.of("-XX:NativeMemoryTracking=summary", "-Dbitnet.largepages=off"), Map.of(), LeakCycles.class,
                Long.toString(seed));
        return ProbeOutput.document("leaks", "leaks", lines.stream().map(LeakProbe::entry).toList());
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> entry(String line) {
        return JsonMapper.shared().readValue(line, Map.class);
    }
}
