package org.bitnetj.kernels.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import org.bitnetj.kernels.Kernels;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Sessions: however tokens come in, alone or with others, logits are the same to the bit; and what goes wrong is said. */
class SessionTest {
    private Kernels kernels;
    private BitnetModel model;
    private int[] prompt;

    @BeforeEach
    void open() throws IOException {
        kernels = Kernels.open();
        model = BitnetModel.open(TinyReferences.model(), kernels);
        prompt = TinyReferences.prompt("p200").ids();
    }

    @AfterEach
    void close() {
        model.close();
        kernels.close();
    }

    @ParameterizedTest
    @EnumSource
    void prefillAndDecodeAgreeToTheBit(CacheType cache) {
        float[][] atOnce = new float[prompt.length][];
        model.session(cache).prefill(prompt, (position, logits) -> atOnce[position] = logits.clone());
        Session steps = model.session(cache);
        for (int t = 0; t < prompt.length; t++) {
            assertThat(steps.position()).isEqualTo(t);
            assertThat(steps.decode(prompt[t])).as("position %d", t).isEqualTo(atOnce[t]);
        }
        Session parts = model.session(cache);
        parts.prefill(Arrays.copyOf(prompt, 33));
        parts.decode(prompt[33]);
        assertThat(parts.prefill(Arrays.copyOfRange(prompt, 34, 200))).isEqualTo(atOnce[199]);
        assertThat(parts.memoryBytes()).isEqualTo(4L * 64 * 2 * 6 * 128 * (cache == CacheType.F16 ? 2 : 4));
    }

    @Test
    void aHalfPrecisionCacheMovesLogitsALittle() {
        float[] single = model.session().prefill(prompt);
        float[] half = model.session(CacheType.F16).prefill(prompt);
        assertThat(half).isNotEqualTo(single).usingComparatorWithPrecision(0.3f).containsExactly(single);
    }

    @Test
    void theNumberOfThreadsChangesNothing() throws IOException {
        float[] expected = model.session().prefill(prompt).clone();
        for (int threads : new int[]{1, 2, 3, 5}) {
            try (Kernels others = Kernels.builder().threads(threads).open();
                    BitnetModel again = BitnetModel.open(TinyReferences.model(), others)) {
                assertThat(again.session().prefill(prompt)).as("%d threads", threads).isEqualTo(expected);
                Session session = again.session();
                session.prefill(Arrays.copyOf(prompt, 199));
                assertThat(session.decode(prompt[199])).as("%d threads", threads).isEqualTo(expected);
            }
        }
    }

    @Test
    void rewindingForgetsWhatCameAfter() {
        Session session = model.session();
        float[] first = session.prefill(Arrays.copyOf(prompt, 70)).clone();
        session.prefill(Arrays.copyOfRange(prompt, 70, 150));
        session.rewind(69);
        assertThat(session.position()).isEqualTo(69);
        assertThat(session.decode(prompt[69])).isEqualTo(first);
        assertThatThrownBy(() -> session.rewind(71)).hasMessageContaining("a session of 70 tokens can be rewound to 0 to 70, not to 71");
        assertThatThrownBy(() -> session.rewind(-1)).hasMessageContaining("not to -1");
    }

    @Test
    void sessionsDecodedTogetherGiveWhatEachGivesAlone() {
        List<Session> together = new ArrayList<>();
        List<Session> alone = new ArrayList<>();
        int[] tokens = new int[19];
        for (int i = 0; i < tokens.length; i++) {
            together.add(model.session());
            alone.add(model.session());
            together.get(i).prefill(Arrays.copyOf(prompt, 3 * i + 1));
            alone.get(i).prefill(Arrays.copyOf(prompt, 3 * i + 1));
            tokens[i] = prompt[3 * i + 1];
        }
        model.decode(together, tokens);
        for (int i = 0; i < tokens.length; i++) {
            assertThat(together.get(i).logits()).as("session %d", i).isEqualTo(alone.get(i).decode(tokens[i]));
            assertThat(together.get(i).position()).isEqualTo(3 * i + 2);
        }
    }

    @Test
    void aStepTogetherIsCheckedBeforeAnyoneMoves() throws IOException {
        Session one = model.session();
        Session two = model.session();
        assertThatThrownBy(() -> model.decode(List.of(one, two), new int[]{1})).hasMessageContaining("2 sessions and 1 tokens");
        assertThatThrownBy(() -> model.decode(List.of(), new int[0])).hasMessageContaining("0 sessions");
        assertThatThrownBy(() -> model.decode(List.of(one, one), new int[]{1, 2})).hasMessageContaining("twice");
        assertThatThrownBy(() -> model.decode(List.of(one, two), new int[]{1, 512})).hasMessageContaining("token 512");
        try (BitnetModel other = BitnetModel.open(TinyReferences.model(), kernels)) {
            assertThatThrownBy(() -> model.decode(List.of(one, other.session()), new int[]{1, 2})).hasMessageContaining("another model");
        }
        assertThat(one.position()).isZero();
        model.decode(List.of(one, two), new int[]{1, 2});
        assertThat(one.position()).isOne();
    }

