package org.bitnetj.kernels.internal.opencl;

import org.bitnetj.kernels.internal.opencl.OpenClSettings.Arithmetic;
import org.bitnetj.kernels.internal.opencl.OpenClSettings.Gemm;
import org.bitnetj.kernels.internal.opencl.OpenClSettings.Gemv;
import org.bitnetj.kernels.internal.opencl.OpenClSettings.Output;
import org.bitnetj.kernels.internal.opencl.OpenClSettings.Place;

/**
 * Which kernels multiply, as properties demand, a tuning measured, or the type of the device suggests. A variant that the device cannot run is
 * refused by name where it is demanded.
 *
 * @param gemv for one token; not {@code AUTO}
 * @param slices work items that share a row in {@code gemv_local}
 * @param gemm for many tokens; not {@code AUTO}
 * @param dot whether the dot product of the device is used
 * @param quantizes whether activations are quantized on the device
 * @param halves whether scaled results travel in 16 bits
 * @param source where the choice comes from
 */
record OpenClDispatch(Gemv gemv, int slices, Gemm gemm, boolean dot, boolean quantizes, boolean halves, String source) {
    /** Before anything was measured: many short work items for a GPU, few long ones for a CPU. */
    static OpenClDispatch builtIn(OpenClDevice device, Abilities abilities, OpenClSettings settings) {
        boolean cpu = device.isCpu();
        OpenClDispatch usual = new OpenClDispatch(cpu ? Gemv.PLAIN : Gemv.LOCAL, cpu ? 1 : 8, cpu ? Gemm.PLAIN : Gemm.LOCAL,
                abilities.dot(),
                quantizes(device, settings), settings.output() == Output.FP16, "built in for a device of type " + device.info().type());
        return usual.demanded(device, abilities, settings);
    }

    /** This, but for what the settings demand. */
    private OpenClDispatch demanded(OpenClDevice device, Abilities abilities, OpenClSettings settings) {
        boolean wantsDot = settings.arithmetic() == Arithmetic.DOT;
        refuseUnless(!wantsDot || abilities.dot(), OpenClSettings.ARITHMETIC_PROPERTY, settings.arithmetic(), device,
                "has no cl_khr_integer_dot_product, or no OpenCL C 3.0 to use it from");
        refuseUnless(settings.gemv() != Gemv.SUBGROUP || abilities.subgroups(), OpenClSettings.GEMV_PROPERTY, settings.gemv(), device,
                "has no sub-groups");
        Gemv wantedGemv = settings.gemv() == Gemv.AUTO ? gemv : settings.gemv();
        int wantedSlices = Math.min(settings.slices() > 0 ? settings.slices() : Math.max(slices, wantedGemv == Gemv.LOCAL ? 2 : 1),
                device.maxGroup() / OpenClDevice.LEAST_GROUP);
        return new OpenClDispatch(wantedGemv, wantedSlices, settings.gemm() == Gemm.AUTO ? gemm : settings.gemm(),
                abilities.dot() && settings.arithmetic() != Arithmetic.MULTIPLY, quantizes, halves, source);
    }

    /** This with measured figures, but for what the settings demand. */
    OpenClDispatch tuned(OpenClTuning tuning, OpenClDevice device, Abilities abilities, OpenClSettings settings) {
        Gemv tunedGemv = tuning.gemv() == Gemv.SUBGROUP && !abilities.subgroups() ? gemv : tuning.gemv();
        return new OpenClDispatch(tunedGemv, tuning.slices(), tuning.gemm(), dot, quantizes, halves, tuning.source()).demanded(device,
                abilities, settings);
    }

    private static boolean quantizes(OpenClDevice device, OpenClSettings settings) {
        refuseUnless(settings.quantize() != Place.DEVICE || device.scalesExactly(), OpenClSettings.QUANTIZE_PROPERTY, settings.quantize(),
                device,
                "neither has doubles nor rounds divisions correctly, or flushes denormals, so its results would differ from the CPU's");
        return settings.quantize() != Place.HOST && device.scalesExactly();
    }

    private static void refuseUnless(boolean able, String property, Enum<?> value, OpenClDevice device, String why) {
        if (!able) {
            throw new IllegalArgumentException(
                    "-D" + property + "=" + OpenClSettings.id(value) + ": the device " + device.info().name() + " " + why);
        }
    }

    private String arithmetic() {
        return dot ? "-dot" : "";
    }

    String gemvName() {
        return "opencl-gemv-" + OpenClSettings.id(gemv) + (gemv == Gemv.LOCAL ? "-" + slices : "") + arithmetic();
    }

    String gemmName() {
        return "opencl-gemm-" + OpenClSettings.id(gemm) + arithmetic();
    }

    String explain(OpenClDevice device) {
        return gemvName() + " for a token, " + gemmName() + " for more; " + source + "; activations are quantized on "
                + (quantizes ? "the device" : "the CPU") + "; results are scaled "
                + (device.scalesExactly()
                        ? "on the device in FP32 and travel as FP" + (halves ? "16, as demanded" : "32")
                        : "on the CPU, since the device's division is not correctly rounded")
                + "; FP16 arithmetic refused: sums exceed its 11 bits (device " + (device.has("cl_khr_fp16") ? "has" : "lacks")
                + " cl_khr_fp16)";
    }
}
