package app;

import java.util.Arrays;
import org.bitnetj.kernels.Activations;
import org.bitnetj.kernels.Kernels;
import org.bitnetj.kernels.Shape;
import org.bitnetj.kernels.TernaryLinear;
import org.bitnetj.kernels.TernaryMatrix;
import org.bitnetj.kernels.quantize.TernaryQuantizer;

/** The README's snippet, with numbers in it. */
public final class Main {
    public static void main(String[] args) {
        int rows = 2;
        int columns = 4;
        float[] floats = {1, -1, 0, 1, 0, 1, 1, -1};
        float[] input = {127, 1, 2, -3};

        TernaryMatrix weights = TernaryQuantizer.absmean(floats, new Shape(rows, columns));
        try (Kernels kernels = Kernels.open(); TernaryLinear linear = kernels.prepare(weights)) {
            Activations x = kernels.activations(columns);
            float[] y = new float[rows];
            linear.gemv(x.quantize(input), y);

            float[] inputs = new float[32 * columns];
            for (int t = 0; t < 32; t++) {
                System.arraycopy(input, 0, inputs, t * columns, columns);
            }
            Activations batch = kernels.activations(columns, 32);
            float[] ys = new float[32 * rows];
            linear.gemm(batch.quantize(inputs), ys);
            System.out.println("token 31: " + Arrays.toString(Arrays.copyOfRange(ys, 31 * rows, 32 * rows)));

            System.out.println(kernels.explain());
            System.out.println("scale " + weights.scale() + ", y = " + Arrays.toString(y));
        }
    }
}
