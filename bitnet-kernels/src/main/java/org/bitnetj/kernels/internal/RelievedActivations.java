package org.bitnetj.kernels.internal;

import java.util.Arrays;

/** Tokens on a device, and what the CPU needs to have them as well once the device is lost. */
final class RelievedActivations implements ActivationForm {
    private final RelievedProvider provider;
    private final ActivationForm onDevice;
    private final int k;
    private final int maxTokens;
    /** What was quantized on the device, which alone has the codes then; made when it is first needed. */
    private float[] values;
    private byte[] codes;
    private float[] inverse = {};
    private int tokens;
    private ActivationForm onCpu;
    private boolean cpuHasThem;

    RelievedActivations(RelievedProvider provider, ActivationForm onDevice, int k, int maxTokens) {
        this.provider = provider;
        this.onDevice = onDevice;
        this.k = k;
        this.maxTokens = maxTokens;
    }

    ActivationForm onDevice() {
        return onDevice;
    }

    @Override
    public void set(byte[] given, int count) {
        float[] ones = new float[count];
        Arrays.fill(ones, 1);
        set(given, count, ones);
    }

    @Override
    public synchronized void set(byte[] given, int count, float[] inverseScales) {
        codes = given;
        take(count, inverseScales);
        provider.onDevice(() -> {
            onDevice.set(given, count, inverseScales);
            return true;
        });
    }

    private void take(int count, float[] inverseScales) {
        tokens = count;
        inverse = Arrays.copyOf(inverseScales, count);
        cpuHasThem = false;
    }

    @Override
    public synchronized boolean quantize(float[] x, int count, float[] inverseScales) {
        boolean done = provider.onDevice(() -> onDevice.quantize(x, count, inverseScales)).orElse(false);
        if (done) {
            if (values == null) {
                values = new float[maxTokens * k];
            }
            System.arraycopy(x, 0, values, 0, count * k);
            codes = null;
            take(count, inverseScales);
        }
        return done;
    }

    @Override
    public void copyCodes(byte[] target, int count) {
        boolean done = provider.onDevice(() -> {
            onDevice.copyCodes(target, count);
            return true;
        }).isPresent();
        if (!done) {
            System.arraycopy(codesHere(), 0, target, 0, count * k);
        }
    }

    /** The codes, quantized again here, to the same bits, where the device has done it. */
    private synchronized byte[] codesHere() {
        if (codes == null) {
            codes = new byte[tokens * k];
            for (int t = 0; t < tokens; t++) {
                provider.cpu().quantize(values, t * k, k, codes, t * k);
            }
        }
        return codes;
    }

    /** The same tokens for the CPU's kernels. */
    synchronized ActivationForm onCpu() {
        if (onCpu == null) {
            onCpu = provider.cpu().activations(k, maxTokens);
        }
        if (!cpuHasThem) {
            onCpu.set(codesHere(), tokens, inverse);
            cpuHasThem = true;
        }
        return onCpu;
    }

    @Override
    public synchronized void close() {
        provider.release(onDevice::close);
        if (onCpu != null) {
            onCpu.close();
        }
    }
}
