package org.hyperslab;

import java.util.Arrays;
import org.hyperslab.block.DType;
import org.hyperslab.grid.ChunkGrid;
import org.hyperslab.grid.Shape;
import org.hyperslab.plan.Grids;

/** How an array is to be cut into chunks, before its shape is known. Immutable. */
public abstract sealed class Chunks {
  private Chunks() {}

  /** Chunks of about 4 MiB. */
  public static Chunks auto() {
    return new Auto();
  }

  /**
   * Chunks of the given extents, in elements; -1 for a whole dimension. Larger than the array is
   * the whole dimension too.
   */
  public static Chunks of(long... extents) {
    return new Regular(extents.clone());
  }

  /** Chunks of the given extents along each dimension, which must add up to the array's. */
  public static Chunks irregular(long[]... extents) {
    return new Irregular(Arrays.stream(extents).map(long[]::clone).toArray(long[][]::new));
  }

  /** The grid on an array. */
  abstract ChunkGrid on(Shape shape, DType dtype);

  private static final class Auto extends Chunks {
    @Override
    ChunkGrid on(Shape shape, DType dtype) {
      return Grids.auto(shape, dtype.bytes());
    }
  }

  private static final class Regular extends Chunks {
    private final long[] extents;

    Regular(long[] extents) {
      this.extents = extents;
    }

    @Override
    ChunkGrid on(Shape shape, DType dtype) {
      long[] chunk = extents.clone();
      for (int d = 0; d < chunk.length && d < shape.rank(); d++) {
        long whole = Math.max(1, shape.dim(d));
        chunk[d] = chunk[d] == -1 ? whole : Math.min(chunk[d], whole);
      }
      return ChunkGrid.regular(shape, chunk);
    }
  }

  private static final class Irregular extends Chunks {
    private final long[][] extents;

    Irregular(long[][] extents) {
      this.extents = extents;
    }

    @Override
    ChunkGrid on(Shape shape, DType dtype) {
      return ChunkGrid.irregular(shape, extents);
    }
  }
}
