package org.bitnetj.kernels.jmh;

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
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.bitnetj.kernels.Activations;
import org.bitnetj.kernels.Kernels;
import org.bitnetj.kernels.PackedMatrix;
import org.bitnetj.kernels.Shape;
import org.bitnetj.kernels.TernaryLinear;
import org.bitnetj.kernels.TernaryMatrix;
import org.bitnetj.kernels.pack.I2sCodec;
import org.bitnetj.kernels.pack.I2sLayout;

/**
 * Compares products with those of a build of bitnet.cpp on this machine, and times both in turns, one thread each, in this process. The reference is a
 * shared library that exports {@code ggml_vec_dot_i2_i8_s}, named by the environment variable {@code BITNET_REFERENCE}; such a library as built by default, where
 * one call multiplies one row of weights in blocks of 128 by one token, or by several when their number divides by four. One call from Java takes some
 * nanoseconds, and is made for each row of a gemm, but only twice for a gemv.
 *
 * <p>Its 16-bit sums do not overflow with the Gaussian activations that are used here.
 */
public final class CrossvalProbe {
    private static final String VARIABLE = "BITNET_REFERENCE";
    private static final String SYMBOL = "ggml_vec_dot_i2_i8_s";
    /** The same function where it was not declared as C's. */
    private static final String MANGLED = "_Z20ggml_vec_dot_i2_i8_siPfmPKvmS1_mi";
    /** Columns, sums, stride of sums, weights, their stride, tokens, their stride, and how many rows or tokens. */
    static final FunctionDescriptor DESCRIPTOR = FunctionDescriptor.ofVoid(ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_LONG,
            ValueLayout.ADDRESS, ValueLayout.JAVA_LONG, ValueLayout.ADDRESS, ValueLayout.JAVA_LONG, ValueLayout.JAVA_INT);
    private static final List<String> SHAPES = List.of("640x2560", "2560x2560", "2560x6912", "6912x2560");
    private static final int GEMM_TOKENS = 32;
    /** The digits of a SHA-256 that tell one library from another. */
    private static final int VERSION_DIGITS = 12;

    private final String reference;
    private final String version;
    private final MethodHandle function;
    private final long seed;
    private final long warmUpNanos;

    /**
     * Compares with a function of the type of {@link #DESCRIPTOR}.
     *
     * @param reference its name
     * @param version what tells it from others of its name
     */
    CrossvalProbe(String reference, String version, MethodHandle function, long seed, long warmUpNanos) {
        this.reference = reference;
        this.version = version;
        this.function = function;
        this.seed = seed;
        this.warmUpNanos = warmUpNanos;
    }

    /**
     * Writes one probe document.
     *
     * @param args the file to write, and the seed
     * @throws IOException if the file cannot be written, or the library not be read
     */
    public static void main(String[] args) throws IOException {
        ProbeOutput.write(args[0], document(System.getenv(VARIABLE), Long.parseLong(args[1])));
    }

    /** The probe document with the named library; without a name it says that there is none. */
    static Map<String, Object> document(String named, long seed) throws IOException {
        if (named == null || named.isBlank()) {
            return ProbeOutput.document("crossval", "crossval",
                    List.of(ProbeOutput.entry("operation", "gemv", "format", "I2_S", "reason",
                            "no reference was named: set " + VARIABLE + " to a shared library that exports " + SYMBOL
                                    + ", as a build of bitnet.cpp does")));
        }
        Path library = Path.of(named.strip());
        if (!Files.isRegularFile(library)) {
            throw new IllegalArgumentException(VARIABLE + " names " + library + ", which is no file; name a shared library that exports "
                    + SYMBOL);
        }
        try (Arena arena = Arena.ofShared()) {
            MethodHandle function = function(library, arena);
            return new CrossvalProbe(library.getFileName() + " " + SYMBOL, version(library), function, seed, 1_000_000_000)
                    .document(SHAPES, "2560x2560");
        }
    }

    @SuppressWarnings("restricted")
    private static MethodHandle function(Path library, Arena arena) {
        SymbolLookup symbols;
        try {
            symbols = SymbolLookup.libraryLookup(library, arena);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(VARIABLE + " names " + library + ", which cannot be loaded: " + e.getMessage()
                    + "; name a shared library for this machine", e);
        }
        MemorySegment address = Stream.of(SYMBOL, MANGLED).flatMap(name -> symbols.find(name).stream()).findFirst()
                .orElseThrow(() -> new IllegalArgumentException(VARIABLE + " names " + library + ", which does not export " + SYMBOL
                        + "; name the library of a build of bitnet.cpp that holds its kernels, libggml.so in most"));
        return Linker.nativeLinker().downcallHandle(address, DESCRIPTOR, Linker.Option.critical(false));
    }

