package org.bitnetj.kernels.model;

import java.util.ArrayList;
import java.util.List;

import org.bitnetj.kernels.Backend;
import org.bitnetj.kernels.DispatchedKernel;
import org.bitnetj.kernels.Kernels;
import org.bitnetj.kernels.internal.DeviceModel;
import org.bitnetj.kernels.internal.KernelsAccess;
import org.bitnetj.kernels.internal.PreparedMatrix;

/** Tells what computes the parts of a model, and where. */
final class ModelKernels {
    private ModelKernels() {}

    static List<DispatchedKernel> of(Kernels kernels, ModelWeights weights, Decoder decoder) {
        List<DispatchedKernel> found = new ArrayList<>(weights.kernels());
        if (decoder instanceof DeviceForward there) {
            found.addAll(onDevice(kernels, weights, there.device()));
            return List.copyOf(found);
        }
        Backend floats = KernelsAccess.get().floatsBackend(kernels);
        if (floats != kernels.selection().chosen()) {
            for (String operation : List.of("norm", "attention", "gate", "head")) {
                found.add(new DispatchedKernel(operation, operation.equals("head") ? weights.head().type().name() : "F32", floats,
                        floats.id() + "-floats", 0));
            }
        }
        return List.copyOf(found);
    }

    /** The operations around the products: those of the device, and those that are left to the CPU. */
    private static List<DispatchedKernel> onDevice(Kernels kernels, ModelWeights weights, DeviceModel device) {
        List<DispatchedKernel> found = new ArrayList<>();
        String head = weights.head().type().name();
        for (PreparedMatrix.Use use : device.uses()) {
            found.add(new DispatchedKernel(use.operation(), use.operation().equals("head") ? head : "F32", kernels.selection().chosen(),
                    use.kernel(), use.vectorBits()));
        }
        Backend cpu = KernelsAccess.get().floatsBackend(kernels);
        found.add(new DispatchedKernel("embedding", weights.embedding().type().name(), cpu, "row-lookup", 0));
        if (!device.hasHead()) {
            found.add(new DispatchedKernel("head", head, cpu, cpu.id() + "-floats", 0));
        }
        return found;
    }
}
