package org.bitnetj.kernels.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.bitnetj.kernels.gguf.GgufWriter;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** From which file to which. */
final class TargetOptions {
    @Parameters(index = "0", paramLabel = "FROM", description = "The GGUF file to read.")
    private Path from;

    @Parameters(index = "1", paramLabel = "TO", description = "The GGUF file to write. It appears when it is complete, or not at all.")
    private Path to;

    @Option(names = {"-f", "--force"}, description = "Write over TO if it is there.")
    private boolean force;

    Path from() {
        return from;
    }

    Path to() {
        return to;
    }

    /** Refuses before the work what would fail after it. */
    void check() {
        if (Files.isDirectory(to)) {
            throw new Failure(to + " is a directory; give the name of the file to write");
        }
        if (Files.exists(to) && !force) {
            throw new Failure(to + " is there already; --force writes over it");
        }
        Path folder = to.toAbsolutePath().getParent();
        if (!Files.isDirectory(folder)) {
            throw new Failure("there is no folder " + folder + " to write " + to.getFileName() + " to; make it first");
        }
        if (!Files.isWritable(folder)) {
            throw new Failure("no permission to write to the folder " + folder);
        }
    }

    void write(GgufWriter writer) throws IOException {
        writer.writeTo(to);
    }
}
