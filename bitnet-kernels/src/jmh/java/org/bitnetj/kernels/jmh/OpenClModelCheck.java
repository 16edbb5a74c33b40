package org.bitnetj.kernels.jmh;

import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;

import org.bitnetj.kernels.Backend;
import org.bitnetj.kernels.BackendUnavailableException;
import org.bitnetj.kernels.DeviceMemory;
import org.bitnetj.kernels.DispatchedKernel;
import org.bitnetj.kernels.Format;
import org.bitnetj.kernels.Kernels;
import org.bitnetj.kernels.model.BitnetModel;
import org.bitnetj.kernels.model.HeadType;
import org.bitnetj.kernels.model.Session;

/** The tiny model whole on the OpenCL device: its logits against the vector backend's, and what many sessions leave behind. */
final class OpenClModelCheck {
    private static final String PROPERTY = "bitnet.opencl.model";
    private static final int PROMPT = 100;
    private static final int STEPS = 20;
    private static final int CYCLES = 100;

    private final String on;
    private String before;

    /** @param on the device, in words */
    OpenClModelCheck(String on) {
        this.on = on;
    }

    /** {@return an entry of the kernels: a pass with the kernels that ran, or why the device runs no whole models} */
    Map<String, Object> parity() {
        before = System.getProperty(PROPERTY);
        System.setProperty(PROPERTY, "device");
        try (Kernels kernels = Kernels.open(Backend.OPENCL);
                Kernels vector = Kernels.open(Backend.VECTOR);
                BitnetModel there = Models.open(Format.I2_S, kernels, HeadType.STORED);
                BitnetModel here = Models.open(Format.I2_S, vector, HeadType.STORED)) {
            int[] tokens = Models.tokens(here, PROMPT + STEPS);
            compare(there, here, tokens, kernels);
            String names = there.kernels().stream().filter(k -> k.backend() == Backend.OPENCL).map(DispatchedKernel::kernel).distinct()
                    .collect(Collectors.joining(", "));
            return entry(names, "available", "pass: logits of " + PROMPT + " tokens at once and " + STEPS
                    + " one by one equal the vector backend's to the bit, on " + on);
        } catch (IllegalArgumentException | BackendUnavailableException e) {
            // A device that runs no whole models, or a JVM without vectors to compare with.
            return entry("opencl-model", "unavailable", e.getMessage() + "; on " + on);
        } finally {
            restore();
        }
    }

    private static void compare(BitnetModel there, BitnetModel here, int[] tokens, Kernels kernels) {
        try (Session found = there.session(); Session expected = here.session()) {
            int[] prompt = Arrays.copyOf(tokens, PROMPT);
            require(Arrays.equals(found.prefill(prompt), expected.prefill(prompt)), PROMPT, kernels);
            for (int i = PROMPT; i < tokens.length; i++) {
                require(Arrays.equals(found.decode(tokens[i]), expected.decode(tokens[i])), i + 1, kernels);
            }
        }
    }

    private static void require(boolean equal, int tokens, Kernels kernels) {
        if (!equal) {
            throw new IllegalStateException("parity check failed: the logits after " + tokens + " tokens on "
                    + kernels.device().orElseThrow() + " are not the vector backend's");
        }
    }

    /** {@return an entry of the leaks} */
    Map<String, Object> leaks() {
        String subject = "keys, values and working memory of sessions of a model on the device";
        before = System.getProperty(PROPERTY);
        System.setProperty(PROPERTY, "device");
        try (Kernels kernels = Kernels.open(Backend.OPENCL); BitnetModel model = Models.open(Format.I2_S, kernels, HeadType.STORED)) {
            int[] prompt = Models.tokens(model, 16);
            DeviceMemory first = null;
            for (int i = 0; i <= CYCLES; i++) {
                try (Session session = model.session()) {
                    session.prefill(prompt);
                    session.decode(prompt[0]);
                }
                first = first == null ? kernels.deviceMemory().orElseThrow() : first;
            }
            DeviceMemory last = kernels.deviceMemory().orElseThrow();
            return ProbeOutput.entry("subject", subject, "backend", Backend.OPENCL.id(), "cycles", CYCLES, "bytesBefore", first.bytes(),
                    "bytesAfter", last.bytes(), "countBefore", first.objects(), "countAfter", last.objects(), "reason",
                    "on " + on + ", at most " + last.peakBytes() + " bytes at once");
        } catch (IllegalArgumentException e) {
            return ProbeOutput.entry("subject", subject, "backend", Backend.OPENCL.id(), "cycles", 0, "reason", e.getMessage());
        } finally {
            restore();
        }
    }

    private void restore() {
        if (before == null) {
            System.clearProperty(PROPERTY);
        } else {
            System.setProperty(PROPERTY, before);
        }
    }

    private static Map<String, Object> entry(String kernel, String status, String reason) {
        return ProbeOutput.entry("operation", "model-parity-check", "format", Format.I2_S.name(), "backend", Backend.OPENCL.id(), "kernel",
                kernel, "status", status, "reason", reason);
    }
}
