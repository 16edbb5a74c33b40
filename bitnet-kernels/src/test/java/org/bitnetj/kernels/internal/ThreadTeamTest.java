package org.bitnetj.kernels.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerArray;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
class ThreadTeamTest {
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 8})
    void everyPartIsDoneOnceInEachOfManyRuns(int size) {
        try (ThreadTeam team = new ThreadTeam(size)) {
            assertThat(team.members()).isEqualTo(size);
            for (int run = 0; run < 20_000; run++) {
                AtomicIntegerArray counts = new AtomicIntegerArray(run % 7);
                team.run((part, member) -> counts.incrementAndGet(part), counts.length());
                for (int part = 0; part < counts.length(); part++) {
                    assertThat(counts.get(part)).isEqualTo(1);
                }
            }
        }
    }

    @Test
    void membersReallyShareTheWork() throws Exception {
        try (ThreadTeam team = new ThreadTeam(3)) {
            CountDownLatch all = new CountDownLatch(3);
            Set<Integer> numbers = ConcurrentHashMap.newKeySet();
            // Each part waits for the others, so three threads are needed to end this.
            team.run((part, member) -> {
                numbers.add(member);
                all.countDown();
                awaitUninterruptibly(all);
            }, 3);
            assertThat(numbers).containsExactlyInAnyOrder(0, 1, 2);
        }
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            assertThat(latch.await(50, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Test
    void callersDoNotWaitForEachOther() throws Exception {
        try (ThreadTeam team = new ThreadTeam(2); ExecutorService callers = Executors.newFixedThreadPool(4)) {
            List<Future<Long>> sums = new ArrayList<>();
            for (int caller = 0; caller < 4; caller++) {
                sums.add(callers.submit(() -> {
                    long total = 0;
                    for (int run = 0; run < 5_000; run++) {
                        long[] squares = new long[5];
                        team.run((part, member) -> squares[part] = (long) part * part, 5);
                        total += squares[0] + squares[1] + squares[2] + squares[3] + squares[4];
                    }
                    return total;
                }));
            }
            for (Future<Long> sum : sums) {
                assertThat(sum.get()).isEqualTo(30L * 5_000);
            }
        }
    }

    @Test
    void whatAPartThrowsReachesTheCallerAndTheTeamGoesOn() {
        try (ThreadTeam team = new ThreadTeam(2)) {
            for (int bad = 0; bad < 4; bad++) {
                int badPart = bad;
                assertThatThrownBy(() -> team.run((part, member) -> {
                    if (part == badPart) {
                        throw new IllegalStateException("part " + part);
                    }
                }, 4)).isInstanceOf(IllegalStateException.class).hasMessage("part " + badPart);
                AtomicIntegerArray counts = new AtomicIntegerArray(4);
                team.run((part, member) -> counts.incrementAndGet(part), 4);
                assertThat(counts).hasToString("[1, 1, 1, 1]");
            }
        }
    }

    @Test
    void closeEndsTheThreadsAndLeavesRunsToTheirCallers() throws Exception {
        ThreadTeam team = new ThreadTeam(3);
        team.close();
        team.close();
        List<Integer> members = new ArrayList<>();
        team.run((part, member) -> members.add(member), 3);
        assertThat(members).containsExactly(0, 0, 0);
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (thread.getName().startsWith("bitnet-team-")) {
                thread.join(TimeUnit.SECONDS.toMillis(30));
                assertThat(thread.isAlive()).isFalse();
            }
        }
    }

    @Test
    void aTeamNeedsAThread() {
        assertThatThrownBy(() -> new ThreadTeam(0)).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("at least 1 thread");
    }
}
