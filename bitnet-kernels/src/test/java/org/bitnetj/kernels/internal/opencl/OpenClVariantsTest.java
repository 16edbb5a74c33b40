package org.bitnetj.kernels.internal.opencl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Optional;

import org.bitnetj.kernels.Activations;
import org.bitnetj.kernels.Backend;
import org.bitnetj.kernels.Expected;
import org.bitnetj.kernels.GemmContract;
import org.bitnetj.kernels.GemvContract;
import org.bitnetj.kernels.Inputs;
import org.bitnetj.kernels.Kernels;
import org.bitnetj.kernels.Shape;
import org.bitnetj.kernels.TernaryLinear;
import org.bitnetj.kernels.TernaryMatrix;
import org.bitnetj.kernels.internal.PreparedMatrix;
import org.bitnetj.kernels.internal.TritSource;
import org.bitnetj.kernels.internal.scalar.ScalarProvider;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every way to divide the work and to multiply is exact: on the device where it can, and by stand-ins for what the device lacks. */
class OpenClVariantsTest {
    /** The dot product of the extension, in words that every device has. */
    private static final String DOT_STAND_IN = """
            static int dot_4x8packed_us_int(uint a, uint b) {
                uchar4 x = as_uchar4(a);
                char4 y = as_char4(b);
                return x.s0 * y.s0 + x.s1 * y.s1 + x.s2 * y.s2 + x.s3 * y.s3;
            }
            """;
    /** Sub-groups of one work item. */
    private static final String SUBGROUP_STAND_IN = """
            #define get_sub_group_size() 1u
            #define get_sub_group_local_id() 0u
            #define sub_group_broadcast(value, member) (value)
            """;

    @Nested
    class GemvOfOneSlice extends GemvContract {
        @RegisterExtension
        final OpenClProperty property = new OpenClProperty(OpenClSettings.GEMV_PROPERTY, "local", OpenClSettings.SLICES_PROPERTY, "1");

        @Override
        protected Backend backend() {
            return Backend.OPENCL;
        }
    }

    @Nested
    class GemvOfManySlices extends GemvContract {
        @RegisterExtension
        final OpenClProperty property = new OpenClProperty(OpenClSettings.GEMV_PROPERTY, "local", OpenClSettings.SLICES_PROPERTY, "8");

        @Override
        protected Backend backend() {
            return Backend.OPENCL;
        }
    }

    @Nested
    class GemmInLocalMemory extends GemmContract {
        @RegisterExtension
        final OpenClProperty property = new OpenClProperty(OpenClSettings.GEMM_PROPERTY, "local");

        @Override
        protected Backend backend() {
            return Backend.OPENCL;
        }
    }

    private static void requireAbility(boolean able, String what) {
        if (!able) {
            Assumptions.abort("the device " + Devices.any().info().name() + " has no " + what);
        }
    }

    @Test
    void theDotProductOfTheDeviceIsExact() {
        requireAbility(Abilities.of(Devices.any()).dot(), "cl_khr_integer_dot_product");
        assertExact(Abilities.of(Devices.any()), OpenClSettings.ARITHMETIC_PROPERTY, "dot");
    }

    @Test
    void theSubGroupsOfTheDeviceAreExact() {
        requireAbility(Abilities.of(Devices.any()).subgroups(), "sub-groups");
        assertExact(Abilities.of(Devices.any()), OpenClSettings.GEMV_PROPERTY, "subgroup");
    }

    @ParameterizedTest
    @ValueSource(strings = {"plain", "local"})
    void theDotProductIsExactByAStandIn(String gemv) {
        assertExact(new Abilities(true, false, DOT_STAND_IN), OpenClSettings.ARITHMETIC_PROPERTY, "dot", OpenClSettings.GEMV_PROPERTY, gemv,
                OpenClSettings.GEMM_PROPERTY, gemv);
    }

    @Test
    void subGroupsAreExactByAStandIn() {
        assertExact(new Abilities(false, true, SUBGROUP_STAND_IN), OpenClSettings.GEMV_PROPERTY, "subgroup");
    }

    /** Multiplies one token and some, over sizes around the edges of words and tiles. */
    private static void assertExact(Abilities abilities, String... properties) {
        Cl cl = Devices.cl();
        OpenClDevice device = Devices.any();
        OpenClProperty.with(() -> {
            OpenClSettings settings = OpenClSettings.read(Optional.empty(), Optional.empty());
            OpenClProvider provider = OpenClProvider.open(cl, device, abilities, settings, new ScalarProvider());
            try {
                for (int m : new int[]{1, 3, 63, 64, 65, 130}) {
                    for (int k : new int[]{1, 15, 16, 17, 129, 640}) {
                        for (int n : new int[]{1, 2, 8, 9}) {
                            assertExact(provider, new Shape(m, k), n);
                        }
                    }
                }
            } finally {
                provider.close();
            }
        }, properties);
    }

