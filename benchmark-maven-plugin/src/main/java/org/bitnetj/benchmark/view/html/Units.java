package org.bitnetj.benchmark.view.html;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

import org.bitnetj.benchmark.view.Numbers;

/** Numbers with units, as people read them. */
final class Units {
    private static final double KIBI = 1024;
    private static final List<String> NAMES = List.of("B", "KiB", "MiB", "GiB", "TiB");

    private Units() {}

    static String bytes(Long count) {
        if (count == null) {
            return "";
        }
        double value = count;
        int unit = 0;
        while (Math.abs(value) >= KIBI && unit < NAMES.size() - 1) {
            value /= KIBI;
            unit++;
        }
        return unit == 0 ? count + " B" : String.format(Locale.ROOT, "%.1f %s", value, NAMES.get(unit));
    }

    static String nanos(double value) {
        if (value < 1e3) {
            return Numbers.score(value) + " ns";
        }
        if (value < 1e6) {
            return Numbers.score(value / 1e3) + " µs";
        }
        return value < 1e9 ? Numbers.score(value / 1e6) + " ms" : Numbers.score(value / 1e9) + " s";
    }

    static double median(List<Double> values) {
        double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        if (sorted.length == 0) {
            return Double.NaN;
        }
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : Arrays.stream(sorted, middle - 1, middle + 1).sum() / 2;
    }

    static String percent(Double share) {
        return share == null ? "" : String.format(Locale.ROOT, "%.1f %%", share * 100);
    }

    static String text(Object value) {
        return value == null ? "" : value.toString();
    }
}
