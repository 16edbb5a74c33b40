package org.bitnetj.kernels.internal;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

import org.bitnetj.kernels.Backend;
import org.bitnetj.kernels.ComputeDevice;
import org.bitnetj.kernels.DeviceException;
import org.bitnetj.kernels.DeviceMemory;

/**
 * A device that was taken without being asked for, and a backend of the CPU that goes on with its work, exactly, once it is lost: who did not demand the
 * device need not know of it. Each matrix keeps its codes in this process for that, two bits a weight.
 */
public final class RelievedProvider implements KernelProvider {
    private static final Logger LOG = System.getLogger("org.bitnetj.kernels");

    private final KernelProvider device;
    private final KernelProvider cpu;
    private final AtomicReference<DeviceException> lost = new AtomicReference<>();

    /**
     * Both are ready to use.
     *
     * @param device closed with this
     * @param cpu closed with this
     */
    public RelievedProvider(KernelProvider device, KernelProvider cpu) {
        this.device = device;
        this.cpu = cpu;
    }

    /** A step on the device. */
    interface Step<T> {
        T take();
    }

    /**
     * {@return what a step on the device returned, or empty if the device is lost and the CPU has to do it}
     *
     * @throws DeviceException if the step failed and the device is still there
     */
    <T> Optional<T> onDevice(Step<T> step) {
        if (isLost()) {
            return Optional.empty();
        }
        try {
            return Optional.of(step.take());
        } catch (DeviceException e) {
            if (!relieve(e)) {
                throw e;
            }
            return Optional.empty();
        }
    }

    boolean isLost() {
        return lost.get() != null;
    }

    KernelProvider cpu() {
        return cpu;
    }

    @Override
    public boolean relieve(DeviceException e) {
        if (!e.isDeviceLost()) {
            return false;
        }
        if (lost.compareAndSet(null, e)) {
            LOG.log(Level.WARNING, "bitnetj goes on with " + cpu.backend().id() + " kernels on the CPU, since the OpenCL device "
                    + device.device().map(ComputeDevice::name).orElse("") + " is lost: " + root(e).getMessage(), e);
        }
        return true;
    }

    @Override
    public Optional<DeviceModel> model(DeviceModel.Spec spec) {
        return onDevice(() -> device.model(spec.with(spec.layers().stream().map(layer -> layer.with(matrix -> ((RelievedMatrix) matrix)
                .onDevice().orElseThrow())).toList()))).flatMap(model -> model);
    }

    private static Throwable root(Throwable e) {
        Throwable deepest = e;
        while (deepest.getCause() != null) {
            deepest = deepest.getCause();
        }
        return deepest;
    }

    /** Releases something of the device, which need not succeed once the device is lost. */
    void release(Runnable close) {
        try {
            close.run();
        } catch (DeviceException e) {
            if (!isLost()) {
                throw e;
            }
            LOG.log(Level.DEBUG, "what a lost device held cannot be released", e);
        }
    }

    @Override
    public Backend backend() {
        return device.backend();
    }

    @Override
    public Optional<DeviceException> lost() {
        return Optional.ofNullable(lost.get());
    }

    @Override
    public String explain() {
        return isLost() ? cpu.explain() : device.explain() + "; should the device be lost, " + cpu.backend().id() + " kernels go on";
    }

    @Override
    public ActivationForm activations(int k, int maxTokens) {
        return new RelievedActivations(this, device.activations(k, maxTokens), k, maxTokens);
    }

    @Override
    public PreparedMatrix prepare(TritSource source) {
        CodeMatrix codes = CodeMatrix.of(source);
        try {
            return new RelievedMatrix(this, codes, onDevice(() -> device.prepare(codes)));
        } catch (RuntimeException e) {
            codes.close();
            throw e;
        }
    }

    @Override
    public FloatKernels floats() {
        return cpu.floats();
    }

    @Override
    public Backend floatsBackend() {
        return cpu.backend();
    }

    @Override
    public float quantize(float[] x, int xOffset, int k, byte[] codes, int codesOffset) {
        return cpu.quantize(x, xOffset, k, codes, codesOffset);
    }

    @Override
    public Optional<ComputeDevice> device() {
        return isLost() ? Optional.empty() : device.device();
    }

    @Override
    public Optional<DeviceMemory> deviceMemory() {
        return device.deviceMemory();
    }

    @Override
    public void close() {
        release(device::close);
        cpu.close();
    }
}