    private static void assertExact(OpenClProvider provider, Shape shape, int n) {
        TernaryMatrix w = Inputs.matrix(shape, Inputs.Weights.RANDOM, 5L + n);
        byte[] codes = new byte[n * shape.k()];
        int[] expected = new int[n * shape.m()];
        for (int t = 0; t < n; t++) {
            byte[] token = Inputs.codes(shape.k(), t % 2 == 0 ? Inputs.Codes.GAUSSIAN : Inputs.Codes.ALL_MIN, t);
            System.arraycopy(token, 0, codes, t * shape.k(), shape.k());
            System.arraycopy(Inputs.product(w, token), 0, expected, t * shape.m(), shape.m());
        }
        OpenClActivations x = (OpenClActivations) provider.activations(shape.k(), n);
        int[] sums = new int[expected.length];
        try (PreparedMatrix matrix = provider.prepare(TritSource.of(w))) {
            x.set(codes, n);
            matrix.multiply(x, n, sums);
        } finally {
            x.close();
        }
        assertThat(sums).as("%s, n=%d", shape, n).isEqualTo(expected);
    }

    private static void assertRefused(boolean lacks, String property, String value, String why) {
        if (!lacks) {
            Assumptions.abort("the device " + Devices.any().info().name() + " can run -D" + property + "=" + value);
        }
        OpenClProperty.with(() -> assertThatThrownBy(() -> Kernels.open(Backend.OPENCL)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("-D" + property + "=" + value + ": the device ").hasMessageContaining(why), property, value);
    }

    @Test
    void aDotProductThatTheDeviceLacksIsRefusedByName() {
        assertRefused(!Abilities.of(Devices.any()).dot(), OpenClSettings.ARITHMETIC_PROPERTY, "dot", "has no cl_khr_integer_dot_product");
    }

    @Test
    void subGroupsThatTheDeviceLacksAreRefusedByName() {
        assertRefused(!Abilities.of(Devices.any()).subgroups(), OpenClSettings.GEMV_PROPERTY, "subgroup", "has no sub-groups");
    }

    @Test
    void aProgramThatDoesNotCompileWithExtensionsIsCompiledWithout() {
        OpenClSettings settings = OpenClSettings.read(Optional.empty(), Optional.empty());
        OpenClProvider provider = OpenClProvider.open(Devices.cl(), Devices.any(), new Abilities(true, true, "#error no such thing\n"),
                settings, new ScalarProvider());
        try {
            assertThat(provider.explain()).contains("without extensions, since with them ").contains("no such thing")
                    .doesNotContain("-dot");
            assertExact(provider, new Shape(65, 33), 3);
        } finally {
            provider.close();
        }
    }

    @Test
    void halvesAreTheNearestToTheFloats() {
        Expected.open(Backend.OPENCL).close();
        TernaryMatrix w = Inputs.matrix(new Shape(129, 257), Inputs.Weights.RANDOM, 5);
        byte[] codes = new byte[9 * 257];
        float[] inverse = new float[9];
        for (int t = 0; t < 9; t++) {
            System.arraycopy(Inputs.codes(257, Inputs.Codes.GAUSSIAN, t), 0, codes, t * 257, 257);
        }
        Arrays.fill(inverse, 37.7f);
        float[] floats = product(w, codes, inverse);
        OpenClProperty.with(() -> {
            float[] halves = product(w, codes, inverse);
            for (int i = 0; i < floats.length; i++) {
                assertThat(halves[i]).isEqualTo(Float.float16ToFloat(Float.floatToFloat16(floats[i])));
            }
            assertThat(halves).isNotEqualTo(floats);
        }, OpenClSettings.OUTPUT_PROPERTY, "fp16");
    }

    private static float[] product(TernaryMatrix w, byte[] codes, float[] inverse) {
        try (Kernels kernels = Kernels.open(Backend.OPENCL);
                TernaryLinear linear = kernels.prepare(w);
                Activations x = kernels.activations(w.shape().k(), inverse.length).set(codes, inverse)) {
            float[] y = new float[inverse.length * w.shape().m()];
            linear.gemm(x, y);
            return y;
        }
    }
}
