package org.hyperslab;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.hyperslab.block.DType;
import org.hyperslab.grid.ChunkGrid;
import org.hyperslab.grid.Shape;
import org.hyperslab.grid.Strides;
import org.hyperslab.kernel.FillKernel;
import org.hyperslab.kernel.Kernels;
import org.hyperslab.plan.Node;

/**
 * Random arrays. Numbers are counter-based: an element depends on the seed, on how many arrays this
 * generator made before, and on the element's index in C order, but not on chunks, order or
 * workers; a slice generates only its own elements. Thread-safe.
 */
public final class Random {
  private final long seed;
  private final AtomicLong arrays = new AtomicLong();

  private Random(long seed) {
    this.seed = seed;
  }

  /** A generator; the same seed gives the same sequence of arrays. */
  public static Random seeded(long seed) {
    return new Random(seed);
  }

  private record Uniform(long key) implements FillKernel {
    @Override
    public void fill(long dst, long index, long indexStep, int n) {
      Kernels.best().uniform(dst, key, index, indexStep, n);
    }
  }

  private record Normal(long key) implements FillKernel {
    @Override
    public void fill(long dst, long index, long indexStep, int n) {
      Kernels.best().normal(dst, key, index, indexStep, n);
    }
  }

  private record Integers(long key, long low, long span) implements FillKernel {
    @Override
    public void fill(long dst, long index, long indexStep, int n) {
      Kernels.best().integers(dst, key, index, indexStep, n, low, span);
    }
  }

  /** Float64 numbers, uniform in [0, 1). */
  public ChunkedArray uniform(Shape shape, Chunks chunks) {
    return array(new Uniform(nextKey()), DType.FLOAT64, shape, chunks);
  }

  /** Float64 numbers, uniform in [low, high). */
  public ChunkedArray uniform(Shape shape, Chunks chunks, double low, double high) {
    return uniform(shape, chunks).multiply(high - low).add(low);
  }

  /** Float64 numbers from the standard normal distribution. */
  public ChunkedArray normal(Shape shape, Chunks chunks) {
    return array(new Normal(nextKey()), DType.FLOAT64, shape, chunks);
  }

  /** Float64 numbers from a normal distribution. */
  public ChunkedArray normal(Shape shape, Chunks chunks, double mean, double std) {
    return normal(shape, chunks).multiply(std).add(mean);
  }

  /**
   * Int64 numbers, uniform in [low, high).
   *
   * @throws IllegalArgumentException if the range is empty or holds more than 2^63 - 1 numbers
   */
  public ChunkedArray integers(Shape shape, Chunks chunks, long low, long high) {
    if (high <= low || high - low < 0) {
      throw new IllegalArgumentException("empty or too large range: low=" + low + ", high=" + high);
    }
    return array(new Integers(nextKey(), low, high - low), DType.INT64, shape, chunks);
  }

  /**
   * The first array has the seed's own key; those after it have keys that are as far apart as those
   * of other seeds.
   */
  private long nextKey() {
    long n = arrays.getAndIncrement();
    long key = Kernels.key(seed);
    return n == 0 ? key : Kernels.key(key + n);
  }

  private static ChunkedArray array(FillKernel kernel, DType dtype, Shape shape, Chunks chunks) {
    ChunkGrid grid = chunks.on(shape, dtype);
    List<Long> weights = new ArrayList<>();
    for (long w : Strides.contiguous(shape)) {
      weights.add(w);
    }
    return ChunkedArray.of(new Node.Generated(kernel, dtype, grid, 0, weights));
  }
}
