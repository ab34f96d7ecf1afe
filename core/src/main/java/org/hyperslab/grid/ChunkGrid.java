package org.hyperslab.grid;

import java.util.Arrays;

/**
 * How an array is cut into chunks: along every dimension a sequence of extents, regular (one
 * extent, the last one clipped) or irregular. A chunk is named by its coordinates in the grid or by
 * its ordinal, which counts chunks in C order. This class is the only one that converts between
 * elements, chunk coordinates and ordinals. A dimension of extent 0 has no chunks. Immutable.
 */
public final class ChunkGrid {
  private final Shape shape;
  private final Axis[] axes;
  private final long count;

  private ChunkGrid(Shape shape, Axis[] axes) {
    this.shape = shape;
    this.axes = axes;
    long n = 1;
    for (Axis a : axes) {
      n = Math.multiplyExact(n, a.count());
    }
    this.count = n;
  }

  /** The cuts along one dimension. */
  private sealed interface Axis {
    long count();

    /** First element of chunk {@code c}; {@code c == count()} gives the extent. */
    long start(long c);

    /** The chunk that holds element {@code i}. */
    long chunkOf(long i);

    /** The largest chunk's extent. */
    long nominal();
  }

  private record Regular(long extent, long chunk) implements Axis {
    @Override
    public long count() {
      return extent == 0 ? 0 : (extent - 1) / chunk + 1;
    }

    @Override
    public long start(long c) {
      return c >= count() ? extent : c * chunk;
    }

    @Override
    public long chunkOf(long i) {
      return i / chunk;
    }

    @Override
    public long nominal() {
      return chunk;
    }
  }

  private static final class Irregular implements Axis {
    private final long[] starts;
    private final long nominal;

    Irregular(long[] extents) {
      starts = new long[extents.length + 1];
      long widest = 1;
      for (int i = 0; i < extents.length; i++) {
        starts[i + 1] = Math.addExact(starts[i], extents[i]);
        widest = Math.max(widest, extents[i]);
      }
      nominal = widest;
    }

    @Override
    public long count() {
      return starts.length - 1L;
    }

    @Override
    public long start(long c) {
      return starts[Math.toIntExact(c)];
    }

    @Override
    public long chunkOf(long i) {
      int at = Arrays.binarySearch(starts, i);
      return at >= 0 ? at : -at - 2;
    }

    @Override
    public long nominal() {
      return nominal;
    }

    @Override
    public boolean equals(Object o) {
      return o instanceof Irregular i && Arrays.equals(starts, i.starts);
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(starts);
    }
  }

  /**
   * A grid of equal chunks; those at the far edges are clipped to the array.
   *
   * @throws IllegalArgumentException if the ranks differ or a chunk extent is less than 1
   */
  public static ChunkGrid regular(Shape shape, long... chunk) {
    if (chunk.length != shape.rank()) {
      throw new IllegalArgumentException(
          "chunks and shape differ in rank: chunks=" + Arrays.toString(chunk) + ", shape=" + shape);
    }
    Axis[] axes = new Axis[chunk.length];
    for (int d = 0; d < chunk.length; d++) {
      if (chunk[d] < 1) {
        throw new IllegalArgumentException(
            "chunk extent less than 1: chunks=" + Arrays.toString(chunk));
      }
      axes[d] = new Regular(shape.dim(d), chunk[d]);
    }
    return new ChunkGrid(shape, axes);
  }

  /** The grid whose only chunk is the whole array. */
  public static ChunkGrid single(Shape shape) {
    long[] chunk = shape.toArray();
    for (int d = 0; d < chunk.length; d++) {
      chunk[d] = Math.max(1, chunk[d]);
    }
    return regular(shape, chunk);
  }

  /**
   * A grid with the given chunk extents along each dimension.
   *
   * @throws IllegalArgumentException if an extent is less than 1 or the extents of a dimension do
   *     not add up to it
   */
  public static ChunkGrid irregular(Shape shape, long[][] extents) {
    if (extents.length != shape.rank()) {
      throw new IllegalArgumentException(
          "chunks and shape differ in rank: chunks="
              + Arrays.deepToString(extents)
              + ", shape="
              + shape);
    }
    Axis[] axes = new Axis[extents.length];
    for (int d = 0; d < extents.length; d++) {
      axes[d] = axis(shape.dim(d), extents[d]);
    }
    return new ChunkGrid(shape, axes);
  }

