package org.bitnetj.kernels.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.SplittableRandom;

import org.junit.jupiter.api.Test;

/** Memory for weights, whichever way this machine gives it. */
class LargePagesTest {
    private record Block(Arena arena, MemorySegment memory, byte mark) {}

    /** Blocks of many sizes, taken and given back in turn: each is all zeros at first, aligned, and nobody else's. */
    @Test
    void givesZeroedMemoryThatIsNobodyElses() {
        SplittableRandom random = new SplittableRandom(1);
        Deque<Block> blocks = new ArrayDeque<>();
        for (int round = 0; round < 200; round++) {
            Arena arena = Arena.ofShared();
            long bytes = 1 + random.nextLong(random.nextInt(20) == 0 ? 40L << 20 : 1 << 20);
            MemorySegment memory = LargePages.allocate(arena, bytes);
            assertThat(memory.byteSize()).isEqualTo(bytes);
            assertThat(memory.address() % 64).isZero();
            assertThat(memory.mismatch(MemorySegment.ofArray(new byte[(int) bytes]))).isEqualTo(-1);
            byte mark = (byte) (1 + round % 100);
            memory.fill(mark);
            blocks.add(new Block(arena, memory, mark));
            if (blocks.size() > 12) {
                Block old = blocks.remove();
                assertThat(old.memory.get(ValueLayout.JAVA_BYTE, 0)).isEqualTo(old.mark);
                assertThat(old.memory.get(ValueLayout.JAVA_BYTE, old.memory.byteSize() - 1)).isEqualTo(old.mark);
                old.arena.close();
                assertThatThrownBy(() -> old.memory.get(ValueLayout.JAVA_BYTE, 0)).isInstanceOf(IllegalStateException.class);
            }
        }
        blocks.forEach(b -> b.arena.close());
    }

    @Test
    void aWrongSettingIsNamedWithTheRightOnes() {
        System.setProperty("bitnet.largepages", "yes");
        try {
            assertThatThrownBy(LargePages::requireValidSetting).isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("-Dbitnet.largepages=yes: choose auto, off");
        } finally {
            System.clearProperty("bitnet.largepages");
        }
        LargePages.requireValidSetting();
    }

    @Test
    void saysWhichPagesThereAre() {
        assertThat(LargePages.explain()).matches("pages of 2 MiB where the system has them|ordinary pages.* \\(.+\\)");
    }
}
