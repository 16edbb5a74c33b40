package org.bitnetj.kernels.jmh;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;

import org.bitnetj.kernels.Backend;
import org.bitnetj.kernels.Kernels;
import org.bitnetj.kernels.gguf.GgufFile;
import org.bitnetj.kernels.model.BitnetModel;
import org.bitnetj.kernels.model.Generation;
import org.bitnetj.kernels.model.GenerationSettings;
import org.bitnetj.kernels.model.Generator;
import org.bitnetj.kernels.model.HeadType;
import org.bitnetj.kernels.model.Tokenizer;

/** What {@link FirstTokenBenchmark} starts in a JVM of its own: opens a model and says which token comes first. */
public final class FirstToken {
    private FirstToken() {}

    /**
     * Prints the token, and whether there were prepared weights, and ends the JVM.
     *
     * @param args the model's file, the type of its head, and the prompt
     * @throws IOException if the file is no model
     */
    public static void main(String[] args) throws IOException {
        try (Kernels kernels = Kernels.open(Backend.VECTOR);
                GgufFile file = GgufFile.open(Path.of(args[0]));
                BitnetModel model = BitnetModel.open(file, kernels, HeadType.valueOf(args[1]))) {
            Generator generator = new Generator(model.session(), Tokenizer.read(file));
            Generation generation = generator.generate(args[2], GenerationSettings.greedy(1).withStopTokens(false, Set.of()), text -> {});
            System.out.println(generation.tokens().getFirst() + " " + model.isPrepared());
            System.out.flush();
            // What follows is not the user's concern any more.
            Runtime.getRuntime().halt(0);
        }
    }
}
