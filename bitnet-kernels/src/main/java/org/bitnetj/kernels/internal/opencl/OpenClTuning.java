package org.bitnetj.kernels.internal.opencl;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

import org.bitnetj.kernels.internal.opencl.OpenClSettings.Gemm;
import org.bitnetj.kernels.internal.opencl.OpenClSettings.Gemv;

/**
 * What was measured on a device, and decides how work is divided there.
 *
 * @param gemv the fastest gemv
 * @param slices work items that share a row in it
 * @param gemm the fastest gemm
 * @param source where the figures come from
 */
record OpenClTuning(Gemv gemv, int slices, Gemm gemm, String source) {
    private static final String VERSION = "1";
    /** Measured once in a process, whatever becomes of the file. */
    private static final Map<String, OpenClTuning> CHOSEN = new ConcurrentHashMap<>();

    OpenClTuning {
        if (gemv == Gemv.AUTO || gemm == Gemm.AUTO || slices < 1 || slices > 16) {
            throw new IllegalArgumentException("gemv " + gemv + ", gemm " + gemm + ", slices " + slices + " are no measured choice");
        }
    }

    /**
     * {@return the choice for a device: of the file, or measured now and written to it}
     *
     * @param file the file, which holds the figures of one device
     * @param device what the figures are of
     * @param measurement measures
     * @throws IllegalArgumentException if the file holds something else
     * @throws UncheckedIOException if it cannot be read or written
     */
    static OpenClTuning choose(Path file, String device, Supplier<OpenClTuning> measurement) {
        return CHOSEN.computeIfAbsent(file + "\0" + device, key -> {
            try {
                Optional<OpenClTuning> known = load(file, device);
                if (known.isPresent()) {
                    return known.get();
                }
                OpenClTuning measured = measurement.get();
                measured.save(file, device);
                return measured;
            } catch (IOException e) {
                throw new UncheckedIOException("-D" + OpenClSettings.TUNING_PROPERTY + "=" + file + " cannot be used: " + e, e);
            }
        });
    }

    static Optional<OpenClTuning> load(Path file, String device) throws IOException {
        Properties values = new Properties();
        try (Reader in = Files.newBufferedReader(file)) {
            values.load(in);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
        if (!VERSION.equals(values.getProperty("version")) || !device.equals(values.getProperty("device"))) {
            return Optional.empty();
        }
        try {
            return Optional.of(new OpenClTuning(Gemv.valueOf(values.getProperty("gemv", "").toUpperCase(Locale.ROOT)),
                    Integer.parseInt(values.getProperty("slices", "")),
                    Gemm.valueOf(values.getProperty("gemm", "").toUpperCase(Locale.ROOT)),
                    "measured on this device, " + file));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "the tuning file " + file + " is damaged (" + e.getMessage() + "); delete it, and it is measured again", e);
        }
    }

    /** Writes the figures, all or nothing. */
    void save(Path file, String device) throws IOException {
        Properties values = new Properties();
        values.setProperty("version", VERSION);
        values.setProperty("device", device);
        values.setProperty("gemv", OpenClSettings.id(gemv));
        values.setProperty("slices", Integer.toString(slices));
        values.setProperty("gemm", OpenClSettings.id(gemm));
        Path target = file.toAbsolutePath();
        Path temporary = Files.createTempFile(target.getParent(), target.getFileName().toString(), ".tmp");
        try {
            try (Writer out = Files.newBufferedWriter(temporary)) {
                values.store(out, "bitnetj: which OpenCL kernel is fastest for which tokens, measured on this device");
            }
            Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }
}
