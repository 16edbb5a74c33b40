package org.bitnetj.kernels.internal;

import java.util.List;
import java.util.Optional;

import org.bitnetj.kernels.Backend;

/** A matrix on a device, and its codes here, of which one for the CPU is made once the device is lost. */
final class RelievedMatrix implements PreparedMatrix {
    private final RelievedProvider provider;
    private final CodeMatrix codes;
    private final Optional<PreparedMatrix> onDevice;
    private PreparedMatrix onCpu;
    private boolean closed;

    /** @param codes closed with this, or sooner */
    RelievedMatrix(RelievedProvider provider, CodeMatrix codes, Optional<PreparedMatrix> onDevice) {
        this.provider = provider;
        this.codes = codes;
        this.onDevice = onDevice;
    }

    Optional<PreparedMatrix> onDevice() {
        return onDevice;
    }

    @Override
    public void multiply(ActivationForm x, int tokens, int[] sums) {
        RelievedActivations form = (RelievedActivations) x;
        boolean done = onDevice.flatMap(matrix -> provider.onDevice(() -> {
            matrix.multiply(form.onDevice(), tokens, sums);
            return true;
        })).isPresent();
        if (!done) {
            onCpu().multiply(form.onCpu(), tokens, sums);
        }
    }

    @Override
    public boolean multiply(ActivationForm x, int tokens, float scale, float[] y) {
        RelievedActivations form = (RelievedActivations) x;
        return onDevice.flatMap(matrix -> provider.onDevice(() -> matrix.multiply(form.onDevice(), tokens, scale, y))).orElse(false);
    }

    private synchronized PreparedMatrix onCpu() {
        if (closed) {
            throw new IllegalStateException("this matrix is closed");
        }
        if (onCpu == null) {
            onCpu = provider.cpu().prepare(codes);
            codes.close();
        }
        return onCpu;
    }

    private PreparedMatrix now() {
        return provider.isLost() ? onCpu() : onDevice.orElseThrow();
    }

    @Override
    public List<Use> uses() {
        return now().uses();
    }

    @Override
    public Optional<Backend> instead() {
        return provider.isLost() ? Optional.of(provider.cpu().backend()) : Optional.empty();
    }

    @Override
    public long bytesRead(ActivationForm x, int tokens) {
        RelievedActivations form = (RelievedActivations) x;
        return now().bytesRead(provider.isLost() ? form.onCpu() : form.onDevice(), tokens);
    }

    @Override
    public synchronized long memoryBytes() {
        return onDevice.map(PreparedMatrix::memoryBytes).orElse(0L) + (onCpu == null ? codesBytes() : onCpu.memoryBytes());
    }

    @Override
    public synchronized long offHeapBytes() {
        return onCpu == null ? codesBytes() : onCpu.offHeapBytes();
    }

    private long codesBytes() {
        return closed ? 0 : codes.byteSize();
    }

    @Override
    public synchronized void close() {
        onDevice.ifPresent(matrix -> provider.release(matrix::close));
        if (onCpu != null) {
            onCpu.close();
            onCpu = null;
        }
        codes.close();
        closed = true;
    }
}
