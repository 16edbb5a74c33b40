package org.bitnetj.benchmark.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Benchmarks to test with. */
public final class Benchmarks {
    private Benchmarks() {}

    /** A benchmark whose method has that name. */
    public static Benchmark named(String method) {
        return new Benchmark("org.example.Suite", method, "avgt", Map.of(), "ns/op", "lower", 1, List.of(), "00");
    }

    /** Benchmarks b00, b01 and so on. */
    public static List<Benchmark> some(int count) {
        List<Benchmark> benchmarks = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            benchmarks.add(named(String.format("b%02d", i)));
        }
        return benchmarks;
    }
}
