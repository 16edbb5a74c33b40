package org.bitnetj.kernels.internal.vector;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * What was measured, and decides which kernel multiplies which tokens.
 *
 * @param dense the fastest kernel for a token without zeros
 * @param sparseShare share of zero activations from which {@link PlaneGemv}, which skips them, beats the kernel for dense tokens; 1 for never
 * @param minGemmTokens number of tokens from which a {@link TableGemm} beats as many gemvs; it costs the same up to {@link TableGemm#TOKENS}
 * @param source where the figures come from
 */
record Tuning(VectorDispatch.Gemv dense, double sparseShare, int minGemmTokens, String source) {
    /** Names the file that keeps the figures of this machine. */
    static final String PROPERTY = "bitnet.tuning";

    private static final String VERSION = "2";
    private static final Logger LOG = System.getLogger("org.bitnetj.kernels");
    private static final Map<Path, Tuning> CHOSEN = new ConcurrentHashMap<>();

    Tuning {
        if (!dense.usable()) {
            throw new IllegalArgumentException("the kernel " + dense + " cannot run on vectors of " + Widths.BITS + " bits");
        }
        if (!(sparseShare >= 0 && sparseShare <= 1) || minGemmTokens < 1 || minGemmTokens > TableGemm.TOKENS + 1) {
            throw new IllegalArgumentException("sparseShare " + sparseShare + " must be 0 to 1, minGemmTokens " + minGemmTokens + " 1 to "
                    + (TableGemm.TOKENS + 1));
        }
    }

    /** Measured by {@link TuningRun} on 2-core server CPUs: with AVX-512 at 512 bits, with AVX2 at 256; narrower vectors take the figures of 256. */
    static Tuning builtIn() {
        return LookupGemv.usable()
                ? new Tuning(VectorDispatch.Gemv.TRIPLES, 0.3, 18, "built in, measured on a server CPU with AVX-512 at 512 bits")
                : new Tuning(VectorDispatch.Gemv.BUCKETS, 1, 14, "built in, measured on a server CPU with AVX2 at 256 bits");
    }

    /** What makes figures of one machine useless on another. */
    static String machine() {
        return String.join(", ", cpuModel(), System.getProperty("os.arch"), System.getProperty("java.vm.version"), Widths.BITS + " bits");
    }

    private static String cpuModel() {
        try (Stream<String> lines = Files.lines(Path.of("/proc/cpuinfo"), StandardCharsets.UTF_8)) {
            return lines.filter(line -> line.startsWith("model name")).findFirst().map(line -> line.replaceFirst(".*:\\s*", ""))
                    .orElse("unnamed CPU");
        } catch (IOException e) {
            return "unnamed CPU";
        }
    }

    /**
     * Reads figures that {@link #save} wrote.
     *
     * @param file the file
     * @return the figures, or empty if there is no such file or it is of another machine
     * @throws IOException if the file cannot be read
     * @throws IllegalArgumentException if it holds something else
     */
    static Optional<Tuning> load(Path file) throws IOException {
        Properties values = new Properties();
        try (Reader in = Files.newBufferedReader(file)) {
            values.load(in);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
        try {
            if (!VERSION.equals(values.getProperty("version")) || !machine().equals(values.getProperty("machine"))) {
                return Optional.empty();
            }
            return Optional.of(new Tuning(VectorDispatch.Gemv.valueOf(values.getProperty("dense", "")),
                    Double.parseDouble(values.getProperty("sparseShare", "")),
                    Integer.parseInt(values.getProperty("minGemmTokens", "")), "measured on this machine, " + file));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "the tuning file " + file + " is damaged (" + e.getMessage() + "); delete it, and it is measured again", e);
        }
    }

    /**
     * The figures to use: those of the file that the property {@code bitnet.tuning} names, measured and written now if it is not there or was
     * written on another machine, or else those that are built in.
     */
    static Tuning choose() {
        String name = System.getProperty(PROPERTY, "off").strip();
        return name.equals("off") ? builtIn() : CHOSEN.computeIfAbsent(Path.of(name).toAbsolutePath(), Tuning::measured);
    }

    private static Tuning measured(Path file) {
        try {
            Optional<Tuning> known = load(file);
            if (known.isPresent()) {
                return known.get();
            }
            LOG.log(Level.INFO, "bitnetj measures which kernels are fastest here, for half a minute, and keeps the result in {0}",
                    file);
            Tuning measured = TuningRun.measure();
            measured.save(file);
            return measured;
        } catch (IOException e) {
            throw new UncheckedIOException("-D" + PROPERTY + "=" + file + " cannot be used: " + e, e);
        }
    }

    /** Writes the figures, all or nothing. */
    void save(Path file) throws IOException {
        Properties values = new Properties();
        values.setProperty("version", VERSION);
        values.setProperty("machine", machine());
        values.setProperty("dense", dense.name());
        values.setProperty("sparseShare", Double.toString(sparseShare));
        values.setProperty("minGemmTokens", Integer.toString(minGemmTokens));
        Path target = file.toAbsolutePath();
        Path temporary = Files.createTempFile(target.getParent(), target.getFileName().toString(), ".tmp");
        try {
            try (Writer out = Files.newBufferedWriter(temporary)) {
                values.store(out, "bitnetj: which kernel is fastest for which tokens, measured here");
            }
            Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }
}
