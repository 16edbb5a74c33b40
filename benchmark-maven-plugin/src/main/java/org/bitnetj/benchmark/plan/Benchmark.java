package org.bitnetj.benchmark.plan;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * One benchmark as JMH lists it: a method in one mode with one value for each parameter.
 *
 * @param className class that declares or inherits the method
 * @param method its name
 * @param mode JMH's short name of the mode, {@code avgt} for one
 * @param params value of each {@code @Param}
 * @param unit unit of the score, {@code us/op} for one
 * @param better {@code higher} or {@code lower}
 * @param threads threads that measure
 * @param jvmArgs what the benchmark's own {@code @Fork} asks for
 * @param byteCode SHA-256 of its class file, and of those of nested and extended classes
 */
public record Benchmark(String className, String method, String mode, Map<String, String> params, String unit, String better, int threads,
        List<String> jvmArgs, String byteCode) {
    /** Orders the parameters by name, so that names do not depend on the order in which JMH lists them. */
    public Benchmark {
        params = Collections.unmodifiableMap(new TreeMap<>(params));
        jvmArgs = List.copyOf(jvmArgs);
    }

    /**
     * The full name: {@code org.example.Sum.loop:avgt:size=1024}. Includes and excludes are matched with it.
     *
     * @return a name that is unique in the class path
     */
    public String id() {
        String values = params.entrySet().stream().map(param -> param.getKey() + "=" + param.getValue()).collect(Collectors.joining(","));
        return className + "." + method + ":" + mode + (values.isEmpty() ? "" : ":" + values);
    }
}
