package org.bitnetj.kernels.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;

import org.bitnetj.kernels.Format;
import org.bitnetj.kernels.Shape;
import org.bitnetj.kernels.gguf.GgufFile;
import org.bitnetj.kernels.gguf.GgufTensor;
import org.bitnetj.kernels.gguf.GgufValueType;
import org.bitnetj.kernels.gguf.GgufWriter;
import org.bitnetj.kernels.pack.Layout;
import org.bitnetj.kernels.pack.Packing;

/** Which tensors of a file become ternary in which format, and whether they can. */
final class TargetFormat {
    private static final String FILE_TYPE = "general.file_type";
    private static final int SHOWN = 10;

    private final Format format;

    TargetFormat(Format format) {
        this.format = format;
    }

    /** {@code general.file_type} as bitnet.cpp numbers it. */
    private int fileType() {
        return switch (format) {
            case TQ1_0 -> 36;
            case TQ2_0 -> 37;
            case TL1 -> 38;
            case TL2 -> 39;
            case I2_S -> 40;
        };
    }

    /** A writer with the metadata of a file, but for what is said about formats and layouts. */
    GgufWriter writer(GgufFile file) throws IOException {
        GgufWriter writer = new GgufWriter().putAll(file.metadata(), key -> !key.equals(FILE_TYPE) && !key.startsWith("bitnetj."));
        return writer.putInteger(FILE_TYPE, GgufValueType.UINT32, fileType());
    }

    /** The layout for a tensor. */
    Layout layout(GgufTensor tensor) {
        return Packing.layoutFor(format, shape(tensor));
    }

    static Shape shape(GgufTensor tensor) {
        return new Shape(Math.toIntExact(tensor.rows()), Math.toIntExact(tensor.columns()));
    }

    /** Fails if one of the tensors cannot be held; all that cannot are named. */
    List<GgufTensor> requireFits(GgufFile file, Predicate<GgufTensor> wanted, String none) {
        List<GgufTensor> tensors = file.tensors().stream().filter(wanted).toList();
        if (tensors.isEmpty()) {
            throw new Failure(file.path() + " has no tensors to work on: " + none);
        }
        List<String> misfits = new ArrayList<>();
        for (GgufTensor tensor : tensors) {
            try {
                layout(tensor);
            } catch (IllegalArgumentException | ArithmeticException e) {
                misfits.add("  " + tensor + ": " + e.getMessage());
            }
        }
        if (!misfits.isEmpty()) {
            String more = misfits.size() > SHOWN ? System.lineSeparator() + "  and " + (misfits.size() - SHOWN) + " more" : "";
            throw new Failure(format + " cannot hold " + misfits.size() + " of " + tensors.size() + " tensors of " + file.path() + ":"
                    + System.lineSeparator() + String.join(System.lineSeparator(), misfits.subList(0, Math.min(SHOWN, misfits.size())))
                    + more);
        }
        return tensors;
    }

    @Override
    public String toString() {
        return format.name().toLowerCase(Locale.ROOT);
    }
}
