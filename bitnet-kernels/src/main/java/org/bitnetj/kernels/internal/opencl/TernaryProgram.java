package org.bitnetj.kernels.internal.opencl;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

import org.bitnetj.kernels.DeviceException;

/** {@code ternary.cl} and {@code model.cl}, each behind {@code common.cl}, compiled for a device. */
final class TernaryProgram {
    /** Tokens of a block of gemm. */
    static final int TOKENS = 8;
    /** Words of a token that gemm stages at a time: STAGE of the program. */
    static final int STAGE = 32;

    /** What goes before either program. */
    private static final String COMMON_SOURCE = "common.cl";
    private static final String SOURCE = "ternary.cl";
    /** What a whole model needs besides. */
    private static final String MODEL_SOURCE = "model.cl";

    private TernaryProgram() {}

    static String source() {
        return source(COMMON_SOURCE) + source(SOURCE);
    }

    private static String source(String name) {
        try (InputStream in = TernaryProgram.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException(name + " is missing beside " + TernaryProgram.class);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String options(OpenClDevice device, Abilities abilities) {
        StringBuilder options = new StringBuilder(abilities.dot() || abilities.subgroups()
                ? device.languageMajor() >= 3 ? "-cl-std=CL3.0" : "-cl-std=CL2.0"
                : "-cl-std=CL1.2");
        options.append(" -DTOKENS=").append(TOKENS);
        if (device.hasDoubles()) {
            options.append(" -DFP64");
        } else if (device.roundsDivision()) {
            options.append(" -cl-fp32-correctly-rounded-divide-sqrt");
        }
        if (abilities.dot()) {
            options.append(" -DDOT");
        }
        if (abilities.subgroups()) {
            options.append(" -DSUBGROUPS");
        }
        return options.toString();
    }

    /** {@return the program, from the cache if it is there and good}; the caller releases it. */
    static long build(Cl cl, long context, OpenClDevice device, Abilities abilities, ProgramCache cache) {
        return build(cl, context, device, options(device, abilities), abilities.prelude() + source(), cache);
    }

    /** {@return the program of what a model computes in floats, in the order of so many lanes}; the caller releases it. */
    static long buildModel(Cl cl, long context, OpenClDevice device, int lanes, ProgramCache cache) {
        return build(cl, context, device, "-cl-std=CL1.2 -DFP64 -DLANES=" + lanes, source(COMMON_SOURCE) + source(MODEL_SOURCE),
                cache);
    }

    private static long build(Cl cl, long context, OpenClDevice device, String options, String source, ProgramCache cache) {
        String key = ProgramCache.key(device, options, source);
        Optional<byte[]> binary = cache.load(key);
        if (binary.isPresent()) {
            try {
                return built(cl, cl.createProgram(context, device.handle(), binary.get()), device, options);
            } catch (DeviceException e) {
                // A driver may refuse its own binary, after an update of the system below it.
                System.getLogger("org.bitnetj.kernels").log(System.Logger.Level.DEBUG, "compiled again, since the kept binary was refused",
                        e);
            }
        }
        long program = built(cl, cl.createProgram(context, source), device, options);
        try {
            cache.save(key, cl.binary(program));
        } catch (DeviceException e) {
            System.getLogger("org.bitnetj.kernels").log(System.Logger.Level.DEBUG, "this driver gives no binary to keep", e);
        }
        return program;
    }

    private static long built(Cl cl, long program, OpenClDevice device, String options) {
        try {
            cl.build(program, device.handle(), options);
            return program;
        } catch (DeviceException e) {
            cl.releaseProgram(program);
            throw e;
        }
    }
}
