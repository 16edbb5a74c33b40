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
     * @param classPath class path of the fork
     * @param lastJvmArgs arguments of the fork's arm, after all others
     * @param block block of the plan, from 0
     */
    public record Entry(int index, String method, String mode, Map<String, String> params, List<String> jvmArgs, int warmup,
            Duration warmupTime, int iterations, Duration iterationTime, String classPath, List<String> lastJvmArgs, int block) {}

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
            lines.setProperty(prefix + "classPath", step.classPath);
            lines.setProperty(prefix + "block", Integer.toString(step.block));
            writeList(lines, prefix + "jvmArg", step.jvmArgs);
            writeList(lines, prefix + "lastJvmArg", step.lastJvmArgs);
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
            steps.add(new Entry(Integer.parseInt(required(lines, prefix + "index")), required(lines, prefix + "method"),
                    required(lines, prefix + "mode"), params, readList(lines, prefix + "jvmArg"),
                    Integer.parseInt(required(lines, prefix + "warmup")),
                    Duration.parse(required(lines, prefix + "warmupTime")), Integer.parseInt(required(lines, prefix + "iterations")),
                    Duration.parse(required(lines, prefix + "iterationTime")), required(lines, prefix + "classPath"),
                    readList(lines, prefix + "lastJvmArg"), Integer.parseInt(required(lines, prefix + "block"))));
        }
        return steps;
    }

    private static void writeList(Properties lines, String name, List<String> values) {
        lines.setProperty(name + "s", Integer.toString(values.size()));
        for (int i = 0; i < values.size(); i++) {
            lines.setProperty(name + "." + i, values.get(i));
        }
    }

    private static List<String> readList(Properties lines, String name) {
        List<String> values = new ArrayList<>();
        for (int i = 0; i < Integer.parseInt(required(lines, name + "s")); i++) {
            values.add(required(lines, name + "." + i));
        }
        return values;
    }

    private static String required(Properties lines, String key) {
        String value = lines.getProperty(key);
        if (value == null) {
            throw new IllegalArgumentException("the step list has no entry " + key);
        }
        return value;
    }
}