    private static String version(Path library) throws IOException {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(library));
            return "sha256:" + HexFormat.of().formatHex(digest).substring(0, VERSION_DIGITS);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Compares one token with each matrix, and many with one. */
    Map<String, Object> document(List<String> gemv, String gemm) {
        List<Map<String, Object>> compared = new ArrayList<>();
        try (Arena arena = Arena.ofConfined(); Kernels kernels = Kernels.builder().threads(1).open()) {
            Reference theirs = new Reference(function, arena);
            for (String matrix : gemv) {
                compared.add(compare(kernels, theirs, matrix, 1));
            }
            compared.add(compare(kernels, theirs, gemm, GEMM_TOKENS));
        }
        return ProbeOutput.document("crossval", "crossval", compared);
    }

    private Map<String, Object> compare(Kernels kernels, Reference theirs, String matrix, int n) {
        TernaryMatrix w = Matrices.matrix(matrix, seed);
        Shape shape = w.shape();
        byte[] codes = Tokens.codes(Tokens.GAUSSIAN, shape.k(), n, seed + 1);
        int[] sums = new int[n * shape.m()];
        PackedMatrix packed = I2sCodec.pack(w, I2sLayout.BLOCK_128);
        try (TernaryLinear linear = kernels.prepare(packed);
                Activations x = Product.activations(kernels, shape.k(), codes)) {
            InTurns times = new InTurns(() -> linear.gemm(x, sums), theirs.product(packed, codes, n));
            times.warmUp(warmUpNanos, warmUpNanos / 2);
            double difference = difference(sums, theirs.sums(codes, shape, n));
            times.measure();
            String operation = n == 1 ? "gemv" : "gemm";
            return ProbeOutput.entry("operation", operation, "format", "I2_S", "reference", reference, "version", version,
                    "backend", kernels.selection().chosen().id(), "kernel", SpeedupProbe.kernel(linear, operation),
                    "m", shape.m(), "k", shape.k(), "n", n, "threads", 1, "difference", difference,
                    "nanos", times.nanos(), "referenceNanos", times.referenceNanos());
        }
    }

    /** Largest difference of two sums over the largest sum of the reference. */
    static double difference(int[] sums, double[] expected) {
        double most = 0;
        double largest = 0;
        for (int i = 0; i < sums.length; i++) {
            most = Math.max(most, Math.abs(sums[i] - expected[i]));
            largest = Math.max(largest, Math.abs(expected[i]));
        }
        return most == 0 ? 0 : most / Math.max(largest, 1);
    }

    /** The function of the reference, and memory for what it multiplies. */
    private static final class Reference {
        private static final int FOUR_TOKENS = 4;
        private final MethodHandle function;
        private final Arena arena;
        private MemorySegment out;

        Reference(MethodHandle function, Arena arena) {
            this.function = function;
            this.arena = arena;
        }

        /** The product as the reference makes it, in floats that hold the sums of {@code (trit + 1) * code}. */
        Runnable product(PackedMatrix packed, byte[] codes, int n) {
            int m = packed.shape().m();
            int k = packed.shape().k();
            // Aligned as its allocator aligns tensors.
            MemorySegment weights = copy(packed.bytes());
            MemorySegment tokens = copy(MemorySegment.ofArray(codes));
            out = arena.allocate((long) n * m * Float.BYTES, 64);
            MemorySegment floats = out;
            if (n == 1) {
                // Four rows at once would be taken for four tokens.
                int first = m % FOUR_TOKENS == 0 ? m - 1 : m;
                MemorySegment lastRow = weights.asSlice((long) first * k / FOUR_TOKENS);
                MemorySegment lastSum = floats.asSlice((long) first * Float.BYTES);
                return () -> {
                    call(k, floats, m, weights, k, tokens, k, first);
                    if (first < m) {
                        call(k, lastSum, m, lastRow, k, tokens, k, 1);
                    }
                };
            }
            if (n % FOUR_TOKENS != 0) {
                throw new IllegalArgumentException(n + " tokens are not a multiple of four");
            }
            return () -> {
                for (int r = 0; r < m; r++) {
                    call(k, floats.asSlice((long) r * Float.BYTES), m, weights.asSlice((long) r * k / FOUR_TOKENS), k, tokens, k, n);
                }
            };
        }

        private MemorySegment copy(MemorySegment from) {
            MemorySegment to = arena.allocate(from.byteSize(), 64);
            return to.copyFrom(from);
        }

        private void call(int k, MemorySegment s, long bs, MemorySegment x, long bx, MemorySegment y, long by, int rows) {
            try {
                function.invokeExact(k, s, bs, x, bx, y, by, rows);
            } catch (Throwable e) {
                throw new IllegalStateException(e);
            }
        }

        /** What was multiplied last: sums of {@code trit * code}, token-major. */
        double[] sums(byte[] codes, Shape shape, int n) {
            double[] sums = new double[n * shape.m()];
            for (int t = 0; t < n; t++) {
                int all = 0;
                for (int c = 0; c < shape.k(); c++) {
                    all += codes[t * shape.k() + c];
                }
                for (int r = 0; r < shape.m(); r++) {
                    int i = t * shape.m() + r;
                    sums[i] = out.getAtIndex(ValueLayout.JAVA_FLOAT, i) - all;
                }
            }
            return sums;
        }
    }
}
