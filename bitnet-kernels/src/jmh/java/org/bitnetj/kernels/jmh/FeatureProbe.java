package org.bitnetj.kernels.jmh;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import org.bitnetj.kernels.Backend;
import org.bitnetj.kernels.BackendUnavailableException;
import org.bitnetj.kernels.ComputeDevice;
import org.bitnetj.kernels.DeviceException;
import org.bitnetj.kernels.Kernels;

/**
 * Writes the matrix of variants: the scalar reference, vectors of each width by one and two threads with and without {@code BITNET_DETERMINISTIC},
 * and OpenCL. A variant is ok only if all of its integer products are those of the reference; what this machine does not have is there with
 * the reason. Each width needs a JVM of its own.
 */
public final class FeatureProbe {
    private static final int[] WIDTHS = {128, 256, 512};
    private static final int[] THREADS = {1, 2};

    private final long seed;
    private final List<Map<String, Object>> entries = new ArrayList<>();
    private String expected;

    /** Multiplies what is drawn from a seed. */
    FeatureProbe(long seed) {
        this.seed = seed;
    }

    /**
     * Writes one probe document.
     *
     * @param args the file to write, and the seed
     * @throws IOException if the file cannot be written, or no JVM can be started
     * @throws InterruptedException if interrupted
     */
    public static void main(String[] args) throws IOException, InterruptedException {
        ProbeOutput.write(args[0], new FeatureProbe(Long.parseLong(args[1])).document());
    }

    /** The probe document. */
    Map<String, Object> document() throws InterruptedException {
        List<Future<List<String>>> answers = new ArrayList<>();
        // As many at once as the smallest machines have processors; none is timed.
        try (ExecutorService pool = Executors.newFixedThreadPool(2)) {
            for (int width : WIDTHS) {
                for (boolean deterministic : new boolean[]{false, true}) {
                    answers.add(pool.submit(() -> FeatureVariant.ask(width, deterministic, seed)));
                }
            }
            try (Kernels scalar = Kernels.open(Backend.SCALAR)) {
                expected = FeatureVariant.outputs(scalar, seed);
            }
            row("cpu/scalar", Backend.SCALAR, null, 1, null, expected);
            vectors(answers);
        }
        openCl();
        return ProbeOutput.document("features", "features", entries);
    }

    private void vectors(List<Future<List<String>>> answers) throws InterruptedException {
        int next = 0;
        for (int width : WIDTHS) {
            for (boolean deterministic : new boolean[]{false, true}) {
                Future<List<String>> answer = answers.get(next++);
                for (int i = 0; i < THREADS.length; i++) {
                    String name = "cpu/vector-" + width + "/" + THREADS[i] + (THREADS[i] == 1 ? "-thread" : "-threads")
                            + (deterministic ? "/deterministic" : "");
                    row(name, Backend.VECTOR, width, THREADS[i], deterministic, line(answer, i));
                }
            }
        }
    }

    private static String line(Future<List<String>> answer, int index) throws InterruptedException {
        try {
            return answer.get().get(index);
        } catch (ExecutionException e) {
            return FeatureVariant.FAILED + e.getCause().getMessage();
        }
    }

    private void openCl() {
        try (Kernels kernels = Kernels.open(Backend.OPENCL)) {
            ComputeDevice device = kernels.device().orElseThrow();
            boolean gpu = device.type().equals("GPU");
            if (!gpu) {
                row("gpu/opencl", Backend.OPENCL, null, null, null,
                        FeatureVariant.UNAVAILABLE + "gpu hardware unavailable; the OpenCL device here is " + device);
            }
            row(gpu ? "gpu/opencl" : device.type().equals("CPU") ? "cpu/opencl" : "accelerator/opencl", Backend.OPENCL, null, null, null,
                    FeatureVariant.outputs(kernels, seed));
        } catch (BackendUnavailableException e) {
            row("gpu/opencl", Backend.OPENCL, null, null, null, FeatureVariant.UNAVAILABLE + "gpu hardware unavailable: " + e.getMessage());
        } catch (DeviceException e) {
            row("gpu/opencl", Backend.OPENCL, null, null, null, FeatureVariant.FAILED + e.getMessage());
        }
    }

    private void row(String name, Backend backend, Integer width, Integer threads, Boolean deterministic, String answer) {
        boolean unavailable = answer.startsWith(FeatureVariant.UNAVAILABLE);
        boolean ok = answer.equals(expected);
        String reason = unavailable
                ? answer.substring(FeatureVariant.UNAVAILABLE.length())
                : answer.startsWith(FeatureVariant.FAILED)
                        ? answer.substring(FeatureVariant.FAILED.length())
                        : "products of SHA-256 " + answer + ", those of the scalar reference have " + expected;
        entries.add(ProbeOutput.entry("name", name, "backend", backend.id(), "width", width, "threads", threads, "deterministic",
                deterministic, "status", unavailable ? "unavailable" : ok ? "ok" : "failed", "reason", ok ? null : reason, "outputs",
                ok ? answer : null));
    }
}
