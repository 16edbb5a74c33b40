package org.bitnetj.kernels.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

import org.bitnetj.kernels.model.Perplexity;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Measures how well a model foretells a text. */
@Command(name = "perplexity", header = "Measures how well a model foretells a text.", description = {
    "The text is cut into windows of as many tokens as the model's context, or as you say; each begins anew.",
    "Compare figures of the same window and vocabulary only; bits per byte also compare across vocabularies."}, footer = {
        "  bitnet perplexity --model model.gguf --text held-out.txt",
        "  bitnet perplexity --model model.gguf --text held-out.txt --window 512 --json"})
final class PerplexityCommand extends BitnetCommand {
    @Mixin
    private ModelOptions options;

    @Option(names = "--text", required = true, paramLabel = "FILE", description = "A UTF-8 text.")
    private Path file;

    @Option(names = "--window", paramLabel = "N", description = "Tokens that are foretold together. Default: the model's context.")
    private Integer window;

    @Override
    public Integer call() throws IOException {
        if (options.needsRestart()) {
            return Restart.run(arguments());
        }
        // Bytes that are no UTF-8 would count as other text than they are.
        byte[] bytes = Files.readAllBytes(file);
        String text = new String(bytes, StandardCharsets.UTF_8);
        if (text.indexOf('\uFFFD') >= 0 && !Arrays.equals(text.getBytes(StandardCharsets.UTF_8), bytes)) {
            throw new Failure(file + " is no UTF-8 text; convert it, for example with iconv -t utf-8");
        }
        try (ModelOptions.Loaded loaded = options.open(this)) {
            int[] tokens = loaded.tokenizer().encode(text);
            int length = window == null ? loaded.model().contextLength() : window;
            Progress progress = progress();
            long start = System.nanoTime();
            Perplexity result;
            try {
                result = Perplexity.of(loaded.model().session(options.cache()), loaded.tokenizer().bos(), tokens, length,
                        (done, all, soFar) -> progress
                                .at(() -> String.format(Locale.ROOT, "window %d of %d: %.4f nats a token so far", done, all,
                                        soFar.natsPerToken())));
            } catch (IllegalArgumentException e) {
                throw new Failure(file + ": " + e.getMessage(), e);
            }
            print(loaded, result, bytes.length, length, (System.nanoTime() - start) / 1e9);
        }
        return Main.DONE;
    }

    private void print(ModelOptions.Loaded loaded, Perplexity result, int bytes, int length, double seconds) {
        double bitsPerByte = result.nats() / Math.log(2) / bytes;
        if (json()) {
            Map<String, Object> all = new LinkedHashMap<>();
            all.put("perplexity", result.perplexity());
            all.put("nats_per_token", result.natsPerToken());
            all.put("bits_per_byte", bitsPerByte);
            all.put("tokens", result.tokens());
            all.put("bytes", bytes);
            all.put("window", length);
            all.put("seconds", seconds);
            all.put("model", loaded.name());
            all.put("backend", loaded.kernels().selection().chosen().id());
            all.put("threads", loaded.kernels().threads());
            printJson(all);
        } else {
            out().println(String.format(Locale.ROOT, "perplexity %.4f (%.5f nats a token, %.5f bits a byte)", result.perplexity(),
                    result.natsPerToken(), bitsPerByte));
        }
        figure("%d tokens (%d bytes) in windows of %d; %.1f tokens/s", result.tokens(), bytes, length, result.tokens() / seconds);
    }
}
