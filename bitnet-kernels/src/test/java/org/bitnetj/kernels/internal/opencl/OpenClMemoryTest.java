package org.bitnetj.kernels.internal.opencl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

import org.bitnetj.kernels.Activations;
import org.bitnetj.kernels.Backend;
import org.bitnetj.kernels.DeviceMemory;
import org.bitnetj.kernels.Expected;
import org.bitnetj.kernels.Inputs;
import org.bitnetj.kernels.Kernels;
import org.bitnetj.kernels.Shape;
import org.bitnetj.kernels.TernaryLinear;
import org.bitnetj.kernels.TernaryMatrix;
import org.bitnetj.kernels.internal.TritSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is held on a device is counted, and given back. */
class OpenClMemoryTest {
    private static final int CYCLES = 10_000;
    private static final TernaryMatrix W = Inputs.matrix(new Shape(33, 65), Inputs.Weights.RANDOM, 3);
    private static final byte[] X = Inputs.codes(65, Inputs.Codes.GAUSSIAN, 4);

    @BeforeEach
    void requireDevice() {
        Expected.open(Backend.OPENCL).close();
    }

    private static DeviceMemory held(Kernels kernels) {
        return kernels.deviceMemory().orElseThrow();
    }

    @Test
    void manyCyclesHoldNoMoreThanOne() {
        int[] expected = Inputs.product(W, X);
        int[] sums = new int[33];
        DeviceMemory one = null;
        try (Kernels kernels = Kernels.open(Backend.OPENCL)) {
            for (int i = 0; i < CYCLES; i++) {
                try (TernaryLinear linear = kernels.prepare(W); Activations x = kernels.activations(65).set(X, 1)) {
                    linear.gemv(x, sums);
                    assertThat(sums).isEqualTo(expected);
                }
                one = one == null ? held(kernels) : one;
            }
            assertThat(held(kernels)).isEqualTo(one);
        }
    }

    @Test
    void everyObjectIsCountedAndCloseReleasesAll() {
        Kernels kernels = Kernels.open(Backend.OPENCL);
        DeviceMemory opened = held(kernels);
        assertThat(opened).isEqualTo(new DeviceMemory(0, 0, 0, 0, 1, 1, 0, 1));
        assertThat(opened.objects()).isEqualTo(3);
        TernaryLinear linear = kernels.prepare(W);
        // 64 rows of 5 words.
        assertThat(linear.memoryBytes()).isEqualTo(64 * 5 * 4);
        assertThat(held(kernels).bytes()).isEqualTo(linear.memoryBytes());
        Activations x = kernels.activations(65).set(X, 1);
        linear.gemv(x, new float[33]);
        DeviceMemory all = held(kernels);
        assertThat(all.buffers()).isEqualTo(1 + 3 + 1);
        assertThat(all.kernels()).isEqualTo(1);
        assertThat(all.events()).isEqualTo(1);
        linear.close();
        assertThat(linear.memoryBytes()).isZero();
        assertThat(held(kernels).bytes()).isEqualTo(all.bytes() - 64 * 5 * 4);
        assertThat(held(kernels).peakBytes()).isEqualTo(all.bytes());
        kernels.close();
        kernels.close();
        assertThat(held(kernels).objects()).isZero();
        assertThat(held(kernels).bytes()).isZero();
        assertThatThrownBy(() -> x.set(X, 1)).isInstanceOf(IllegalStateException.class).hasMessageContaining("closed");
        x.close();
    }

    @Test
    void closedActivationsAreOfNoMoreUse() {
        try (Kernels kernels = Kernels.open(Backend.OPENCL); TernaryLinear linear = kernels.prepare(W)) {
            Activations x = kernels.activations(65).set(X, 1);
            x.close();
            x.close();
            assertThatThrownBy(() -> linear.gemv(x, new int[33])).isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("these activations are closed");
        }
    }

