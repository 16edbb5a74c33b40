package org.bitnetj.kernels.model;

import java.lang.foreign.Arena;
import java.util.Objects;
import java.util.Optional;

import org.bitnetj.kernels.DeviceException;
import org.bitnetj.kernels.Kernels;
import org.bitnetj.kernels.gguf.GgufFile;
import org.bitnetj.kernels.internal.KernelsAccess;

/** Makes models: finds what has been prepared, reads the rest, and gets the kernels compiled meanwhile. */
final class ModelOpener {
    /**
     * What the weights lie in.
     *
     * @param file the model's; empty for synthetic weights
     * @param owned whether the model closes it
     * @param prepared layouts made before
     * @param warmUp what the first pass waits for
     */
    record Source(Optional<GgufFile> file, boolean owned, PreparedWeights prepared, WarmUp warmUp) {
        void close() {
            prepared.close();
            if (owned) {
                file.ifPresent(GgufFile::close);
            }
        }
    }

    private ModelOpener() {}

    /**
     * Opens a model of a file.
     *
     * @param owned whether the model closes the file
     */
    static BitnetModel open(GgufFile file, Kernels kernels, HeadType head, boolean owned) throws ModelFormatException {
        ModelConfig config = ModelConfig.read(file);
        WeightReader reader = new WeightReader(file, config, kernels);
        reader.check();
        WarmUp warmUp = WarmUp.begin(config, kernels, head, reader.head());
        PreparedWeights prepared = PreparedWeights.open(file, kernels);
        boolean opened = false;
        try {
            ModelWeights weights = reader.read(prepared);
            BitnetModel model = make(config, kernels, weights, Arena.ofShared(), new Source(Optional.of(file), owned, prepared, warmUp),
                    head);
            opened = true;
            return model;
        } finally {
            if (!opened) {
                prepared.close();
            }
        }
    }

    /** A model of random weights, with given rows for embedding and head or random ones. */
    static BitnetModel synthetic(ModelConfig config, Kernels kernels, HeadType head, long seed, Optional<RowMatrix> rows) {
        Arena arena = Arena.ofShared();
        ModelWeights weights = new SyntheticWeights(config, kernels, seed).draw(arena, rows);
        return make(config, kernels, weights, arena, new Source(Optional.empty(), false, PreparedWeights.NONE, WarmUp.NONE), head);
    }

    private static BitnetModel make(ModelConfig config, Kernels kernels, ModelWeights stored, Arena arena, Source source, HeadType head) {
        ModelWeights weights = switch (Objects.requireNonNull(head, "head")) {
            case STORED -> stored;
            case INT8 ->
                stored.withHead(source.prepared().int8Head(stored.head())
                        .orElseGet(() -> stored.head().toInt8(arena, KernelsAccess.get().team(kernels))));
        };
        try {
            return new BitnetModel(config, kernels, weights, arena, source);
        } catch (DeviceException e) {
            // It does not fit the device.
            weights.close();
            arena.close();
            throw e;
        }
    }
}
