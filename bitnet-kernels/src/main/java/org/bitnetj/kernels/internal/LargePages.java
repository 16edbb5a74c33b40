package org.bitnetj.kernels.internal;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * Memory for weights, in pages of 2 MiB where the system gives them to who asks.
 *
 * <p>Weights that do not fit a cache are read once a token, at the speed of memory; with pages of 4 KiB the processor's prefetcher stops at every
 * page and a core got 12 to 15 GB/s where it gets 20 with large ones. Linux gives large pages to mappings that ask for them by {@code madvise}, which
 * needs native access; without it ({@code --enable-native-access}), and on other systems, memory is allocated as usual, and {@link #explain} says so.
 *
 * <p>Matrices share mappings of {@value #SLAB_MIB} MiB, so that small ones do not each waste most of a page. A mapping is given back when the last
 * matrix in it is closed. Thread-safe.
 */
@SuppressWarnings("restricted") // Only where native access is enabled; see whyUnusable.
public final class LargePages {
    private static final String PROPERTY = "bitnet.largepages";
    private static final int SLAB_MIB = 32;
    private static final long SLAB = (long) SLAB_MIB << 20;
    private static final long PAGE = 2L << 20;
    private static final long LINE = 64;
    private static final Path SETTING = Path.of("/sys/kernel/mm/transparent_hugepage/enabled");

    private static final int READ_WRITE = 3;
    private static final int PRIVATE_ANONYMOUS = 0x22;
    private static final int HUGEPAGE = 14;

    private static final LargePages INSTANCE = new LargePages();

    private final String whyNot;
    private final MethodHandle mmap;
    private final MethodHandle munmap;
    private final MethodHandle madvise;
    private Slab current;
    private volatile boolean refused;

    /** A mapping, part of which is in use. */
    private static final class Slab {
        private final long mapping;
        private final long mapped;
        private final long end;
        private long next;
        private int users;

        Slab(long mapping, long mapped, long begin, long end) {
            this.mapping = mapping;
            this.mapped = mapped;
            this.next = begin;
            this.end = end;
        }
    }

    /** What a closing arena does. */
    private record Release(LargePages pages, Slab slab) implements Consumer<MemorySegment> {
        @Override
        public void accept(MemorySegment memory) {
            pages.release(slab);
        }
    }

    private LargePages() {
        whyNot = whyUnusable();
        if (whyNot != null) {
            mmap = null;
            munmap = null;
            madvise = null;
            return;
        }
        Linker linker = Linker.nativeLinker();
        SymbolLookup c = linker.defaultLookup();
        ValueLayout.OfLong size = ValueLayout.JAVA_LONG;
        ValueLayout.OfInt number = ValueLayout.JAVA_INT;
        mmap = linker.downcallHandle(c.findOrThrow("mmap"), FunctionDescriptor.of(size, size, size, number, number, number, size));
        munmap = linker.downcallHandle(c.findOrThrow("munmap"), FunctionDescriptor.of(number, size, size));
        madvise = linker.downcallHandle(c.findOrThrow("madvise"), FunctionDescriptor.of(number, size, size, number));
    }

    private static String whyUnusable() {
        // A wrong value is an error of whoever asks for kernels, and not of a class that failed to initialise.
        if (System.getProperty(PROPERTY, "auto").strip().equals("off")) {
            return "-D" + PROPERTY + "=off";
        }
        if (!System.getProperty("os.name", "").toLowerCase(Locale.ROOT).contains("linux") || ValueLayout.ADDRESS.byteSize() != Long.BYTES) {
            return "only 64-bit Linux has them on demand";
        }
        if (!LargePages.class.getModule().isNativeAccessEnabled()) {
            String module = LargePages.class.getModule().isNamed() ? LargePages.class.getModule().getName() : "ALL-UNNAMED";
            return "start java with --enable-native-access=" + module + " for them";
        }
        try {
            if (Files.readString(SETTING).contains("[never]")) {
                return SETTING + " says never";
            }
        } catch (IOException e) {
            return SETTING + " cannot be read";
        }
        return null;
    }

    /**
     * Checks the property {@code bitnet.largepages}.
     *
     * @throws IllegalArgumentException if it is neither {@code auto} nor {@code off}
     */
    public static void requireValidSetting() {
        Switch.isOn(PROPERTY);
    }

    /**
     * {@return in words whether large pages are asked for, and if not, why and what would change that}
     */
    public static String explain() {
        if (INSTANCE.whyNot != null) {
            return "ordinary pages (" + INSTANCE.whyNot + ")";
        }
        return INSTANCE.refused
                ? "ordinary pages, at least in part (the system refused large ones)"
                : "pages of 2 MiB where the system has them";
    }

    /**
     * Allocates memory that is all zeros.
     *
     * @param arena gives the memory back when it is closed
     * @param bytes how much
     * @return the memory, aligned to a cache line
     */
    public static MemorySegment allocate(Arena arena, long bytes) {
        MemorySegment memory = INSTANCE.whyNot == null ? INSTANCE.take(arena, bytes) : null;
        return memory != null ? memory : arena.allocate(bytes, LINE);
    }

    /**
     * Asks for large pages where a file is mapped, and gives its memory the kind of segment that allocated weights have: C2 compiles kernels for the
     * kind that they have seen, and has to do it again for another one.
     *
     * @param arena to be closed before the file is unmapped; access fails from then on
     * @param mapped a mapped file
     * @return the same memory, read-only; {@code mapped} itself where large pages are not to be had
     */
    public static MemorySegment mapped(Arena arena, MemorySegment mapped) {
        if (INSTANCE.whyNot != null) {
            return mapped;
        }
        try {
            // Only advice: not every file system has them.
            int ignored = (int) INSTANCE.madvise.invokeExact(mapped.address(), mapped.byteSize(), HUGEPAGE);
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
        return MemorySegment.ofAddress(mapped.address()).reinterpret(mapped.byteSize(), arena, null).asReadOnly();
    }

    /** Memory from the slab at hand, or from a new one; null if the system does not give any. */
    private synchronized MemorySegment take(Arena arena, long bytes) {
        long size = (bytes + LINE - 1) & -LINE;
        Slab slab = current;
        if (slab == null || slab.next + size > slab.end) {
            slab = map(Math.max(SLAB, size));
            if (slab == null) {
                return null;
            }
            // The emptier one is kept for later, and an unused one given back.
            if (current == null || slab.end - slab.next - size > current.end - current.next) {
                Slab old = current;
                current = slab;
                unmapIfUnused(old);
            }
        }
        long at = slab.next;
        slab.next += size;
        slab.users++;
        return MemorySegment.ofAddress(at).reinterpret(bytes, arena, new Release(this, slab));
    }

    private synchronized void release(Slab slab) {
        slab.users--;
        if (slab.users == 0 && slab == current) {
            current = null;
        }
        unmapIfUnused(slab);
    }

    private Slab map(long bytes) {
        try {
            long mapped = bytes + PAGE;
            long mapping = (long) mmap.invokeExact(0L, mapped, READ_WRITE, PRIVATE_ANONYMOUS, -1, 0L);
            if (mapping == -1) {
                refused = true;
                return null;
            }
            long begin = (mapping + PAGE - 1) & -PAGE;
            // Only advice: where it is refused the pages are ordinary ones.
            refused |= (int) madvise.invokeExact(begin, bytes, HUGEPAGE) != 0;
            return new Slab(mapping, mapped, begin, begin + bytes);
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }

    private void unmapIfUnused(Slab slab) {
        if (slab == null || slab.users > 0 || slab == current) {
            return;
        }
        try {
            if ((int) munmap.invokeExact(slab.mapping, slab.mapped) != 0) {
                throw new IllegalStateException(slab.mapped + " bytes could not be given back to the system");
            }
        } catch (RuntimeException e) {
            throw e;
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }
}
