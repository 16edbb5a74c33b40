package org.bitnetj.kernels.jmh;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.bitnetj.kernels.Backend;
import org.bitnetj.kernels.BackendStatus;
import org.bitnetj.kernels.DispatchedKernel;
import org.bitnetj.kernels.Format;
import org.bitnetj.kernels.Kernels;
import org.bitnetj.kernels.model.BitnetModel;
import org.bitnetj.kernels.model.HeadType;
import org.bitnetj.kernels.model.Session;
import org.bitnetj.kernels.model.Work;
import tools.jackson.databind.json.JsonMapper;

/**
 * Writes tokens a second, bytes read a token and memory of whole models: the tiny one in every format, and, where the property
 * {@code bitnet.probe.models} has {@code tiny,2b4t}, the geometry of 2B4T. A prompt of 128 tokens, then 128 more one by one.
 */
public final class ModelProbe {
    /** Tokens of the prompt, and then of what is decoded: together the tiny model's context. */
    private static final int TOKENS = 128;
    private static final int REPEATS = 3;

    /** What the scalar reference is measured with: it takes ten milliseconds a token. */
    private static final int SCALAR_TOKENS = 16;

    private static final long WARM_UP_NANOS = 3_000_000_000L;
    private static final long SHORT_WARM_UP_NANOS = 300_000_000L;

    private final List<Map<String, Object>> throughput = new ArrayList<>();
    private final List<Map<String, Object>> memory = new ArrayList<>();
    private final List<Map<String, Object>> kernels = new ArrayList<>();
    private final Map<Integer, Double> bandwidths = new LinkedHashMap<>();
    private final List<Format> formats;
    private final int tokens;
    private long warmUpNanos;

    /** Measures some formats, with a number of tokens, 128 at the most. */
    ModelProbe(List<Format> formats, int tokens, long warmUpNanos) {
        this.formats = formats;
        this.tokens = tokens;
        this.warmUpNanos = warmUpNanos;
    }

    /**
     * Writes one probe document.
     *
     * @param args the file to write, and the seed
     * @throws IOException if the file cannot be written
     */
    public static void main(String[] args) throws IOException {
        System.setProperty("bitnet.seed", args[1]);
        Map<String, Object> document = new ModelProbe(List.of(Format.values()), TOKENS, WARM_UP_NANOS)
                .measure(System.getProperty("bitnet.probe.models", Models.TINY));
        Files.write(Path.of(args[0]), JsonMapper.builder().build().writeValueAsBytes(document));
    }

    Map<String, Object> measure(String models) {
        boolean vector = BackendsHere.usable(Backend.VECTOR);
        int most = Math.min(2, Runtime.getRuntime().availableProcessors());
        for (int threads = 1; threads <= most; threads++) {
            measureBandwidth(threads);
            long warmUp = warmUpNanos;
            if (vector) {
                for (Format format : formats) {
                    tiny(format, Backend.VECTOR, threads, HeadType.STORED);
                }
                tiny(Format.I2_S, Backend.VECTOR, threads, HeadType.INT8);
            }
            // What is compiled stays so; only another way of sharing work is new.
            warmUpNanos = warmUp;
        }
        tiny(Format.I2_S, Backend.SCALAR, 1, HeadType.STORED);
        if (BackendsHere.chosen() == Backend.OPENCL) {
            tiny(Format.I2_S, Backend.OPENCL, most, HeadType.STORED);
        }
        warmUpNanos = Math.max(warmUpNanos, SHORT_WARM_UP_NANOS);
        for (String name : models.split(",", -1)) {
            if (!name.equals(Models.TINY) && vector) {
                measure(name, "synthetic", Backend.VECTOR, most, HeadType.STORED);
                measure(name, "synthetic", Backend.VECTOR, most, HeadType.INT8);
            }
        }
        // Once more: what other programs took before, they may leave now, and what memory can deliver is the most that it ever did.
        List.copyOf(bandwidths.keySet()).forEach(this::measureBandwidth);
        throughput.forEach(entry -> entry.put("memoryBandwidth", bandwidths.get((Integer) entry.get("threads"))));
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("schemaVersion", "1.0.0");
        document.put("probe", "model");
        document.put("kernels", kernels);
        document.put("throughput", throughput);
        document.put("memory", memory);
        return document;
    }

    private void measureBandwidth(int threads) {
        try {
            bandwidths.merge(threads, MemoryBandwidth.measure(threads), Math::max);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while memory was measured", e);
        }
    }

    private void tiny(Format format, Backend backend, int threads, HeadType head) {
        measure(Models.TINY, format.name(), backend, threads, head);
    }

    private void measure(String name, String format, Backend backend, int threads, HeadType head) {
        MemoryUse use = new MemoryUse();
        try (Kernels opened = Kernels.builder().backend(backend).threads(threads).open()) {
            long begin = System.nanoTime();
            try (BitnetModel model = name.equals(Models.TINY)
                    ? Models.open(Format.valueOf(format), opened, head)
                    : Models.open(name, opened, head)) {
                Map<String, Object> subject = new LinkedHashMap<>();
                subject.put("model", name);
                subject.put("format", format);
                subject.put("head", head == HeadType.INT8 ? "INT8" : "F16");
                subject.put("backend", backend.id());
                subject.put("threads", threads);
                run(model, backend, subject, begin);
                use.opened(model);
                note(model);
                memory.add(use.entry(subject));
            }
        }
    }

