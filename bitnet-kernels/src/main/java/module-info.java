/**
 * Ternary (BitNet b1.58) weights: quantized, packed in the formats of the field, and multiplied exactly.
 *
 * <p>{@code jdk.incubator.vector} is optional at run time. Without it every product is still right, computed by the scalar
 * reference, and the library says so once; {@code --add-modules jdk.incubator.vector} gives full speed.
 *
 * <p>{@code org.lwjgl.opencl} is optional too. With it, and an OpenCL driver, the products can run on a GPU; a named module that wants that
 * is started with {@code --add-modules org.lwjgl.opencl} or requires it.
 */
module org.bitnetj.kernels {
    requires static jdk.incubator.vector;
    requires static org.lwjgl;
    requires static org.lwjgl.opencl;

    exports org.bitnetj.kernels;
    exports org.bitnetj.kernels.gguf;
    exports org.bitnetj.kernels.model;
    exports org.bitnetj.kernels.pack;
    exports org.bitnetj.kernels.quantize;
}
