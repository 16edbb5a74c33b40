package org.bitnetj.kernels.pack;

/** Rules that the tile sizes of TL1 and TL2 share. */
final class TileSizes {
    private TileSizes() {}

    static void requireMultiple(String name, int size, int unit, String unitName) {
        if (size <= 0 || size % unit != 0) {
            throw new IllegalArgumentException(name + " is a positive multiple of " + unit + " (" + unitName + "), not " + size);
        }
    }

    static void requireWholeTiles(Layout layout, String name, int size, String tileName, int tile) {
        if (size % tile != 0) {
            throw new IllegalArgumentException(
                    layout + " needs " + name + " to be a multiple of " + tileName + "=" + tile + "; " + name + "="
                            + size + " leaves " + size % tile + " over. Choose other tile sizes, for example with forShape");
        }
    }

    /** The largest multiple of a unit, up to a bound, that divides a size; the size is a multiple of the unit. */
    static int largestDivisor(int size, int unit, int bound) {
        int divisor = bound / unit * unit;
        while (size % divisor != 0) {
            divisor -= unit;
        }
        return divisor;
    }
}
