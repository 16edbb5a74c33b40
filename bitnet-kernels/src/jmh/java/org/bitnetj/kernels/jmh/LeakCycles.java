package org.bitnetj.kernels.jmh;

import java.lang.management.ManagementFactory;
import java.util.EnumMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.management.JMException;
import javax.management.ObjectName;

import org.bitnetj.kernels.Activations;
import org.bitnetj.kernels.Backend;
import org.bitnetj.kernels.BackendStatus;
import org.bitnetj.kernels.Format;
import org.bitnetj.kernels.Kernels;
import org.bitnetj.kernels.PackedMatrix;
import org.bitnetj.kernels.TernaryLinear;
import org.bitnetj.kernels.TernaryMatrix;
import org.bitnetj.kernels.model.BitnetModel;
import org.bitnetj.kernels.model.HeadType;
import org.bitnetj.kernels.model.Session;
import org.bitnetj.kernels.pack.Packing;
import tools.jackson.databind.json.JsonMapper;

/** What {@link LeakProbe} starts: counts memory before and after many cycles, and prints an entry of {@code leaks} a line. */
final class LeakCycles {
    /** Many of each format; a leak of one object a cycle would show after the first. */
    private static final int CYCLES = 50;
    private static final int MODEL_CYCLES = 3;
    /** What is made once and kept is made in these: all formats, twice. */
    private static final int FIRST_CYCLES = 10;

    /** Collections until none gives anything back, at most. */
    private static final int MOST_COLLECTIONS = 20;
    private static final int STEADY_COLLECTIONS = 2;
    private static final int MILLIS_BETWEEN_COLLECTIONS = 50;

    /** What was allocated by the library and by the class library outside the heap: all arenas are in it, and nothing of the JVM itself. */
    private static final Pattern OTHER = Pattern
            .compile("Other \\(reserved=\\d+, committed=\\d+\\)\\s*\\(malloc=(\\d+) (?:tag=Other )?#(\\d+)\\)");

    private LeakCycles() {}

    private record Held(long bytes, long count) {}

    /**
     * Prints the entries.
     *
     * @param args the seed
     */
    public static void main(String[] args) {
        try (Kernels any = Kernels.open()) {
            BackendStatus status = any.selection().candidates().stream().filter(s -> s.backend() == Backend.VECTOR).findFirst()
                    .orElseThrow();
            if (!status.usable()) {
                print(ProbeOutput.entry("subject", "prepared matrices", "backend", Backend.VECTOR.id(), "cycles", 0, "reason",
                        status.detail()));
                return;
            }
        }
        try (Kernels kernels = Kernels.builder().backend(Backend.VECTOR).threads(2).open()) {
            matrices(kernels, Long.parseLong(args[0]));
            models(kernels);
        }
    }

    private static void matrices(Kernels kernels, long seed) {
        TernaryMatrix w = Matrices.matrix("64x256", seed);
        Map<Format, PackedMatrix> packed = new EnumMap<>(Format.class);
        for (Format format : Format.values()) {
            packed.put(format, Packing.pack(w, Packing.layoutFor(format, w.shape())));
        }
        byte[] codes = Tokens.codes(Tokens.GAUSSIAN, w.shape().k(), 33, seed);
        int[] sums = new int[33 * w.shape().m()];
        // Kept, since it is given back by the garbage collector, at a time of its own.
        Activations x = Product.activations(kernels, w.shape().k(), codes);
        Format[] formats = Format.values();
        cycles("prepared matrices", CYCLES, i -> {
            try (TernaryLinear linear = kernels.prepare(packed.get(formats[i % formats.length]))) {
                linear.gemm(x, sums);
            }
        });
        x.close();
    }

    private static void models(Kernels kernels) {
        cycles("models", MODEL_CYCLES, i -> {
            try (BitnetModel model = Models.open(Format.I2_S, kernels, HeadType.STORED); Session session = model.session()) {
                session.prefill(Models.tokens(model, 4));
            }
        });
    }

    interface Cycle {
        void run(int number);
    }

    static void cycles(String subject, int count, Cycle cycle) {
        for (int i = 0; i < Math.min(FIRST_CYCLES, count); i++) {
            cycle.run(i);
        }
        Held before = held();
        for (int i = 0; i < count; i++) {
            cycle.run(i);
        }
        Held after = held();
        print(ProbeOutput.entry("subject", subject, "backend", Backend.VECTOR.id(), "cycles", count, "bytesBefore", before.bytes(),
                "bytesAfter", after.bytes(), "countBefore", before.count(), "countAfter", after.count(), "reason",
                "off-heap allocations as the JVM's native memory tracking counts them"));
    }

    private static void print(Map<String, Object> entry) {
        System.out.println(JsonMapper.shared().writeValueAsString(entry));
    }

    /** What is held once all garbage is given back. Memory of unreachable objects is freed by a thread of its own, some time after they were collected. */
    private static Held held() {
        Held least = counted();
        int same = 0;
        for (int i = 0; i < MOST_COLLECTIONS && same < STEADY_COLLECTIONS; i++) {
            try {
                Thread.sleep(MILLIS_BETWEEN_COLLECTIONS);
            } catch (InterruptedException e) {
                throw new IllegalStateException("interrupted while garbage was collected", e);
            }
            Held now = counted();
            boolean fewer = now.bytes() < least.bytes() || now.count() < least.count();
            same = fewer ? 0 : same + 1;
            least = fewer ? now : least;
        }
        return least;
    }

    private static Held counted() {
        System.gc();
        try {
            String report = (String) ManagementFactory.getPlatformMBeanServer().invoke(
                    new ObjectName("com.sun.management:type=DiagnosticCommand"), "vmNativeMemory",
                    new Object[]{new String[]{"summary", "scale=b"}}, new String[]{String[].class.getName()});
            Matcher other = OTHER.matcher(report);
            if (!other.find()) {
                throw new IllegalStateException("this JVM's report on native memory has no part called Other: " + report);
            }
            return new Held(Long.parseLong(other.group(1)), Long.parseLong(other.group(2)));
        } catch (JMException e) {
            throw new IllegalStateException("this JVM does not report on native memory", e);
        }
    }
}