  private static Axis axis(long extent, long[] extents) {
    long sum = 0;
    boolean regular = true;
    for (int i = 0; i < extents.length; i++) {
      if (extents[i] < 1) {
        throw new IllegalArgumentException(
            "chunk extent less than 1: chunks=" + Arrays.toString(extents));
      }
      sum += extents[i];
      regular &= i == extents.length - 1 ? extents[i] <= extents[0] : extents[i] == extents[0];
    }
    if (sum != extent) {
      throw new IllegalArgumentException(
          "chunk extents do not add up: sum=" + sum + ", extent=" + extent);
    }
    if (extents.length == 0) {
      return new Regular(0, 1);
    }
    return regular ? new Regular(extent, extents[0]) : new Irregular(extents);
  }

  /** This grid with another extent along one dimension, cut into equal chunks. */
  public ChunkGrid with(int dimension, long extent, long chunk) {
    Axis[] changed = axes.clone();
    changed[dimension] = new Regular(extent, chunk);
    return new ChunkGrid(shape.with(dimension, extent), changed);
  }

  /** The grid of some of the dimensions, in the given order. */
  public ChunkGrid select(int... dimensions) {
    long[] extents = new long[dimensions.length];
    Axis[] selected = new Axis[dimensions.length];
    for (int d = 0; d < dimensions.length; d++) {
      extents[d] = shape.dim(dimensions[d]);
      selected[d] = axes[dimensions[d]];
    }
    return new ChunkGrid(Shape.of(extents), selected);
  }

  /**
   * The grid of a view, along whose dimension {@code d} the elements {@code base[d], base[d] +
   * step[d], ...} of dimension {@code dimension[d]} are shown, or one chunk where that is negative.
   * Its cuts are where the view crosses from one chunk to another.
   */
  ChunkGrid view(Shape view, int[] dimension, long[] base, long[] step) {
    Axis[] seen = new Axis[dimension.length];
    for (int d = 0; d < seen.length; d++) {
      long n = view.dim(d);
      seen[d] =
          n == 0 || dimension[d] < 0
              ? new Regular(n, Math.max(1, n))
              : view(axes[dimension[d]], n, base[d], step[d]);
    }
    return new ChunkGrid(view, seen);
  }

  private static Axis view(Axis axis, long n, long base, long step) {
    if (axis instanceof Regular r && step > 0 && r.chunk % step == 0 && base % r.chunk < step) {
      return new Regular(n, r.chunk / step);
    }
    long[] extents = new long[16];
    int count = 0;
    for (long i = 0; i < n; ) {
      long at = base + step * i;
      long chunk = axis.chunkOf(at);
      long run =
          step > 0
              ? (axis.start(chunk + 1) - 1 - at) / step + 1
              : (at - axis.start(chunk)) / -step + 1;
      run = Math.min(run, n - i);
      if (count == extents.length) {
        extents = Arrays.copyOf(extents, 2 * count);
      }
      extents[count++] = run;
      i += run;
    }
    return axis(n, Arrays.copyOf(extents, count));
  }

  /** The array's shape in elements. */
  public Shape shape() {
    return shape;
  }

  public int rank() {
    return axes.length;
  }

  /** The number of chunks. */
  public long count() {
    return count;
  }

  /** The number of chunks along a dimension. */
  public long countAlong(int dimension) {
    return axes[dimension].count();
  }

  /**
   * First element of chunk coordinate {@code c} along a dimension; the extent for {@code c ==
   * countAlong}.
   */
  public long start(int dimension, long c) {
    return axes[dimension].start(c);
  }

  /** The chunk coordinate that holds element {@code index} of a dimension. */
  public long chunkOf(int dimension, long index) {
    return axes[dimension].chunkOf(index);
  }

  /** Whether every dimension has one chunk extent (the last chunk may be clipped). */
  public boolean isRegular() {
    for (Axis a : axes) {
      if (a instanceof Irregular) {
        return false;
      }
    }
    return true;
  }

