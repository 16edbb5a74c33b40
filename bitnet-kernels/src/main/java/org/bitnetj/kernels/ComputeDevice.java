package org.bitnetj.kernels;

/**
 * The OpenCL device that kernels run on, as its driver describes it.
 *
 * @param platform the platform's name: {@code Portable Computing Language} for one
 * @param name the device's name
 * @param type {@code CPU}, {@code GPU} or {@code accelerator}
 * @param driver the driver's version
 * @param version the version of OpenCL
 */
public record ComputeDevice(String platform, String name, String type, String driver, String version) {
    @Override
    public String toString() {
        return type + " " + name + " (" + platform + ", driver " + driver + ", " + version + ")";
    }
}
