package app;

import java.nio.file.Path;
import org.bitnetj.kernels.Kernels;
import org.bitnetj.kernels.model.*;

public final class Main {
    public static void main(String[] args) throws Exception {
        Path file = Path.of(args[0]);
        try (Kernels kernels = Kernels.open(); BitnetModel model = BitnetModel.open(file, kernels)) {
            Generator generator = new Generator(model.session(), Tokenizer.read(file));
            Generation generation = generator.generate(args[1], GenerationSettings.greedy(24), System.out::print);
            System.out.printf("%n%d tokens, ended by %s%n", generation.tokens().size(), generation.end());
        }
    }
}