  /**
   * The extents of the largest chunk, in elements, not clipped to the array (as a store's metadata
   * has it).
   */
  public Shape chunkShape() {
    long[] chunk = new long[axes.length];
    for (int d = 0; d < chunk.length; d++) {
      chunk[d] = axes[d].nominal();
    }
    return Shape.of(chunk);
  }

  /**
   * An upper bound of the elements that any one chunk holds: the largest chunk, clipped to the
   * array.
   */
  public long maxChunkElements() {
    long n = 1;
    for (int d = 0; d < axes.length; d++) {
      n *= Math.min(axes[d].nominal(), shape.dim(d));
    }
    return n;
  }

  /**
   * The coordinates of a chunk.
   *
   * @throws IllegalArgumentException if the ordinal is outside the grid
   */
  public long[] coords(long ordinal) {
    if (ordinal < 0 || ordinal >= count) {
      throw new IllegalArgumentException(
          "chunk outside grid: ordinal=" + ordinal + ", chunks=" + count);
    }
    long[] c = new long[axes.length];
    long rest = ordinal;
    for (int d = c.length - 1; d >= 0; d--) {
      long n = axes[d].count();
      c[d] = rest % n;
      rest /= n;
    }
    return c;
  }

  /**
   * The ordinal of the chunk at the given coordinates.
   *
   * @throws IllegalArgumentException if they are outside the grid
   */
  public long ordinal(long... coords) {
    long ordinal = 0;
    for (int d = 0; d < axes.length; d++) {
      long n = axes[d].count();
      if (coords.length != axes.length || coords[d] < 0 || coords[d] >= n) {
        throw new IllegalArgumentException(
            "chunk outside grid: chunk=" + Arrays.toString(coords) + ", grid=" + countsToString());
      }
      ordinal = ordinal * n + coords[d];
    }
    return ordinal;
  }

  /** The elements of a chunk, clipped to the array. */
  public Region region(long ordinal) {
    return region(coords(ordinal));
  }

  /** The elements of the chunk at the given coordinates, clipped to the array. */
  public Region region(long[] coords) {
    long[] from = new long[axes.length];
    long[] extent = new long[axes.length];
    for (int d = 0; d < from.length; d++) {
      from[d] = axes[d].start(coords[d]);
      extent[d] = axes[d].start(coords[d] + 1) - from[d];
    }
    return Region.of(from, Shape.of(extent));
  }

  /**
   * The box of chunks that hold elements of a region, in chunk coordinates; empty for an empty
   * region. The region must lie in the array.
   */
  public Region chunksOf(Region region) {
    long[] from = new long[axes.length];
    long[] extent = new long[axes.length];
    for (int d = 0; d < from.length; d++) {
      if (region.extent(d) > 0) {
        from[d] = axes[d].chunkOf(region.start(d));
        extent[d] = axes[d].chunkOf(region.end(d) - 1) - from[d] + 1;
      }
    }
    return Region.of(from, Shape.of(extent));
  }

  /** The chunk extents along a dimension, in elements. O(chunks along it). */
  public long[] extentsAlong(int dimension) {
    long[] extents = new long[Math.toIntExact(countAlong(dimension))];
    for (int c = 0; c < extents.length; c++) {
      extents[c] = start(dimension, c + 1) - start(dimension, c);
    }
    return extents;
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof ChunkGrid g && shape.equals(g.shape) && Arrays.equals(axes, g.axes);
  }

  @Override
  public int hashCode() {
    return 31 * shape.hashCode() + Arrays.hashCode(axes);
  }

  private String countsToString() {
    return Arrays.toString(Arrays.stream(axes).mapToLong(Axis::count).toArray());
  }

  /** Such as {@code (100, 40) in chunks of (30, 40), 4 x 1}. */
  @Override
  public String toString() {
    StringBuilder s =
        new StringBuilder().append(shape).append(" in chunks of ").append(chunkShape());
    for (int d = 0; d < axes.length; d++) {
      s.append(d == 0 ? ", " : " x ").append(axes[d].count());
    }
    return s.toString();
  }
}
