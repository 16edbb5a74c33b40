package org.bitnetj.benchmark.receipt;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * What a section says that a backend did.
 *
 * @param field path of the entry
 * @param backend the backend that it names; null when it names none
 * @param format the format that it names; null when it names none
 * @param kernel the kernel that it names; null when it names none
 * @param quantized whether it is about weights in a format of few bits
 * @param gpu whether a GPU is said to have worked
 */
record Claim(String field, String backend, String format, String kernel, boolean quantized, boolean gpu) {
    private static final Set<String> PLAIN = Set.of("F32", "F16", "BF16", "F64", "FP32", "FP16");
    private static final Set<String> GPU = Set.of("gpu", "cuda", "metal", "rocm");

    /** All of a receipt, in the order of its sections. */
    static List<Claim> of(Receipt receipt) {
        List<Claim> claims = new ArrayList<>();
        for (int i = 0; i < size(receipt.features()); i++) {
            Receipt.Feature feature = receipt.features().get(i);
            if (feature.status().equals("ok")) {
                claims.add(new Claim("$.features[" + i + "]", feature.backend(), null, null, false,
                        isGpu(feature.backend()) || lower(feature.name()).startsWith("gpu")));
            }
        }
        for (int i = 0; i < size(receipt.accuracy()); i++) {
            Receipt.Accuracy accuracy = receipt.accuracy().get(i);
            claims.add(claim("$.accuracy[" + i + "]", accuracy.backend(), accuracy.format(), accuracy.kernel()));
        }
        for (int i = 0; i < size(receipt.speedups()); i++) {
            Receipt.Speedup speedup = receipt.speedups().get(i);
            claims.add(claim("$.speedups[" + i + "]", speedup.backend(), speedup.format(), speedup.kernel()));
        }
        for (int i = 0; i < size(receipt.crossval()); i++) {
            Receipt.Crossval crossval = receipt.crossval().get(i);
            if (crossval.backend() != null) {
                claims.add(claim("$.crossval[" + i + "]", crossval.backend(), crossval.format(), crossval.kernel()));
            }
        }
        for (int i = 0; i < size(receipt.throughput()); i++) {
            Receipt.Throughput throughput = receipt.throughput().get(i);
            claims.add(claim("$.throughput[" + i + "]", throughput.backend(), throughput.format(), null));
        }
        return claims;
    }

    private static Claim claim(String field, String backend, String format, String kernel) {
        return new Claim(field, backend, format, kernel, !PLAIN.contains(format.toUpperCase(Locale.ROOT)), isGpu(backend));
    }

    static boolean isGpu(String backend) {
        return backend != null && GPU.contains(lower(backend));
    }

    /** Whether the work is said to have been done by a device with a driver of its own. */
    boolean onDevice() {
        return gpu || (backend != null && lower(backend).equals("opencl"));
    }

    private static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }

    private static int size(List<?> section) {
        return section == null ? 0 : section.size();
    }
}
