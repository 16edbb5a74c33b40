package org.bitnetj.kernels.model;

/** What takes tokens through the layers: {@link Forward} on the CPU, {@link DeviceForward} on a device. */
interface Decoder {
    /** Working memory for that many rows. */
    Workspace workspace(int rows);

    /** A cache for the workspaces of this. */
    SessionCache cache(CacheType type);

    /** Takes the rows of a workspace through all layers and the last norm. */
    void run(Workspace w);

    /** The logits of {@code count} rows from one on: {@code logits[i * vocabulary + token]}. */
    void logits(Workspace w, int from, int count, float[] logits);
}
