/** Ternary kernels. */
module org.bitnetj.kernels {
    requires static jdk.incubator.vector;

    exports org.bitnetj.kernels;
    exports org.bitnetj.kernels.gguf;
}