    private void run(BitnetModel model, Backend backend, Map<String, Object> subject, long begin) {
        int count = backend == Backend.SCALAR ? Math.min(SCALAR_TOKENS, tokens) : tokens;
        int[] ids = Models.tokens(model, 2 * count);
        int[] prompt = Arrays.copyOf(ids, count);
        Session session = model.session();
        session.prefill(prompt);
        double firstToken = (System.nanoTime() - begin) * 1e-6;
        if (backend == Backend.VECTOR) {
            warmUp(session, ids);
        }
        double prefill = 0;
        double decode = 0;
        for (int i = 0; i < REPEATS; i++) {
            session.rewind(0);
            prefill = Math.max(prefill, count / seconds(() -> session.prefill(prompt)));
            decode = Math.max(decode, count / seconds(() -> decode(session, ids, count)));
        }
        session.rewind(0);
        session.countWork(true);
        session.prefill(prompt);
        entry(subject, "prefill", count, prefill, session.work(), firstToken);
        session.countWork(true);
        decode(session, ids, count);
        entry(subject, "decode", count, decode, session.work(), firstToken);
    }

    /** The first model is given time to be compiled, the others a little. */
    private void warmUp(Session session, int[] ids) {
        long begin = System.nanoTime();
        do {
            session.rewind(0);
            session.prefill(Arrays.copyOf(ids, ids.length / 2));
            for (int i = ids.length / 2; i < ids.length && System.nanoTime() - begin < warmUpNanos; i++) {
                session.decode(ids[i]);
            }
        } while (System.nanoTime() - begin < warmUpNanos);
        warmUpNanos = Math.min(warmUpNanos, SHORT_WARM_UP_NANOS);
    }

    private static void decode(Session session, int[] ids, int from) {
        for (int i = from; i < ids.length; i++) {
            session.decode(ids[i]);
        }
    }

    private static double seconds(Runnable action) {
        long begin = System.nanoTime();
        action.run();
        return (System.nanoTime() - begin) * 1e-9;
    }

    private void entry(Map<String, Object> subject, String phase, int count, double tokensPerSecond, Work work, double firstToken) {
        Map<String, Object> entry = new LinkedHashMap<>(subject);
        entry.put("phase", phase);
        entry.put("tokens", count);
        entry.put("tokensPerSecond", tokensPerSecond);
        entry.put("bytesPerToken", (double) work.bytes() / work.tokens());
        entry.put("zeroShare", (double) work.downZeros() / work.downValues());
        if (phase.equals("prefill")) {
            entry.put("firstTokenMillis", firstToken);
        }
        throughput.add(entry);
    }

    /** The kernels that ran, once each. */
    private void note(BitnetModel model) {
        for (DispatchedKernel kernel : model.kernels()) {
            Map<String, Object> entry = new LinkedHashMap<>();
            entry.put("operation", kernel.operation());
            entry.put("format", kernel.format());
            entry.put("backend", kernel.backend().id());
            entry.put("kernel", kernel.kernel());
            if (kernel.vectorBits() > 0) {
                entry.put("width", kernel.vectorBits());
            }
            entry.put("status", "dispatched");
            if (!kernels.contains(entry)) {
                kernels.add(entry);
            }
        }
    }

    /** What is usable in this JVM. */
    private static final class BackendsHere {
        private BackendsHere() {}

        static Backend chosen() {
            try (Kernels any = Kernels.open()) {
                return any.selection().chosen();
            }
        }

        static boolean usable(Backend backend) {
            try (Kernels any = Kernels.open()) {
                return any.selection().candidates().stream().filter(BackendStatus::usable).anyMatch(status -> status.backend() == backend);
            }
        }
    }

    /** Memory of one model, before and after. */
    private static final class MemoryUse {
        private final long heapBefore = heapAfterCollection();
        private long heap;
        private long offHeap;

        MemoryUse() {
            ManagementFactory.getMemoryPoolMXBeans().forEach(MemoryPoolMXBean::resetPeakUsage);
        }

        void opened(BitnetModel model) {
            heap = Math.max(0, heapAfterCollection() - heapBefore);
            offHeap = model.offHeapBytes();
        }

        Map<String, Object> entry(Map<String, Object> subject) {
            Map<String, Object> entry = new LinkedHashMap<>(subject);
            entry.put("heapBytes", heap);
            entry.put("offHeapBytes", offHeap);
            entry.put("peakHeapBytes", peak());
            return entry;
        }

        private static long heapAfterCollection() {
            System.gc();
            return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
        }

        private static long peak() {
            return ManagementFactory.getMemoryPoolMXBeans().stream().filter(pool -> pool.getType() == MemoryType.HEAP).mapToLong(
                    pool -> pool.getPeakUsage().getUsed()).sum();
        }
    }
}
