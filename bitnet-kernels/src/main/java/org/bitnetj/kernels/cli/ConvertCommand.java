package org.bitnetj.kernels.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.bitnetj.kernels.Format;
import org.bitnetj.kernels.PackedMatrix;
import org.bitnetj.kernels.gguf.GgufFile;
import org.bitnetj.kernels.gguf.GgufLayouts;
import org.bitnetj.kernels.gguf.GgufTensor;
import org.bitnetj.kernels.gguf.GgufWriter;
import org.bitnetj.kernels.pack.Packing;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Turns one ternary format into another. */
@Command(name = "convert", header = "Turns the ternary tensors of a GGUF file into another format.", description = {
    "Trits stay what they are, and so does the scale, which TQ1_0 and TQ2_0 round to half precision. Other tensors and the metadata are "
            + "copied; general.file_type says the new format.",
    "TL1 and TL2 are written with tile sizes that suit this library, and the file records them; bitnet.cpp reads only those that it was "
            + "built with."}, footer = {"  bitnet convert --to tl2 model.gguf model-tl2.gguf",
                "  bitnet convert --to tq1_0 --force model.gguf model.gguf"})
final class ConvertCommand extends BitnetCommand {
    @Mixin
    private TargetOptions target;

    @Option(names = "--to", required = true, paramLabel = "FORMAT", description = "i2_s, tl1, tl2, tq1_0 or tq2_0.")
    private Format format;

    @Override
    public Integer call() throws IOException {
        target.check();
        try (GgufFile file = GgufFile.open(target.from())) {
            TargetFormat to = new TargetFormat(format);
            List<GgufTensor> ternary = to.requireFits(file, ConvertCommand::isTernary,
                    "none is ternary. quantize makes ternary ones of F32, F16 and BF16");
            GgufWriter writer = to.writer(file);
            Count converted = new Count("converted", ternary.size(), progress());
            for (GgufTensor tensor : file.tensors()) {
                if (!isTernary(tensor)) {
                    writer.addTensor(tensor.name(), tensor.type(), tensor.shape(), tensor.data());
                    continue;
                }
                writer.addTensor(tensor.name(), to.layout(tensor), TargetFormat.shape(tensor),
                        () -> converted.one(convert(file, tensor, to)));
            }
            target.write(writer);
            report(file.size(), ternary);
        }
        return Main.DONE;
    }

    private static boolean isTernary(GgufTensor tensor) {
        return Arrays.stream(Format.values()).anyMatch(format -> format.name().equals(tensor.type().name()));
    }

    private PackedMatrix convert(GgufFile file, GgufTensor tensor, TargetFormat to) throws IOException {
        try {
            return Packing.convert(GgufLayouts.read(file, tensor.name()), to.layout(tensor));
        } catch (IllegalArgumentException e) {
            throw new Failure(file.path() + ": tensor " + tensor.name() + ": " + e.getMessage(), e);
        }
    }

    private void report(long before, List<GgufTensor> ternary) throws IOException {
        long after = Files.size(target.to());
        if (json()) {
            Map<String, Object> result = new LinkedHashMap<>();
            result.put("from", target.from().toString());
            result.put("to", target.to().toString());
            result.put("format", format.name());
            result.put("tensors", ternary.size());
            result.put("weights", ternary.stream().mapToLong(GgufTensor::elements).sum());
            result.put("bytes_before", before);
            result.put("bytes_after", after);
            printJson(result);
        }
        figure("%s: %d tensors in %s, %,d bytes (%s: %,d)", target.to(), ternary.size(), format, after, target.from(), before);
    }
}
