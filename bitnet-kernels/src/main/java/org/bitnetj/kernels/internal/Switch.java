package org.bitnetj.kernels.internal;

/** Properties that are {@code auto}, also where they are not set, or {@code off}. */
public final class Switch {
    private Switch() {}

    /**
     * {@return whether a property is not off}
     *
     * @param property its name
     * @throws IllegalArgumentException if it is neither {@code auto} nor {@code off}
     */
    public static boolean isOn(String property) {
        String value = System.getProperty(property, "auto").strip();
        return switch (value) {
            case "auto" -> true;
            case "off" -> false;
            default -> throw new IllegalArgumentException("-D" + property + "=" + value + ": choose auto, off");
        };
    }
}
