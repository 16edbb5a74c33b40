package org.bitnetj.kernels.internal.opencl;

import java.lang.System.Logger.Level;
import java.util.Optional;

import org.bitnetj.kernels.DeviceException;
import org.bitnetj.kernels.internal.DeviceModel;
import org.bitnetj.kernels.internal.KernelProvider;
import org.bitnetj.kernels.internal.opencl.OpenClSettings.Place;

/** Where whole models run: on the device, if it is fit for them and they are not at home on the CPU, or as demanded. */
final class Models {
    private final KernelProvider cpu;
    private final boolean demanded;
    /** Why they run on the CPU, or null if they run on the device. */
    private volatile String why;

    /**
     * Decides.
     *
     * @throws IllegalArgumentException if what is demanded cannot be done
     */
    Models(OpenClDevice device, OpenClSettings settings, KernelProvider cpu) {
        this.cpu = cpu;
        String unfit = device.computesFloatsExactly()
                ? null
                : "has no doubles, or flushes denormals, so its results would differ from the CPU's";
        demanded = settings.model() == Place.DEVICE;
        if (demanded && unfit != null) {
            throw new IllegalArgumentException("-D" + OpenClSettings.MODEL_PROPERTY + "=device: the device " + device.info().name() + " "
                    + unfit + "; choose hybrid");
        }
        if (settings.model() == Place.HOST) {
            why = "as -D" + OpenClSettings.MODEL_PROPERTY + "=hybrid demands";
        } else if (unfit != null) {
            why = "since the device " + unfit;
        } else if (!demanded && device.isCpu()) {
            why = "which are at home on a device of type CPU";
        }
    }

    /**
     * {@return a model on the device, or empty if its floats are the CPU's}
     *
     * @throws DeviceException if it does not fit, or a model on the device is demanded and the driver refuses it
     */
    Optional<DeviceModel> open(OpenClSession session, DeviceModel.Spec spec) {
        if (why != null) {
            return Optional.empty();
        }
        try {
            return Optional.of(new OpenClModel(session, spec, cpu.floats().lanes()));
        } catch (DeviceException e) {
            if (demanded || e.isOutOfMemory() || e.isDeviceLost()) {
                throw e;
            }
            why = "since " + e.getMessage();
            System.getLogger("org.bitnetj.kernels").log(Level.WARNING, "of a model the products alone run on the device, {0}", why);
            return Optional.empty();
        }
    }

    String explain() {
        return why == null
                ? "whole models run on the device, but for rows of the embedding, which the CPU looks up"
                : "what a model computes in floats runs on the CPU, by " + cpu.backend().id() + " kernels, " + why;
    }
}
