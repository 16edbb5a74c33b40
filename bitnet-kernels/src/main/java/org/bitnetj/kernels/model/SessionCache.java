package org.bitnetj.kernels.model;

import org.bitnetj.kernels.internal.DeviceModel;

/** Keys and values of one session, wherever they are. */
interface SessionCache {
    /** Makes room for positions below {@code count}. */
    void ensure(int count);

    /** The bytes held. */
    long memoryBytes();

    /** The bytes that one token's attention reads when positions below {@code count} are there. */
    long bytesRead(int count);

    /** Releases what is not ordinary memory. */
    default void close() {}

    /**
     * On a device.
     *
     * @param there the keys and values
     * @param positionBytes of those of a position, in all layers
     */
    record OnDevice(DeviceModel.Cache there, long positionBytes) implements SessionCache {
        @Override
        public void ensure(int count) {
            there.ensure(count);
        }

        @Override
        public long memoryBytes() {
            return there.bytes();
        }

        @Override
        public long bytesRead(int count) {
            return count * positionBytes;
        }

        @Override
        public void close() {
            there.close();
        }
    }
}