    @Test
    void threadsShareTheWeights() throws InterruptedException, ExecutionException {
        float[] expected = model.session().prefill(prompt).clone();
        CountDownLatch start = new CountDownLatch(1);
        try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
            List<Future<float[]>> results = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                int split = 10 * i + 5;
                results.add(threads.submit(() -> {
                    start.await();
                    Session session = model.session();
                    session.prefill(Arrays.copyOf(prompt, split));
                    for (int t = split; t < split + 20; t++) {
                        session.decode(prompt[t]);
                    }
                    return session.prefill(Arrays.copyOfRange(prompt, split + 20, 200));
                }));
            }
            start.countDown();
            for (Future<float[]> result : results) {
                assertThat(result.get()).isEqualTo(expected);
            }
        }
    }

    @Test
    void tokensOutsideTheVocabularyAndTheContextAreRefused() {
        Session session = model.session();
        assertThatThrownBy(() -> session.prefill(new int[0])).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no tokens");
        assertThatThrownBy(() -> session.prefill(new int[]{1, 2, 512})).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("token 512 at place 2 is outside the vocabulary of 512 tokens");
        assertThatThrownBy(() -> session.decode(-1)).hasMessageContaining("token -1 at place 0");
        session.prefill(new int[250]);
        assertThatThrownBy(() -> session.prefill(new int[7])).isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("the context holds 256 tokens, of which 250 are taken, and 7 more do not fit");
        assertThat(session.prefill(new int[6])).hasSize(512);
        assertThatThrownBy(() -> session.decode(1)).hasMessageContaining("256 are taken");
        assertThat(session.position()).isEqualTo(256);
    }

    @Test
    void whatIsReadIsCounted() {
        Session session = model.session();
        session.decode(prompt[0]);
        assertThat(session.work().tokens()).isZero();
        session.countWork(true);
        session.decode(prompt[1]);
        Work one = session.work();
        assertThat(one.tokens()).isOne();
        assertThat(one.headBytes()).isEqualTo(512 * 256 * 2 + 256 * 2);
        assertThat(one.cacheBytes()).isEqualTo(2L * 2 * 6 * 128 * 4);
        assertThat(one.downValues()).isEqualTo(6 * 768);
        // What the trained model's squared ReLU leaves, and the kernels need not read.
        assertThat((double) one.downZeros() / one.downValues()).isBetween(0.7, 1.0);
        assertThat(one.ternaryBytes()).isPositive().isLessThan(4718592 / 4 * 2);
        session.prefill(Arrays.copyOfRange(prompt, 2, 130));
        assertThat(session.work().tokens()).isEqualTo(129);
        assertThat(session.work().ternaryBytes()).isGreaterThan(one.ternaryBytes());
    }

    @Test
    void aSessionIsForOneThreadAtATime() {
        Session session = model.session();
        session.prefill(new int[]{
            1}, (position, logits) -> assertThatThrownBy(() -> session.decode(1)).isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("another thread is using this session"));
        assertThat(session.position()).isOne();
    }

    @Test
    void whatAConsumerThrowsLeavesThePositionWhereItWas() {
        Session session = model.session();
        session.decode(5);
        assertThatThrownBy(() -> session.prefill(new int[]{1, 2, 3}, (position, logits) -> {
            throw new IllegalStateException("enough");
        })).hasMessage("enough");
        assertThat(session.position()).isOne();
        assertThat(session.decode(7)).hasSize(512);
    }

    @Test
    void aModelIsNotClosedUnderASession() {
        Session session = model.session();
        session.prefill(new int[]{
            1}, (position, logits) -> assertThatThrownBy(() -> model.close()).isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("a session of this model is computing"));
        session.decode(1);
        model.close();
        model.close();
        assertThatThrownBy(() -> session.decode(1)).isInstanceOf(IllegalStateException.class).hasMessage("the model is closed");
        assertThatThrownBy(() -> model.session().prefill(new int[]{1})).hasMessage("the model is closed");
    }

    @Test
    void closedKernelsAreAnErrorAndNoCrash() {
        Session session = model.session();
        session.decode(1);
        kernels.close();
        assertThatThrownBy(() -> session.decode(1)).isInstanceOf(IllegalStateException.class);
    }
}
