package org.bitnetj.benchmark.fork;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;

import org.bitnetj.benchmark.precondition.Breakage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MachineLockTest {
    @TempDir
    Path folder;

    @Test
    void theSecondWaitsForTheFirstAndSaysSo() throws Exception {
        Path file = folder.resolve("lock");
        List<String> order = new ArrayList<>();
        CountDownLatch waiting = new CountDownLatch(1);
        MachineLock first = MachineLock.take(file, line -> order.add("first waits"));
        CompletableFuture<MachineLock> second = CompletableFuture.supplyAsync(() -> {
            try {
                return MachineLock.take(file, line -> {
                    order.add(line);
                    waiting.countDown();
                });
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        waiting.await();
        assertThat(second).isNotDone();
        first.close();
        second.get().close();
        assertThat(order).singleElement().asString().contains("another benchmark run").contains(file.toString());
    }

    @Test
    void aFolderThatIsNotThereIsNamed() {
        Path file = folder.resolve("missing").resolve("lock");
        assertThatThrownBy(() -> MachineLock.take(file, line -> {})).isInstanceOf(Breakage.class).hasMessageContaining(file.toString());
    }
}
