package org.bitnetj.kernels.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

import org.bitnetj.kernels.Backend;
import org.bitnetj.kernels.BackendUnavailableException;
import org.bitnetj.kernels.Kernels;
import org.bitnetj.kernels.model.BitnetModel;
import org.bitnetj.kernels.model.HeadType;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Keeps a model's weights as the kernels read them. */
@Command(name = "prepare", header = "Makes a model open faster: keeps its weights as the kernels read them.", description = {
    "Writes FILE.prepared beside FILE: half a byte for a ternary weight, one for a weight of an int8 head. generate and perplexity find it "
            + "there, map it and make nothing anew; processes that run the same model share its memory. It counts as long as FILE stays as it is, "
            + "byte for byte; after a change, or with another release, a note says to prepare again.",
    "The layouts are those of this machine's vectors. Deleting FILE.prepared is always safe."}, footer = {"  bitnet prepare model.gguf",
        "  bitnet prepare --head int8 model.gguf", "  bitnet generate --model model.gguf --head int8 --prompt \"In the beginning\""})
final class PrepareCommand extends BitnetCommand {
    @Parameters(paramLabel = "FILE", description = "GGUF file of a BitNet b1.58 model.")
    private Path file;

    @Option(names = "--head", paramLabel = "TYPE", defaultValue = "stored", description = "The output head: int8 keeps one for --head int8 too, a byte a weight; stored keeps none, as it is mapped anyway. Default: ${DEFAULT-VALUE}.")
    private HeadType head;

    @Override
    public Integer call() throws IOException {
        if (Restart.helps()) {
            return Restart.run(arguments());
        }
        long start = System.nanoTime();
        try (Kernels kernels = Kernels.open(Backend.VECTOR); BitnetModel model = BitnetModel.open(file, kernels, head)) {
            report(model.writePrepared(), (System.nanoTime() - start) / 1e9);
        } catch (BackendUnavailableException | IllegalArgumentException | IllegalStateException e) {
            throw new Failure(e.getMessage(), e);
        }
        return Main.DONE;
    }

    private void report(Path prepared, double seconds) throws IOException {
        if (json()) {
            Map<String, Object> result = new LinkedHashMap<>();
            result.put("model", file.toString());
            result.put("prepared", prepared.toString());
            result.put("bytes", Files.size(prepared));
            result.put("head", head.name().toLowerCase(Locale.ROOT));
            result.put("seconds", seconds);
            printJson(result);
        }
        figure("%s: %,d bytes, made in %.1f s; used whenever %s is opened, as long as that stays as it is", prepared, Files.size(prepared),
                seconds, file);
    }
}
