package org.bitnetj.kernels.internal.opencl;

import java.util.Optional;

import org.bitnetj.kernels.Backend;
import org.bitnetj.kernels.ComputeDevice;
import org.bitnetj.kernels.DeviceException;
import org.bitnetj.kernels.DeviceMemory;
import org.bitnetj.kernels.internal.ActivationForm;
import org.bitnetj.kernels.internal.DeviceModel;
import org.bitnetj.kernels.internal.FloatKernels;
import org.bitnetj.kernels.internal.KernelProvider;
import org.bitnetj.kernels.internal.PreparedMatrix;
import org.bitnetj.kernels.internal.TritSource;

/** The OpenCL backend on one device. */
final class OpenClProvider implements KernelProvider {
    private final OpenClSession session;
    private final OpenClDispatch dispatch;
    private final KernelProvider cpu;
    private final Models models;
    private final String note;

    private OpenClProvider(OpenClSession session, OpenClDispatch dispatch, KernelProvider cpu, Models models, String note) {
        this.session = session;
        this.dispatch = dispatch;
        this.cpu = cpu;
        this.models = models;
        this.note = note;
    }

    /**
     * Opens a device. Where the program does not compile with all that the device says it can do, it is compiled for what every device can.
     *
     * @param cpu a backend of the CPU, for what a model computes in floats
     * @throws DeviceException naming the step that failed
     * @throws IllegalArgumentException if a property demands what the device cannot do
     */
    static OpenClProvider open(Cl cl, OpenClDevice device, Abilities abilities, OpenClSettings settings, KernelProvider cpu) {
        OpenClDispatch dispatch = OpenClDispatch.builtIn(device, abilities, settings);
        Models models = new Models(device, settings, cpu);
        try {
            return new OpenClProvider(new OpenClSession(cl, device, abilities, settings), dispatch, cpu, models, "").tuned(abilities,
                    settings);
        } catch (DeviceException e) {
            boolean demanded = settings.arithmetic() == OpenClSettings.Arithmetic.DOT || settings.gemv() == OpenClSettings.Gemv.SUBGROUP;
            if (demanded || abilities.equals(Abilities.NONE)) {
                throw e;
            }
            OpenClDispatch plain = OpenClDispatch.builtIn(device, Abilities.NONE, settings);
            return new OpenClProvider(new OpenClSession(cl, device, Abilities.NONE, settings), plain, cpu, models,
                    "; without extensions, since with them " + e.getMessage()).tuned(Abilities.NONE, settings);
        }
    }

    @Override
    public Optional<DeviceModel> model(DeviceModel.Spec spec) {
        return models.open(session, spec);
    }

    private OpenClProvider tuned(Abilities abilities, OpenClSettings settings) {
        if (settings.tuning() == null) {
            return this;
        }
        try {
            OpenClTuning tuning = OpenClTuning.choose(settings.tuning(), session.device().info().toString(),
                    () -> new OpenClTuningRun(session, dispatch).measure(abilities.subgroups()));
            return new OpenClProvider(session, dispatch.tuned(tuning, session.device(), abilities, settings), cpu, models, note);
        } catch (RuntimeException e) {
            session.close();
            throw e;
        }
    }

    @Override
    public Backend backend() {
        return Backend.OPENCL;
    }

    @Override
    public String explain() {
        return dispatch.explain(session.device()) + "; " + models.explain() + note;
    }

    @Override
    public ActivationForm activations(int k, int maxTokens) {
        return new OpenClActivations(session, dispatch.quantizes(), k, maxTokens);
    }

    @Override
    public PreparedMatrix prepare(TritSource source) {
        return new OpenClMatrix(session, dispatch, source);
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
    public Optional<ComputeDevice> device() {
        return Optional.of(session.device().info());
    }

    @Override
    public Optional<DeviceMemory> deviceMemory() {
        return Optional.of(session.held());
    }

    @Override
    public void close() {
        session.close();
    }
}
