package org.hyperslab.stencil;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.hyperslab.ChunkedArray;
import org.hyperslab.DenseArray;
import org.hyperslab.block.DType;
import org.hyperslab.grid.EdgeMode;
import org.hyperslab.grid.Halo;
import org.hyperslab.grid.Region;
import org.hyperslab.plan.Overlap;

/** What {@link Stencils} says of filters, made into functions over blocks. */
final class Filters {
  private static final double MOST_RADIUS = 1 << 24;

  private Filters() {}

  /** What filters give, and round to: float32 for float32 arrays, else float64. */
  private static ChunkedArray asFloat(ChunkedArray x) {
    if (x.dtype() == DType.FLOAT32 || x.dtype() == DType.FLOAT64) {
      return x;
    }
    return x.cast(DType.FLOAT64);
  }

  /** Filters along every axis, with one list of weights each. */
  static ChunkedArray separable(ChunkedArray x, List<List<Double>> axes, Edge edge) {
    ChunkedArray in = asFloat(x);
    if (in.shape().rank() == 0) {
      double product = axes.stream().flatMap(List::stream).reduce(1.0, (a, b) -> a * b);
      return in.multiply(product);
    }
    Overlap overlap = edge.around(SeparableFilter.halo(axes));
    return in.mapOverlap(
        in.dtype(), overlap, new SeparableFilter(axes, overlap, in.dtype(), in.shape()));
  }

  static List<List<Double>> alike(int rank, List<Double> weights) {
    return Collections.nCopies(rank, weights);
  }

  /** The normal distribution at whole numbers, as far as {@code truncate * sigma}, sum 1. */
  static List<Double> gaussian(double sigma, double truncate) {
    if (!(sigma >= 0) || !(truncate > 0) || !(sigma * truncate < MOST_RADIUS)) {
      throw new IllegalArgumentException("bad Gaussian: sigma=" + sigma + ", truncate=" + truncate);
    }
    int radius = (int) (truncate * sigma + 0.5);
    double[] w = new double[2 * radius + 1];
    double sum = 0;
    for (int i = 0; i < w.length; i++) {
      double distance = i - radius;
      w[i] = radius == 0 ? 1 : Math.exp(-0.5 / (sigma * sigma) * distance * distance);
      sum += w[i];
    }
    List<Double> weights = new ArrayList<>();
    for (double v : w) {
      weights.add(v / sum);
    }
    return weights;
  }

  static ChunkedArray sobel(ChunkedArray x, int axis, Edge edge) {
    int rank = x.shape().rank();
    int along = x.shape().axis(axis);
    if (along > 0 && edge.mode() == EdgeMode.CONSTANT && edge.value() != 0) {
      // The order of the axes then shows beside the ends; SciPy's is the difference first.
      return sobel(x.moveAxis(along, 0), 0, edge).moveAxis(0, along);
    }
    List<List<Double>> axes = new ArrayList<>(alike(rank, List.of(1.0, 2.0, 1.0)));
    axes.set(along, List.of(-1.0, 0.0, 1.0));
    return separable(x, axes, edge);
  }

  static ChunkedArray laplacian(ChunkedArray x, Edge edge) {
    ChunkedArray in = asFloat(x);
    int rank = in.shape().rank();
    List<Convolution.Tap> taps = new ArrayList<>();
    for (int d = 0; d < rank; d++) {
      for (int k = 0; k < 3; k++) {
        List<Long> at = new ArrayList<>(Collections.nCopies(rank, 1L));
        at.set(d, (long) k);
        taps.add(new Convolution.Tap(at, k == 1 ? -2 : 1));
      }
    }
    return convolve(in, taps, edge.around(Halo.of(ones(rank))));
  }

  private static long[] ones(int rank) {
    long[] ones = new long[rank];
    java.util.Arrays.fill(ones, 1);
    return ones;
  }

  /** The convolution: the kernel is turned around, and its centre is element {@code n / 2}. */
  static ChunkedArray convolve(ChunkedArray x, DenseArray kernel, Edge edge) {
    ChunkedArray in = asFloat(x);
    int rank = in.shape().rank();
    if (kernel.shape().rank() != rank || kernel.shape().size() == 0) {
      throw new IllegalArgumentException(
          "kernel does not fit: kernel=%s, array=%s".formatted(kernel.shape(), in.shape()));
    }
    long[] before = new long[rank];
    long[] after = new long[rank];
    for (int d = 0; d < rank; d++) {
      long n = kernel.shape().dim(d);
      before[d] = n - n / 2 - 1;
      after[d] = n / 2;
    }
    List<Convolution.Tap> taps = new ArrayList<>();
    Region box = Region.whole(kernel.shape());
    long[] at = box.origin();
    do {
      List<Long> tap = new ArrayList<>();
      long[] turned = new long[rank];
      for (int d = 0; d < rank; d++) {
        tap.add(at[d]);
        turned[d] = kernel.shape().dim(d) - 1 - at[d];
      }
      double weight = kernel.getDouble(turned);
      if (weight != 0) {
        taps.add(new Convolution.Tap(tap, weight));
      }
    } while (box.next(at));
    return convolve(in, taps, edge.around(Halo.of(before, after)));
  }

  private static ChunkedArray convolve(
      ChunkedArray in, List<Convolution.Tap> taps, Overlap overlap) {
    if (in.shape().rank() == 0) {
      return in.multiply(taps.stream().mapToDouble(Convolution.Tap::weight).sum());
    }
    return in.mapOverlap(in.dtype(), overlap, new Convolution(taps, in.dtype()));
  }
}
