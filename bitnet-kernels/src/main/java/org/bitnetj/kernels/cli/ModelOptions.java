package org.bitnetj.kernels.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

import org.bitnetj.kernels.Backend;
import org.bitnetj.kernels.BackendUnavailableException;
import org.bitnetj.kernels.Kernels;
import org.bitnetj.kernels.gguf.GgufFile;
import org.bitnetj.kernels.model.BitnetModel;
import org.bitnetj.kernels.model.CacheType;
import org.bitnetj.kernels.model.HeadType;
import org.bitnetj.kernels.model.PreTokenizer;
import org.bitnetj.kernels.model.Tokenizer;
import picocli.CommandLine.Option;

/** Which model runs, and how. */
final class ModelOptions {
    @Option(names = {"-m", "--model"}, required = true, paramLabel = "FILE", description = "GGUF file of a BitNet b1.58 model.")
    private Path model;

    @Option(names = "--backend", paramLabel = "NAME", defaultValue = "auto", description = "What multiplies: auto (the fastest usable one), vector, scalar. Default: ${DEFAULT-VALUE}.")
    private String backend;

    @Option(names = "--threads", paramLabel = "N", description = "Threads that share a product. Default: one a processor.")
    private Integer threads;

    @Option(names = "--head", paramLabel = "TYPE", defaultValue = "stored", description = "The output head: stored (as in the file), int8 (quantized at load; faster, and rounds logits). Default: ${DEFAULT-VALUE}.")
    private HeadType head;

    @Option(names = "--cache", paramLabel = "TYPE", defaultValue = "f32", description = "Keys and values: f32, or f16 for half the memory. Default: ${DEFAULT-VALUE}.")
    private CacheType cache;

    @Option(names = "--pre-tokenizer", paramLabel = "NAME", description = "How text is cut before it is tokenized, for files that do not say it or are wrong: ${COMPLETION-CANDIDATES}.")
    private PreTokenizer preTokenizer;

    /** A model that is open. */
    record Loaded(String name, GgufFile file, Kernels kernels, BitnetModel model, Tokenizer tokenizer,
            double seconds) implements AutoCloseable {
        @Override
        public void close() {
            try (file; kernels) {
                model.close();
            }
        }
    }

    /** Whether the program has to start again to run this model at full speed. */
    boolean needsRestart() {
        return !backend.equalsIgnoreCase(Backend.SCALAR.id()) && Restart.helps();
    }

    CacheType cache() {
        return cache;
    }

    Loaded open(BitnetCommand work) throws IOException {
        long start = System.nanoTime();
        Kernels kernels = kernels(work);
        GgufFile file = null;
        BitnetModel loaded = null;
        try {
            file = GgufFile.open(model);
            loaded = BitnetModel.open(file, kernels, head);
            Tokenizer tokenizer = preTokenizer == null ? Tokenizer.read(file) : Tokenizer.read(file, preTokenizer);
            loaded.notes().forEach(work::note);
            tokenizer.notes().forEach(work::note);
            String name = file.metadata().optionalString("general.name").orElse(model.getFileName().toString());
            Loaded result = new Loaded(name, file, kernels, loaded, tokenizer, (System.nanoTime() - start) / 1e9);
            loaded = null;
            file = null;
            kernels = null;
            return result;
        } finally {
            close(loaded, file, kernels);
        }
    }

    private static void close(BitnetModel model, GgufFile file, Kernels kernels) {
        // In this order, each only if it was opened; try-with-resources passes over null.
        try (kernels; file; model) {
            assert model == null || file != null;
        }
    }

    private Kernels kernels(BitnetCommand work) {
        Kernels.Builder builder = Kernels.builder();
        if (threads != null) {
            if (threads < 1) {
                throw work.misuse("--threads " + threads + ": at least 1 is needed");
            }
            builder.threads(threads);
        }
        if (!backend.equalsIgnoreCase("auto")) {
            builder.backend(Arrays.stream(Backend.values()).filter(one -> one.id().equals(backend.toLowerCase(Locale.ROOT))).findFirst()
                    .orElseThrow(() -> work.misuse("--backend " + backend + ": choose one of " + String.join(", ", names()))));
        }
        try {
            return builder.open();
        } catch (BackendUnavailableException | IllegalArgumentException e) {
            throw new Failure(e.getMessage(), e);
        }
    }

    private static List<String> names() {
        return Stream.concat(Stream.of("auto"), Arrays.stream(Backend.values()).map(Backend::id)).toList();
    }
}
