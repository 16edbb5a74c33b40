package org.bitnetj.benchmark.harness;

import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;

import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.runner.BenchmarkList;
import org.openjdk.jmh.runner.BenchmarkListEntry;
import org.openjdk.jmh.runner.format.OutputFormat;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Names every benchmark that JMH would run: each method, mode and combination of parameters, from META-INF/BenchmarkList. */
final class Listing {
    private Listing() {}

    static void write(EventFile events) throws IOException {
        events.write(JvmFacts.line());
        OutputFormat silent = OutputFormatFactory.createFormatInstance(System.out, VerboseMode.SILENT);
        for (BenchmarkListEntry entry : BenchmarkList.defaultList().getAll(silent, List.of())) {
            for (Mode mode : entry.getMode() == Mode.All ? concreteModes() : List.of(entry.getMode())) {
                for (Map<String, String> params : combinations(entry)) {
                    events.write(line(entry, mode, params));
                }
            }
        }
    }

    private static JsonLine line(BenchmarkListEntry entry, Mode mode, Map<String, String> params) throws IOException {
        String className = entry.getUserClassQName();
        // JMH's own default is seconds; only Mode.SampleTime and friends print other units when told so by the annotation.
        TimeUnit unit = entry.getTimeUnit().orElse(TimeUnit.SECONDS);
        boolean rate = mode == Mode.Throughput;
        return JsonLine.event("benchmark")
                .put("class", className)
                .put("method", entry.getUsername().substring(className.length() + 1))
                .put("mode", mode.shortLabel())
                .put("params", params)
                .put("unit", rate ? "ops/" + TimeUnits.label(unit) : TimeUnits.label(unit) + "/op")
                .put("better", rate ? "higher" : "lower")
                .put("threads", entry.getThreads().orElse(1))
                .put("jvmArgs", list(entry.getJvmArgsPrepend().orElse(List.of()), entry.getJvmArgs().orElse(List.of())))
                .put("byteCode", byteCodeDigest(className));
    }

    private static List<String> list(Collection<String> first, Collection<String> second) {
        List<String> all = new ArrayList<>(first);
        all.addAll(second);
        return all;
    }

    private static List<Mode> concreteModes() {
        List<Mode> modes = new ArrayList<>(List.of(Mode.values()));
        modes.remove(Mode.All);
        return modes;
    }

    /** Every combination of the parameters' values; one empty combination when there are no parameters. */
    static List<Map<String, String>> combinations(BenchmarkListEntry entry) {
        List<Map<String, String>> combinations = List.of(Map.of());
        Map<String, String[]> declared = new TreeMap<>(entry.getParams().orElse(Map.of()));
        for (Map.Entry<String, String[]> param : declared.entrySet()) {
            if (param.getValue().length == 0) {
                throw new IllegalStateException("benchmark " + entry.getUsername() + " has a parameter " + param.getKey()
                        + " without values; give it some: @Param({\"...\"})");
            }
            List<Map<String, String>> longer = new ArrayList<>();
            for (Map<String, String> combination : combinations) {
                for (String value : param.getValue()) {
                    Map<String, String> next = new TreeMap<>(combination);
                    next.put(param.getKey(), value);
                    longer.add(next);
                }
            }
            combinations = longer;
        }
        return combinations;
    }

    /**
     * Digest of what the benchmark itself is made of: its class, the classes nested in it, and the classes that it extends, as far as they are not
     * the JDK's. Neither what JMH generates nor the code under test belongs to it.
     */
    private static String byteCodeDigest(String className) throws IOException {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            Set<String> names = new TreeSet<>();
            for (Class<?> type = load(className); type != null && Listing.class.getClassLoader().equals(type.getClassLoader()); type = type
                    .getSuperclass()) {
                collect(type, names);
            }
            for (String name : names) {
                digest.update(classFile(name));
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform must have SHA-256", e);
        }
    }

    private static void collect(Class<?> type, Set<String> names) {
        names.add(type.getName());
        for (Class<?> nested : type.getDeclaredClasses()) {
            collect(nested, names);
        }
        // anonymous classes are numbered, and declared nowhere
        for (int i = 1; Listing.class.getClassLoader().getResource(resource(type.getName() + "$" + i)) != null; i++) {
            names.add(type.getName() + "$" + i);
        }
    }

    private static Class<?> load(String className) {
        try {
            return Class.forName(className, false, Listing.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException("META-INF/BenchmarkList names " + className
                    + ", which is not on the class path: it is left from an earlier build, run mvn clean", e);
        }
    }

    private static byte[] classFile(String className) throws IOException {
        try (InputStream in = Listing.class.getClassLoader().getResourceAsStream(resource(className))) {
            if (in == null) {
                throw new IllegalStateException("the class " + className + " has no class file on the class path");
            }
            return in.readAllBytes();
        }
    }

    private static String resource(String className) {
        return className.replace('.', '/') + ".class";
    }
}
