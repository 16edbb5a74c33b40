package org.bitnetj.benchmark.harness;

import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/** The file that tells the host JVM what to run, in order. Both sides of it are here, so that they can not drift apart. */
public final class StepList {
    private StepList() {}

    /**
     * One benchmark in one fork.
     *
     * @param index position in the whole plan
     * @param method class and method, as JMH names them
     * @param mode short name of the JMH mode, {@code avgt} for one
     * @param params value of each {@code @Param}
     * @param jvmArgs what the benchmark's own {@code @Fork(jvmArgs)} asks for
     * @param warmup number of warm-up iterations
     * @param warmupTime length of each
     * @param iterations number of measured iterations
     * @param iterationTime length of each
     */
    public record Entry(int index, String method, String mode, Map<String, String> params, List<String> jvmArgs, int warmup,
            Duration warmupTime, int iterations, Duration iterationTime) {}

    /**
     * Writes the steps.
     *
     * @param file file to write
     * @param steps what to run, in order
     * @throws IOException when the file can not be written
     */
    public static void write(Path file, List<Entry> steps) throws IOException {
        Properties lines = new Properties();
        lines.setProperty("steps", Integer.toString(steps.size()));
        for (int i = 0; i < steps.size(); i++) {
            Entry step = steps.get(i);
            String prefix = i + ".";
            lines.setProperty(prefix + "index", Integer.toString(step.index));
            lines.setProperty(prefix + "method", step.method);
            lines.setProperty(prefix + "mode", step.mode);
            lines.setProperty(prefix + "warmup", Integer.toString(step.warmup));
            lines.setProperty(prefix + "warmupTime", step.warmupTime.toString());
            lines.setProperty(prefix + "iterations", Integer.toString(step.iterations));
            lines.setProperty(prefix + "iterationTime", step.iterationTime.toString());
            step.params.forEach((name, value) -> lines.setProperty(prefix + "param." + name, value));
            lines.setProperty(prefix + "jvmArgs", Integer.toString(step.jvmArgs.size()));
            for (int a = 0; a < step.jvmArgs.size(); a++) {
                lines.setProperty(prefix + "jvmArg." + a, step.jvmArgs.get(a));
            }
        }
        try (Writer out = Files.newBufferedWriter(file)) {
            lines.store(out, null);
        }
    }

    /**
     * Reads the steps.
     *
     * @param file a file that {@link #write} wrote
     * @return the steps, in order
     * @throws IOException when the file can not be read
     */
    public static List<Entry> read(Path file) throws IOException {
        Properties lines = new Properties();
        try (Reader in = Files.newBufferedReader(file)) {
            lines.load(in);
        }
        int count = Integer.parseInt(required(lines, "steps"));
        List<Entry> steps = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String prefix = i + ".";
            Map<String, String> params = new TreeMap<>();
            String paramPrefix = prefix + "param.";
            for (String key : lines.stringPropertyNames()) {
                if (key.startsWith(paramPrefix)) {
                    params.put(key.substring(paramPrefix.length()), lines.getProperty(key));
                }
            }
            List<String> jvmArgs = new ArrayList<>();
            for (int a = 0; a < Integer.parseInt(required(lines, prefix + "jvmArgs")); a++) {
                jvmArgs.add(required(lines, prefix + "jvmArg." + a));
            }
            steps.add(new Entry(Integer.parseInt(required(lines, prefix + "index")), required(lines, prefix + "method"),
                    required(lines, prefix + "mode"), params, jvmArgs, Integer.parseInt(required(lines, prefix + "warmup")),
                    Duration.parse(required(lines, prefix + "warmupTime")), Integer.parseInt(required(lines, prefix + "iterations")),
                    Duration.parse(required(lines, prefix + "iterationTime"))));
        }
        return steps;
    }

    private static String required(Properties lines, String key) {
        String value = lines.getProperty(key);
        if (value == null) {
            throw new IllegalArgumentException("the step list has no entry " + key);
        }
        return value;
    }
}
