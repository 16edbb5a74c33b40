package org.bitnetj.kernels.internal.opencl;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What the caller, the properties and the environment want, in that order.
 *
 * @param device {@code auto}, a type ({@code gpu}, {@code cpu}, {@code accelerator}), an index, or a part of a name
 * @param deviceFrom who says so, for messages
 * @param library a path or name of the OpenCL library, or null for the usual ones
 * @param cache the folder of compiled programs, or null for none
 * @param tuning the file of measured choices, or null for built-in ones
 * @param debug whether to remember where what is forgotten was allocated
 * @param arithmetic how four products are made
 * @param gemv how work is divided for one token
 * @param gemm how for many
 * @param slices how many work items share a row, or 0 for as tuned
 * @param quantize where activations are quantized
 * @param output how scaled results travel
 * @param model where a model computes what is no product: {@code HOST} is called {@code hybrid}
 */
public record OpenClSettings(String device, String deviceFrom, String library, Path cache, Path tuning, boolean debug,
        Arithmetic arithmetic,
        Gemv gemv, Gemm gemm, int slices, Place quantize, Output output, Place model) {
    static final String DEVICE_PROPERTY = "bitnet.opencl.device";
    static final String LIBRARY_PROPERTY = "bitnet.opencl.library";
    static final String CACHE_PROPERTY = "bitnet.opencl.cache";
    static final String TUNING_PROPERTY = "bitnet.opencl.tuning";
    static final String DEBUG_PROPERTY = "bitnet.opencl.debug";
    static final String ARITHMETIC_PROPERTY = "bitnet.opencl.arithmetic";
    static final String GEMV_PROPERTY = "bitnet.opencl.gemv";
    static final String GEMM_PROPERTY = "bitnet.opencl.gemm";
    static final String SLICES_PROPERTY = "bitnet.opencl.slices";
    static final String QUANTIZE_PROPERTY = "bitnet.opencl.quantize";
    static final String OUTPUT_PROPERTY = "bitnet.opencl.output";
    static final String MODEL_PROPERTY = "bitnet.opencl.model";

    private static final List<String> SLICES = List.of("auto", "1", "2", "4", "8", "16");

    /** How the products of four int8 activations and four codes are made. */
    public enum Arithmetic {
        /** By the device's best. */
        AUTO,
        /** By multiplication. */
        MULTIPLY,
        /** By {@code cl_khr_integer_dot_product}. */
        DOT
    }

    /** How the work of a gemv is divided. */
    public enum Gemv {
        /** As tuned. */
        AUTO,
        /** A work item a row. */
        PLAIN,
        /** Several work items a row, whose sums meet in local memory. */
        LOCAL,
        /** A work item a row; a sub-group shares what it loads of the activations. */
        SUBGROUP
    }

    /** How the work of a gemm is divided. */
    public enum Gemm {
        /** As tuned. */
        AUTO,
        /** A work item a row and block of tokens. */
        PLAIN,
        /** The same, with the activations staged in local memory. */
        LOCAL
    }

    /** Where activations are quantized. */
    public enum Place {
        /** On the device, if its results are those of the CPU to the bit. */
        AUTO,
        /** On the device. */
        DEVICE,
        /** On the CPU. */
        HOST
    }

    /** How scaled results travel from the device. */
    public enum Output {
        /** In 32 bits. */
        FP32,
        /** Rounded to 16 bits: half the bytes, and no more than 11 bits of precision. */
        FP16
    }

    /**
     * {@return what is wanted now}
     *
     * @param apiDevice the device that the caller demands, if any
     * @param apiLibrary the library that the caller names, if any
     * @throws IllegalArgumentException if a property has a value that is none
     */
    public static OpenClSettings read(Optional<String> apiDevice, Optional<String> apiLibrary) {
        String device = apiDevice.or(() -> property(DEVICE_PROPERTY)).or(() -> Optional.ofNullable(System.getenv("BITNET_OPENCL_DEVICE")))
                .orElse("auto");
        String from = apiDevice.isPresent()
                ? "the caller"
                : property(DEVICE_PROPERTY).isPresent()
                        ? "-D" + DEVICE_PROPERTY
                        : "the environment variable BITNET_OPENCL_DEVICE";
        String library = apiLibrary.or(() -> property(LIBRARY_PROPERTY))
                .or(() -> Optional.ofNullable(System.getenv("BITNET_OPENCL_LIBRARY")))
                .orElse(null);
        String slices = property(SLICES_PROPERTY).orElse("auto");
        if (!SLICES.contains(slices)) {
            throw new IllegalArgumentException("-D" + SLICES_PROPERTY + "=" + slices + ": choose " + String.join(", ", SLICES));
        }
        return new OpenClSettings(device.strip(), from, library, cacheFolder(),
                property(TUNING_PROPERTY).filter(t -> !t.equals("off")).map(t -> Path.of(t).toAbsolutePath()).orElse(null),
                Boolean.getBoolean(DEBUG_PROPERTY), choice(ARITHMETIC_PROPERTY, Arithmetic.AUTO), choice(GEMV_PROPERTY, Gemv.AUTO),
                choice(GEMM_PROPERTY, Gemm.AUTO), slices.equals("auto") ? 0 : Integer.parseInt(slices),
                choice(QUANTIZE_PROPERTY, Place.AUTO), choice(OUTPUT_PROPERTY, Output.FP32), wantedModel());
    }

    private static Place wantedModel() {
        String value = property(MODEL_PROPERTY).orElse("auto");
        return switch (value) {
            case "auto" -> Place.AUTO;
            case "device" -> Place.DEVICE;
            case "hybrid" -> Place.HOST;
            default -> throw new IllegalArgumentException("-D" + MODEL_PROPERTY + "=" + value + ": choose auto, device, hybrid");
        };
    }

    private static Path cacheFolder() {
        String wanted = property(CACHE_PROPERTY).orElse("auto");
        if (wanted.equals("off")) {
            return null;
        }
        if (!wanted.equals("auto")) {
            return Path.of(wanted).toAbsolutePath();
        }
        String base = System.getenv("XDG_CACHE_HOME");
        return (base == null || base.isBlank() ? Path.of(System.getProperty("user.home"), ".cache") : Path.of(base))
                .resolve("bitnetj/opencl")
                .toAbsolutePath();
    }

    private static Optional<String> property(String name) {
        return Optional.ofNullable(System.getProperty(name)).map(String::strip).filter(value -> !value.isEmpty());
    }

    private static <E extends Enum<E>> E choice(String name, E usual) {
        String value = property(name).orElse(id(usual));
        for (E choice : usual.getDeclaringClass().getEnumConstants()) {
            if (id(choice).equals(value)) {
                return choice;
            }
        }
        throw new IllegalArgumentException("-D" + name + "=" + value + ": choose " + Arrays
                .stream(usual.getDeclaringClass().getEnumConstants()).map(OpenClSettings::id).collect(Collectors.joining(", ")));
    }

    static String id(Enum<?> choice) {
        return choice.name().toLowerCase(Locale.ROOT);
    }
}
