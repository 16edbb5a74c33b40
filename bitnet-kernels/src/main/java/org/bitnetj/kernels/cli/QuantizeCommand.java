package org.bitnetj.kernels.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

import org.bitnetj.kernels.Format;
import org.bitnetj.kernels.PackedMatrix;
import org.bitnetj.kernels.Shape;
import org.bitnetj.kernels.TernaryMatrix;
import org.bitnetj.kernels.gguf.GgufFile;
import org.bitnetj.kernels.gguf.GgufTensor;
import org.bitnetj.kernels.gguf.GgufType;
import org.bitnetj.kernels.gguf.GgufWriter;
import org.bitnetj.kernels.pack.Packing;
import org.bitnetj.kernels.quantize.TernaryQuantizer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Makes ternary weights of real ones. */
@Command(name = "quantize", header = "Makes the linear weights of a GGUF file ternary.", description = {
    "Takes the F32, F16 and BF16 matrices of attention and feed-forward (blk.N.attn_q, attn_k, attn_v, attn_output, ffn_gate, ffn_up, "
            + "ffn_down); embedding, head, norms and metadata are copied.",
    "A model that was not trained for ternary weights writes nothing sensible afterwards: this is for checkpoints of BitNet models."}, footer = {
        "  bitnet quantize model-f32.gguf model.gguf", "  bitnet quantize --to tl2 --method sign model-bf16.gguf model-tl2.gguf"})
final class QuantizeCommand extends BitnetCommand {
    private static final Pattern LINEAR = Pattern
            .compile("blk\\.\\d+\\.(attn_q|attn_k|attn_v|attn_output|ffn_gate|ffn_up|ffn_down)\\.weight");
    private static final Set<GgufType> REAL = Set.of(GgufType.F32, GgufType.F16, GgufType.BF16);

    /** How a real weight becomes a trit. */
    enum Method {
        /** The scale is the mean magnitude; weights are rounded to -1, 0 and 1 of it. */
        ABSMEAN,
        /** For weights that are ternary already: the scale is the largest magnitude, the trit the sign. */
        SIGN
    }

    @Mixin
    private TargetOptions target;

    @Option(names = "--to", paramLabel = "FORMAT", defaultValue = "i2_s", description = "i2_s, tl1, tl2, tq1_0 or tq2_0. Default: ${DEFAULT-VALUE}.")
    private Format format;

    @Option(names = "--method", paramLabel = "NAME", defaultValue = "absmean", description = "absmean, as in training; or sign, for weights that are -s, 0 and s already. Default: ${DEFAULT-VALUE}.")
    private Method method;

    private long zeros;
    private double error;
    private double energy;

    @Override
    public Integer call() throws IOException {
        target.check();
        try (GgufFile file = GgufFile.open(target.from())) {
            TargetFormat to = new TargetFormat(format);
            List<GgufTensor> linear = to.requireFits(file, QuantizeCommand::isLinear,
                    "none is a linear weight (blk.N.attn_q and so on) in F32, F16 or BF16. For ternary tensors there is convert");
            GgufWriter writer = to.writer(file);
            Count quantized = new Count("quantized", linear.size(), progress());
            for (GgufTensor tensor : file.tensors()) {
                if (!isLinear(tensor)) {
                    writer.addTensor(tensor.name(), tensor.type(), tensor.shape(), tensor.data());
                    continue;
                }
                writer.addTensor(tensor.name(), to.layout(tensor), TargetFormat.shape(tensor),
                        () -> quantized.one(pack(file, tensor, to)));
            }
            target.write(writer);
            report(file.size(), linear);
        }
        return Main.DONE;
    }

    private static boolean isLinear(GgufTensor tensor) {
        return REAL.contains(tensor.type()) && LINEAR.matcher(tensor.name()).matches();
    }

    private PackedMatrix pack(GgufFile file, GgufTensor tensor, TargetFormat to) {
        try {
            return Packing.pack(quantize(tensor), to.layout(tensor));
        } catch (IllegalArgumentException e) {
            throw new Failure(file.path() + ": tensor " + tensor.name() + ": " + e.getMessage(), e);
        }
    }

    private TernaryMatrix quantize(GgufTensor tensor) {
        float[] weights = tensor.toFloats();
        Shape shape = TargetFormat.shape(tensor);
        TernaryMatrix matrix = method == Method.ABSMEAN ? TernaryQuantizer.absmean(weights, shape) : TernaryQuantizer.sign(weights, shape);
        byte[] trits = matrix.toArray();
        for (int i = 0; i < trits.length; i++) {
            zeros += trits[i] == 0 ? 1 : 0;
            double difference = weights[i] - (double) matrix.scale() * trits[i];
            error += difference * difference;
            energy += (double) weights[i] * weights[i];
        }
        return matrix;
    }

    private void report(long before, List<GgufTensor> linear) throws IOException {
        long after = Files.size(target.to());
        long weights = linear.stream().mapToLong(GgufTensor::elements).sum();
        double shareOfZeros = (double) zeros / weights;
        double relativeError = energy == 0 ? 0 : Math.sqrt(error / energy);
        if (json()) {
            Map<String, Object> result = new LinkedHashMap<>();
            result.put("from", target.from().toString());
            result.put("to", target.to().toString());
            result.put("format", format.name());
            result.put("tensors", linear.size());
            result.put("weights", weights);
            result.put("zeros", shareOfZeros);
            result.put("relative_error", relativeError);
            result.put("bytes_before", before);
            result.put("bytes_after", after);
            printJson(result);
        }
        figure("%s: %d tensors in %s, %,d bytes (%s: %,d)", target.to(), linear.size(), format, after, target.from(), before);
        figure("%.1f %% of %,d weights are zero; the rms error is %.3f of the rms weight", 100 * shareOfZeros, weights, relativeError);
    }
}
