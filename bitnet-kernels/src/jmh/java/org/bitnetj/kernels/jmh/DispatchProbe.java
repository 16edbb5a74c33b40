package org.bitnetj.kernels.jmh;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.bitnetj.kernels.Backend;
import org.bitnetj.kernels.BackendStatus;
import org.bitnetj.kernels.BackendUnavailableException;
import org.bitnetj.kernels.DispatchedKernel;
import org.bitnetj.kernels.Kernels;
import org.bitnetj.kernels.TernaryLinear;
import org.bitnetj.kernels.TernaryMatrix;
import org.bitnetj.kernels.pack.I2sCodec;
import org.bitnetj.kernels.pack.I2sLayout;
import tools.jackson.databind.json.JsonMapper;

/** Writes which kernels the library dispatches to in this JVM, and why it does not use the others: what really runs, not what was configured. */
public final class DispatchProbe {
    private DispatchProbe() {}

    /**
     * Writes one probe document.
     *
     * @param args the file to write, and the seed
     * @throws IOException if the file cannot be written
     */
    public static void main(String[] args) throws IOException {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("schemaVersion", "1.0.0");
        document.put("probe", "dispatch");
        document.put("kernels", kernels(Long.parseLong(args[1])));
        Files.write(Path.of(args[0]), JsonMapper.builder().build().writeValueAsBytes(document));
    }

    private static List<Map<String, Object>> kernels(long seed) {
        TernaryMatrix w = Matrices.matrix("128x256", seed);
        List<Map<String, Object>> found = new ArrayList<>();
        try (Kernels chosen = Kernels.open()) {
            for (BackendStatus status : chosen.selection().candidates()) {
                if (status.usable()) {
                    boolean dispatched = status.backend() == chosen.selection().chosen();
                    found.addAll(usable(status, w, dispatched, chosen.selection().reason()));
                } else {
                    found.add(entry("gemv", "I2_S", status.backend().id(), status.backend().id() + "-gemv", 0, "unavailable",
                            status.detail()));
                }
            }
        }
        return found;
    }

    /** Runs a product, so that what is reported is what has multiplied. */
    private static List<Map<String, Object>> usable(BackendStatus status, TernaryMatrix w, boolean dispatched, String reason) {
        List<Map<String, Object>> found = new ArrayList<>();
        try (Kernels kernels = Kernels.open(status.backend());
                TernaryLinear linear = kernels.prepare(I2sCodec.pack(w, I2sLayout.BLOCK_128))) {
            linear.gemv(kernels.activations(w.shape().k()).quantize(Matrices.gaussian(w.shape().k(), 1)), new int[w.shape().m()]);
            for (DispatchedKernel kernel : linear.kernels()) {
                found.add(entry(kernel.operation(), kernel.format(), kernel.backend().id(), kernel.kernel(), kernel.vectorBits(),
                        dispatched ? "dispatched" : "available", why(status, dispatched, reason)));
            }
        } catch (BackendUnavailableException e) {
            // A device that was found, but not opened until now.
            found.add(entry("gemv", "I2_S", status.backend().id(), status.backend().id() + "-gemv", 0, "unavailable", e.getMessage()));
        }
        return found;
    }

    /** A device is named with its platform, type and driver; one that is no GPU is never called one. */
    private static String why(BackendStatus status, boolean dispatched, String reason) {
        String why = dispatched ? reason : "usable, but a faster backend was chosen";
        return status.backend() == Backend.OPENCL ? why + "; " + status.detail() : why;
    }

    private static Map<String, Object> entry(String operation, String format, String backend, String kernel, int width, String status,
            String reason) {
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("operation", operation);
        entry.put("format", format);
        entry.put("backend", backend);
        entry.put("kernel", kernel);
        if (width > 0) {
            entry.put("width", width);
        }
        entry.put("status", status);
        entry.put("reason", reason);
        return entry;
    }
}
