package org.bitnetj.kernels.gguf;

import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** The tiny model among the test resources, and what others say about it. */
final class TinyBitnet {
    private TinyBitnet() {}

    static Path model() {
        return resource("tiny-bitnet.gguf");
    }

    static byte[] modelBytes() throws IOException {
        return Files.readAllBytes(model());
    }

    /** Metadata and tensor infos as an independent reader found them. */
    static JsonNode expected() throws IOException {
        return json("tiny-bitnet.expected.json");
    }

    /** Index of the tensors in plain order. */
    static JsonNode plain() throws IOException {
        return json("tiny-bitnet.plain.json");
    }

    static byte[] plainBytes() throws IOException {
        return Files.readAllBytes(resource("tiny-bitnet.plain.bin"));
    }

    private static JsonNode json(String name) throws IOException {
        try (InputStream in = Files.newInputStream(resource(name))) {
            return new ObjectMapper().readTree(in);
        }
    }

    private static Path resource(String name) {
        try {
            return Path.of(Objects.requireNonNull(TinyBitnet.class.getResource("/tiny-bitnet/" + name), name).toURI());
        } catch (URISyntaxException e) {
            throw new AssertionError(e);
        }
    }
}
