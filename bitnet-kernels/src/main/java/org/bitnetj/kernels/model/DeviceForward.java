package org.bitnetj.kernels.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.bitnetj.kernels.Kernels;
import org.bitnetj.kernels.internal.DeviceModel;
import org.bitnetj.kernels.internal.KernelsAccess;
import org.bitnetj.kernels.model.ModelConfig.Gate;

/**
 * The forward pass on a device. The CPU looks up the embedding and takes the angles of positions, and, where the device has no head, multiplies with
 * that; everything between is enqueued at once, and the logits alone come back.
 */
final class DeviceForward implements Decoder {
    private final ModelConfig config;
    private final ModelWeights weights;
    private final Forward cpu;
    private final DeviceModel device;

    private DeviceForward(ModelConfig config, ModelWeights weights, Forward cpu, DeviceModel device) {
        this.config = config;
        this.weights = weights;
        this.cpu = cpu;
        this.device = device;
    }

    /** {@return the model on the device of the kernels, or empty if they have none, or none that runs whole models} */
    static Optional<DeviceForward> of(ModelConfig config, ModelWeights weights, Kernels kernels, Forward cpu) {
        List<DeviceModel.Layer> layers = new ArrayList<>();
        KernelsAccess access = KernelsAccess.get();
        for (ModelWeights.Layer l : weights.layers()) {
            layers.add(new DeviceModel.Layer(l.attnNorm(), access.prepared(l.qkv().linear()), l.qkv().scales(), l.attnSubNorm(),
                    access.prepared(l.output().linear()), l.output().scale(0), l.ffnNorm(), access.prepared(l.gateUp().linear()),
                    l.gateUp().scales(), l.ffnSubNorm(), access.prepared(l.down().linear()), l.down().scale(0)));
        }
        DeviceModel.Spec spec = new DeviceModel.Spec(config.hidden(), config.feedForward(), config.heads(), config.kvHeads(),
                config.headSize(),
                config.ropeDimensions() / 2, config.context(), config.epsilon(), config.gate() == Gate.SILU, List.copyOf(layers),
                weights.outputNorm(), weights.head().type(), weights.head().m(), weights.head().rows());
        return access.model(kernels, spec).map(device -> new DeviceForward(config, weights, cpu, device));
    }

    DeviceModel device() {
        return device;
    }

    @Override
    public Workspace workspace(int rows) {
        return cpu.workspace(rows, device.pass(rows));
    }

    @Override
    public SessionCache cache(CacheType type) {
        long bytes = 2L * config.layers() * config.kvWidth() * (type == CacheType.F16 ? Short.BYTES : Float.BYTES);
        return new SessionCache.OnDevice(device.cache(type == CacheType.F16), bytes);
    }

    @Override
    public void run(Workspace w) {
        cpu.embed(w);
        DeviceModel.Cache[] caches = new DeviceModel.Cache[w.rows];
        for (int i = 0; i < caches.length; i++) {
            caches[i] = ((SessionCache.OnDevice) w.caches[i]).there();
        }
        w.pass.run(w.rows, w.hidden, w.cos, w.sin, w.positions, caches, w.counts);
        if (w.counts) {
            long down = (long) w.rows * config.feedForward() * config.layers();
            cpu.countRows(w);
            w.work = w.work.plus(new Work(0, device.ternaryBytesRead(w.rows), 0, 0, down, w.pass.zeros()));
        }
    }

    @Override
    public void logits(Workspace w, int from, int count, float[] logits) {
        if (!device.hasHead()) {
            w.pass.normed(from, count, w.normed);
            cpu.logits(w, from, count, logits);
            return;
        }
        w.pass.logits(from, count, logits);
        if (w.counts) {
            w.work = w.work.plus(new Work(0, 0, weights.head().rows().byteSize(), 0, 0, 0));
        }
    }
}
