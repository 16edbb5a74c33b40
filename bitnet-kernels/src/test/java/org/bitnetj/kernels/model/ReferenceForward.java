package org.bitnetj.kernels.model;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.bitnetj.kernels.TernaryMatrix;
import org.bitnetj.kernels.gguf.GgufFile;
import org.bitnetj.kernels.gguf.GgufLayouts;
import org.bitnetj.kernels.gguf.GgufTensor;
import org.bitnetj.kernels.internal.RowType;
import org.bitnetj.kernels.pack.Packing;

/** One obvious forward pass in float64, token by token, straight from a file; shares nothing with the model but the codecs. */
final class ReferenceForward {
    private final GgufFile file;
    private final String architecture;
    private final boolean rounds;
    private final boolean neighbours;
    private final List<List<double[]>> keys = new ArrayList<>();
    private final List<List<double[]>> values = new ArrayList<>();
    private final Map<String, TernaryMatrix> matrices = new HashMap<>();
    private final double theta;
    private final int heads;
    private final int kvHeads;
    private final int layers;
    private int position;

    /** A pass that leaves out the int8 rounding, or turns other dimensions together, is a wrong one that a check must catch. */
    ReferenceForward(GgufFile file, boolean rounds, boolean neighbours) throws IOException {
        this.file = file;
        this.rounds = rounds;
        this.neighbours = neighbours;
        architecture = file.metadata().getString("general.architecture");
        theta = file.metadata().getFloat(architecture + ".rope.freq_base");
        heads = file.metadata().getInt(architecture + ".attention.head_count");
        kvHeads = file.metadata().getInt(architecture + ".attention.head_count_kv");
        layers = file.metadata().getInt(architecture + ".block_count");
        for (int i = 0; i < layers; i++) {
            keys.add(new ArrayList<>());
            values.add(new ArrayList<>());
        }
    }

    double[] decode(int token) throws IOException {
        double[] h = row("token_embd.weight", token);
        for (int layer = 0; layer < layers; layer++) {
            String block = "blk." + layer + ".";
            double[] a = norm(h, block + "attn_norm");
            double[] q = rope(linear(block + "attn_q", a));
            keys.get(layer).add(rope(linear(block + "attn_k", a)));
            values.get(layer).add(linear(block + "attn_v", a));
            add(h, linear(block + "attn_output", subNorm(attention(layer, q), block + "attn_sub_norm")));
            double[] f = norm(h, block + "ffn_norm");
            double[] g = linear(block + "ffn_gate", f);
            double[] u = linear(block + "ffn_up", f);
            boolean silu = architecture.equals("bitnet") || architecture.equals("llama");
            for (int i = 0; i < g.length; i++) {
                u[i] *= silu ? g[i] / (1 + Math.exp(-g[i])) : Math.max(g[i], 0) * Math.max(g[i], 0);
            }
            add(h, linear(block + "ffn_down", subNorm(u, block + "ffn_sub_norm")));
        }
        position++;
        double[] x = norm(h, "output_norm");
        String head = file.findTensor("output.weight").isPresent() ? "output.weight" : "token_embd.weight";
        double[] logits = new double[(int) file.tensor(head).rows()];
        for (int t = 0; t < logits.length; t++) {
            double[] w = row(head, t);
            for (int i = 0; i < w.length; i++) {
                logits[t] += w[i] * x[i];
            }
        }
        return logits;
    }

    private double[] attention(int layer, double[] q) {
        int size = q.length / heads;
        double[] o = new double[q.length];
        for (int head = 0; head < heads; head++) {
            int kv = head / (heads / kvHeads) * size;
            double[] p = new double[position + 1];
            double sum = 0;
            for (int t = 0; t <= position; t++) {
                double dot = 0;
                for (int i = 0; i < size; i++) {
                    dot += q[head * size + i] * keys.get(layer).get(t)[kv + i];
                }
                p[t] = Math.exp(dot / Math.sqrt(size));
                sum += p[t];
            }
            for (int t = 0; t <= position; t++) {
                for (int i = 0; i < size; i++) {
                    o[head * size + i] += p[t] / sum * values.get(layer).get(t)[kv + i];
                }
            }
        }
        return o;
    }

    private double[] rope(double[] x) {
        int size = 64;
        for (int head = 0; head < x.length; head += size) {
            for (int j = 0; j < size / 2; j++) {
                double angle = position * Math.pow(theta, -2.0 * j / size);
                int first = head + (neighbours ? 2 * j : j);
                int second = head + (neighbours ? 2 * j + 1 : j + size / 2);
                double a = x[first];
                double b = x[second];
                x[first] = a * Math.cos(angle) - b * Math.sin(angle);
                x[second] = a * Math.sin(angle) + b * Math.cos(angle);
            }
        }
        return x;
    }

    private double[] linear(String name, double[] x) throws IOException {
        TernaryMatrix w = matrices.get(name);
        if (w == null) {
            w = Packing.unpack(GgufLayouts.read(file, name + ".weight"));
            matrices.put(name, w);
        }
        double absmax = 1e-5;
        for (double v : x) {
            absmax = Math.max(absmax, Math.abs(v));
        }
        double s = (float) (127 / absmax);
        double[] a = new double[x.length];
        for (int i = 0; i < a.length; i++) {
            a[i] = rounds ? Math.rint(x[i] * s) : x[i] * s;
        }
        double[] y = new double[w.shape().m()];
        byte[] row = new byte[x.length];
        for (int r = 0; r < y.length; r++) {
            w.copyRow(r, row, 0);
            for (int i = 0; i < a.length; i++) {
                y[r] += row[i] * a[i];
            }
            y[r] = y[r] / s * w.scale();
        }
        return y;
    }

    private double[] subNorm(double[] x, String name) throws IOException {
        return file.findTensor(name + ".weight").isPresent() ? norm(x, name) : x;
    }

    private double[] norm(double[] x, String name) throws IOException {
        float[] w = file.tensor(name + ".weight").toFloats();
        double squares = 0;
        for (double v : x) {
            squares += v * v;
        }
        double[] y = new double[x.length];
        for (int i = 0; i < y.length; i++) {
            y[i] = x[i] / Math.sqrt(squares / x.length + 1e-5) * w[i];
        }
        return y;
    }

    private double[] row(String name, int row) throws IOException {
        GgufTensor tensor = file.tensor(name);
        RowType type = RowType.valueOf(tensor.type().name());
        int k = (int) tensor.columns();
        float[] weights = new float[k];
        type.decode(tensor.data(), row * type.rowBytes(k), k, weights, 0);
        double[] wide = new double[k];
        for (int i = 0; i < k; i++) {
            wide[i] = weights[i];
        }
        return wide;
    }

    private static void add(double[] h, double[] y) {
        for (int i = 0; i < h.length; i++) {
            h[i] += y[i];
        }
    }
}
