module app {
    requires org.bitnetj.kernels;
}
