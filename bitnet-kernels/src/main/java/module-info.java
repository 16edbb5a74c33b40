/**
 * Ternary (BitNet b1.58) weights: quantized, packed in the formats of the field, and multiplied exactly.
 *
 * <p>{@code jdk.incubator.vector} is optional at run time. Without it every product is still right, computed by the scalar
 * reference, and the library says so once; {@code --add-modules jdk.incubator.vector} gives full speed.
 */
module org.bitnetj.kernels {
    requires static jdk.incubator.vector;

    exports org.bitnetj.kernels;
    exports org.bitnetj.kernels.gguf;
    exports org.bitnetj.kernels.model;
    exports org.bitnetj.kernels.pack;
    exports org.bitnetj.kernels.quantize;
}
