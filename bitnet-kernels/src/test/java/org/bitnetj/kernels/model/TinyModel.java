package org.bitnetj.kernels.model;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Objects;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** The tiny model among the test resources. */
final class TinyModel {
    private TinyModel() {}

    static Path path() throws Exception {
        return Path.of(Objects.requireNonNull(TinyModel.class.getResource("/tiny-bitnet/tiny-bitnet.gguf")).toURI());
    }

    static Tokenizer tokenizer() throws Exception {
        return Tokenizer.read(path());
    }

    static JsonNode json(String name) throws IOException {
        try (InputStream in = Objects.requireNonNull(TinyModel.class.getResourceAsStream("/tiny-bitnet/" + name), name)) {
            return new ObjectMapper().readTree(in);
        }
    }
}
