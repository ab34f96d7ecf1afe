package org.hyperslab.stencil.kernel;

import java.util.Arrays;
import org.hyperslab.kernel.NativeMemory;

/**
 * Stars in plain Java: the oracle of the loops with SIMD, and what does the rest where a run fills
 * no vector.
 */
final class ScalarStars {
  private static final int[][] PLANAR = planar();
  private static final int[][] CUBIC = {{2, 1, 3, 0, 5}, {5, 4, 6, 2, 7}};

  private ScalarStars() {}

  private static int[][] planar() {
    int[][] places = new int[StarKernel.rows(2)][];
    Arrays.setAll(places, r -> new int[] {r + 1, r, r + 2});
    return places;
  }

  /** Where a row kernel's inputs are among a {@link StarKernel}'s, for each of its rows. */
  static int[][] places(int rank) {
    return rank == 2 ? PLANAR : CUBIC;
  }

  /** Neighbouring rows, one by one. */
  record Rows(int rank, StencilRow row) implements StarKernel {
    @Override
    public int unit() {
      return rank == 2 ? 1 : 2;
    }

    @Override
    public void compute(long[] out, long[] in, int rows, int n, long weights) {
      int[][] places = places(rank);
      long[] one = new long[places[0].length];
      for (int r = 0; r < rows; r++) {
        for (int i = 0; i < one.length; i++) {
          one[i] = in[places[r][i]];
        }
        row.row(out[r], one, n, weights);
      }
    }
  }

  /** Float64, two dimensions. */
  record Star2(boolean uniform, boolean centre) implements StencilRow {
    @Override
    public void row(long out, long[] in, int n, long weights) {
      double wx = NativeMemory.getDouble(weights);
      double wy = NativeMemory.getDouble(weights + Weights.SLOT);
      double wc = NativeMemory.getDouble(weights + 3 * Weights.SLOT);
      long cell = in[0];
      long below = in[1];
      long above = in[2];
      for (long i = 0; i < 8L * n; i += 8) {
        double y = NativeMemory.getDouble(below + i) + NativeMemory.getDouble(above + i);
        double x = NativeMemory.getDouble(cell + i - 8) + NativeMemory.getDouble(cell + i + 8);
        double sum = uniform ? (y + x) * wx : y * wy + x * wx;
        NativeMemory.putDouble(out + i, centre ? sum + NativeMemory.getDouble(cell + i) * wc : sum);
      }
    }
  }

  /** Float32, two dimensions. */
  record Star2F(boolean uniform, boolean centre) implements StencilRow {
    @Override
    public void row(long out, long[] in, int n, long weights) {
      float wx = NativeMemory.getFloat(weights);
      float wy = NativeMemory.getFloat(weights + Weights.SLOT);
      float wc = NativeMemory.getFloat(weights + 3 * Weights.SLOT);
      long cell = in[0];
      long below = in[1];
      long above = in[2];
      for (long i = 0; i < 4L * n; i += 4) {
        float y = NativeMemory.getFloat(below + i) + NativeMemory.getFloat(above + i);
        float x = NativeMemory.getFloat(cell + i - 4) + NativeMemory.getFloat(cell + i + 4);
        float sum = uniform ? (y + x) * wx : y * wy + x * wx;
        NativeMemory.putFloat(out + i, centre ? sum + NativeMemory.getFloat(cell + i) * wc : sum);
      }
    }
  }

  /** Float64, three dimensions. */
  record Star3(boolean uniform, boolean centre) implements StencilRow {
    @Override
    public void row(long out, long[] in, int n, long weights) {
      double wx = NativeMemory.getDouble(weights);
      double wy = NativeMemory.getDouble(weights + Weights.SLOT);
      double wz = NativeMemory.getDouble(weights + 2 * Weights.SLOT);
      double wc = NativeMemory.getDouble(weights + 3 * Weights.SLOT);
      long cell = in[0];
      long below = in[1];
      long above = in[2];
      long front = in[3];
      long back = in[4];
      for (long i = 0; i < 8L * n; i += 8) {
        double y = NativeMemory.getDouble(below + i) + NativeMemory.getDouble(above + i);
        double x = NativeMemory.getDouble(cell + i - 8) + NativeMemory.getDouble(cell + i + 8);
        double z = NativeMemory.getDouble(front + i) + NativeMemory.getDouble(back + i);
        double sum = uniform ? (z + y + x) * wx : z * wz + y * wy + x * wx;
        NativeMemory.putDouble(out + i, centre ? sum + NativeMemory.getDouble(cell + i) * wc : sum);
      }
    }
  }

  /** Float32, three dimensions. */
  record Star3F(boolean uniform, boolean centre) implements StencilRow {
    @Override
    public void row(long out, long[] in, int n, long weights) {
      float wx = NativeMemory.getFloat(weights);
      float wy = NativeMemory.getFloat(weights + Weights.SLOT);
      float wz = NativeMemory.getFloat(weights + 2 * Weights.SLOT);
      float wc = NativeMemory.getFloat(weights + 3 * Weights.SLOT);
      long cell = in[0];
      long below = in[1];
      long above = in[2];
      long front = in[3];
      long back = in[4];
      for (long i = 0; i < 4L * n; i += 4) {
        float y = NativeMemory.getFloat(below + i) + NativeMemory.getFloat(above + i);
        float x = NativeMemory.getFloat(cell + i - 4) + NativeMemory.getFloat(cell + i + 4);
        float z = NativeMemory.getFloat(front + i) + NativeMemory.getFloat(back + i);
        float sum = uniform ? (z + y + x) * wx : z * wz + y * wy + x * wx;
        NativeMemory.putFloat(out + i, centre ? sum + NativeMemory.getFloat(cell + i) * wc : sum);
      }
    }
  }
}
