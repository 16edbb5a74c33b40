package org.bitnetj.kernels.jmh;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.bitnetj.kernels.Activations;
import org.bitnetj.kernels.Backend;
import org.bitnetj.kernels.BackendUnavailableException;
import org.bitnetj.kernels.ComputeDevice;
import org.bitnetj.kernels.DeviceMemory;
import org.bitnetj.kernels.Kernels;
import org.bitnetj.kernels.TernaryLinear;
import org.bitnetj.kernels.TernaryMatrix;

/**
 * Writes which OpenCL device there is, whether its products equal those of the scalar reference and the logits of a whole model on it those of the
 * vector backend, and whether many cycles of preparing, multiplying and closing leave anything behind. Products that differ fail the probe; what is left is counted, for the gate to judge. Without a device it writes why there is none. Only a device whose driver calls it
 * a GPU counts as one.
 */
public final class OpenClProbe {
    private static final int CYCLES = 1000;
    private static final List<String> SHAPES = List.of("1x1", "64x16", "65x129", "640x2560", "2560x640");
    private static final int[] TOKENS = {1, 3, 32};

    private static final String HELD = "buffers, events, queues, programs, kernels and contexts";

    private final List<Map<String, Object>> entries = new ArrayList<>();
    private final List<Map<String, Object>> leaks = new ArrayList<>();
    private final long seed;

    /** Checks with matrices of a seed. */
    OpenClProbe(long seed) {
        this.seed = seed;
    }

    /**
     * Writes one probe document.
     *
     * @param args the file to write, and the seed
     * @throws IOException if the file cannot be written
     */
    public static void main(String[] args) throws IOException {
        ProbeOutput.write(args[0], new OpenClProbe(Long.parseLong(args[1])).document());
    }

    /** The probe document. */
    Map<String, Object> document() {
        try (Kernels kernels = Kernels.open(Backend.OPENCL)) {
            ComputeDevice device = kernels.device().orElseThrow();
            String on = device.toString();
            boolean gpu = device.type().equals("GPU");
            entry("gpu", "opencl-device", gpu ? "available" : "unavailable", gpu ? on : "gpu hardware unavailable; tested on " + on);
            entry("parity-check", kernelNames(kernels), "available", "pass: " + parity(kernels) + ", on " + on);
            OpenClModelCheck model = new OpenClModelCheck(on);
            entries.add(model.parity());
            leaks(kernels, on);
            leaks.add(model.leaks());
        } catch (BackendUnavailableException e) {
            String why = "skipped (gpu hardware unavailable): " + e.getMessage();
            for (String check : List.of("gpu", "parity-check", "model-parity-check")) {
                entry(check, "opencl-device", "unavailable", why);
            }
            leaks.add(ProbeOutput.entry("subject", HELD, "backend", Backend.OPENCL.id(), "cycles", 0, "reason", why));
        }
        Map<String, Object> document = ProbeOutput.document("opencl", "kernels", entries);
        document.put("leaks", leaks);
        return document;
    }

    private String kernelNames(Kernels kernels) {
        try (TernaryLinear linear = kernels.prepare(Matrices.matrix("1x1", seed))) {
            return linear.kernels().getFirst().kernel() + ", " + linear.kernels().getLast().kernel();
        }
    }

    private String parity(Kernels kernels) {
        int products = 0;
        try (Kernels scalar = Kernels.open(Backend.SCALAR)) {
            for (String shape : SHAPES) {
                TernaryMatrix w = Matrices.matrix(shape, seed);
                try (TernaryLinear reference = scalar.prepare(w); TernaryLinear linear = kernels.prepare(w)) {
                    for (int n : TOKENS) {
                        int[] expected = product(scalar, reference, n);
                        if (!Arrays.equals(product(kernels, linear, n), expected)) {
                            throw new IllegalStateException("parity check failed: the product of " + shape + " with " + n + " tokens on "
                                    + kernels.device().orElseThrow() + " is not the scalar reference's");
                        }
                        products++;
                    }
                }
            }
        }
        return products + " products of " + SHAPES.size() + " shapes equal the scalar reference exactly";
    }

    private int[] product(Kernels kernels, TernaryLinear linear, int n) {
        int[] sums = new int[n * linear.shape().m()];
        try (Activations x = kernels.activations(linear.shape().k(), n)) {
            linear.gemm(x.quantize(Matrices.gaussian(n * linear.shape().k(), seed)), sums);
        }
        return sums;
    }

    private void leaks(Kernels kernels, String on) {
        TernaryMatrix w = Matrices.matrix("65x129", seed);
        DeviceMemory first = null;
        for (int i = 0; i <= CYCLES; i++) {
            try (TernaryLinear linear = kernels.prepare(w)) {
                product(kernels, linear, 1);
            }
            first = first == null ? kernels.deviceMemory().orElseThrow() : first;
        }
        DeviceMemory last = kernels.deviceMemory().orElseThrow();
        leaks.add(ProbeOutput.entry("subject", HELD, "backend", Backend.OPENCL.id(), "cycles", CYCLES, "bytesBefore", first.bytes(),
                "bytesAfter", last.bytes(), "countBefore", first.objects(), "countAfter", last.objects(), "reason",
                "on " + on + ", at most " + last.peakBytes() + " bytes at once"));
    }

    private void entry(String operation, String kernel, String status, String reason) {
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("operation", operation);
        entry.put("format", "I2_S");
        entry.put("backend", Backend.OPENCL.id());
        entry.put("kernel", kernel);
        entry.put("status", status);
        entry.put("reason", reason);
        entries.add(entry);
    }
}