    @Test
    @SuppressWarnings("try")
    void whatIsInUseCannotBeClosed() throws Exception {
        try (FakeCl cl = new FakeCl();
                Kernels kernels = Kernels.open(Backend.OPENCL);
                ExecutorService thread = Executors.newSingleThreadExecutor()) {
            TernaryLinear linear = kernels.prepare(W);
            Activations x = kernels.activations(65).set(X, 1);
            CountDownLatch waiting = new CountDownLatch(1);
            CountDownLatch go = new CountDownLatch(1);
            cl.instead("await", () -> {
                waiting.countDown();
                go.await();
                return null;
            });
            int[] sums = new int[33];
            Future<?> product = thread.submit(() -> linear.gemv(x, sums));
            waiting.await();
            try {
                assertThatThrownBy(linear::close).isInstanceOf(IllegalStateException.class).hasMessageContaining("this matrix is in use");
                assertThatThrownBy(x::close).isInstanceOf(IllegalStateException.class).hasMessageContaining("these activations are in use");
                assertThatThrownBy(kernels::close).isInstanceOf(IllegalStateException.class).hasMessageContaining("in use");
            } finally {
                go.countDown();
            }
            product.get();
            assertThat(sums).isEqualTo(Inputs.product(W, X));
            cl.heal();
            linear.close();
            assertThatThrownBy(() -> linear.gemv(x, sums)).isInstanceOf(IllegalStateException.class).hasMessageContaining("closed");
            kernels.close();
            assertThat(held(kernels).objects()).isZero();
        }
    }

    @Test
    void sessionsSideBySideDoNotDisturbEachOther() throws Exception {
        try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
            List<Future<?>> results = new ArrayList<>();
            for (int s = 0; s < 8; s++) {
                TernaryMatrix w = Inputs.matrix(new Shape(70 + s, 200), Inputs.Weights.RANDOM, s);
                byte[] codes = Inputs.codes(200, Inputs.Codes.GAUSSIAN, 50 + s);
                int[] expected = Inputs.product(w, codes);
                results.add(threads.submit(() -> {
                    try (Kernels kernels = Kernels.open(Backend.OPENCL); TernaryLinear linear = kernels.prepare(w)) {
                        int[] sums = new int[expected.length];
                        for (int i = 0; i < 20; i++) {
                            try (Activations x = kernels.activations(200).set(codes, 1)) {
                                linear.gemv(x, sums);
                            }
                            assertThat(sums).isEqualTo(expected);
                        }
                    }
                }));
            }
            for (Future<?> result : results) {
                result.get();
            }
        }
    }

    /** Opens and forgets. */
    private static WeakReference<Object> forget(CountingCl[] counts) {
        OpenClSettings settings = OpenClSettings.read(java.util.Optional.empty(), java.util.Optional.empty());
        OpenClSession session = new OpenClSession(Devices.cl(), Devices.any(), Abilities.NONE, settings);
        counts[0] = (CountingCl) session.cl();
        new OpenClMatrix(session, OpenClDispatch.builtIn(Devices.any(), Abilities.NONE, settings), TritSource.of(W));
        assertThat(counts[0].held().objects()).isPositive();
        return new WeakReference<>(session);
    }

    @Test
    void whatIsForgottenIsReleasedAndInDebugItIsSaidWhereItWasMade() {
        AtomicBoolean said = new AtomicBoolean();
        Handler handler = new Handler() {
            @Override
            public void publish(LogRecord record) {
                said.compareAndSet(false, record.getThrown() != null && record.getMessage().contains("never closed")
                        && List.of(record.getThrown().getStackTrace()).toString().contains("OpenClMemoryTest.forget"));
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        Logger logger = Logger.getLogger("org.bitnetj.kernels");
        logger.addHandler(handler);
        logger.setUseParentHandlers(false);
        try {
            OpenClProperty.with(() -> {
                CountingCl[] counts = new CountingCl[1];
                WeakReference<Object> session = forget(counts);
                // The collector and its cleaner run when they like; a leak would end in the time limit of the build.
                while (session.get() != null || counts[0].held().objects() > 0 || !said.get()) {
                    System.gc();
                    Thread.onSpinWait();
                }
                assertThat(counts[0].held().bytes()).isZero();
            }, OpenClSettings.DEBUG_PROPERTY, "true");
        } finally {
            logger.removeHandler(handler);
            logger.setUseParentHandlers(true);
        }
        assertThat(said).isTrue();
    }
}
