package org.bitnetj.kernels.internal.opencl;

/**
 * What a program is compiled to use beyond OpenCL 1.2.
 *
 * @param dot {@code cl_khr_integer_dot_product}
 * @param subgroups sub-groups
 * @param prelude source that goes before the program: empty, or definitions by which a test stands in for what a device lacks
 */
record Abilities(boolean dot, boolean subgroups, String prelude) {
    static final Abilities NONE = new Abilities(false, false, "");

    static Abilities of(OpenClDevice device) {
        return new Abilities(device.has("cl_khr_integer_dot_product") && device.languageMajor() >= 3,
                device.subgroups() && device.languageMajor() >= 2, "");
    }
}
