package org.hyperslab.plan;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.hyperslab.grid.ChunkGrid;
import org.hyperslab.grid.IndexMap;

/**
 * Indices along an axis, in any order, any of them repeatedly. Immutable.
 *
 * @see Node.Take
 */
public final class Indices {
  private final long[] indices;
  private final int hash;

  private Indices(long[] indices) {
    this.indices = indices;
    this.hash = Arrays.hashCode(indices);
  }

  /**
   * @param indices from 0 to {@code extent} - 1, or counted from the end if negative
   * @param axis the axis, for the message
   * @throws IndexOutOfBoundsException if one is outside
   */
  public static Indices of(long[] indices, int axis, long extent) {
    long[] own = indices.clone();
    for (int i = 0; i < own.length; i++) {
      if (own[i] < -extent || own[i] >= extent) {
        throw new IndexOutOfBoundsException(
            "index " + own[i] + " is out of bounds for axis " + axis + " with size " + extent);
      }
      own[i] += own[i] < 0 ? extent : 0;
    }
    return new Indices(own);
  }

  /** How many there are. */
  public int count() {
    return indices.length;
  }

  /** Index number {@code i}. */
  public long at(long i) {
    return indices[Math.toIntExact(i)];
  }

  /** What each index is from the one before, if that is the same for all and not 0; else 0. */
  public long step() {
    long step = indices.length < 2 ? 1 : indices[1] - indices[0];
    for (int i = 2; i < indices.length; i++) {
      if (indices[i] - indices[i - 1] != step) {
        return 0;
      }
    }
    return step;
  }

  /** The indices of a view's source that a dimension of the view has at these indices. */
  Indices through(IndexMap map, int dimension) {
    long base = map.base(map.axis(dimension));
    long step = map.step(dimension);
    return new Indices(Arrays.stream(indices).map(i -> base + step * i).toArray());
  }

  /** The indices that are at places {@code next} of these. */
  Indices then(Indices next) {
    return new Indices(Arrays.stream(next.indices).map(i -> indices[(int) i]).toArray());
  }

  /** Indices {@code from} to {@code to}, the last not included, less {@code start}. */
  Indices part(int from, int to, long start) {
    return new Indices(Arrays.stream(indices, from, to).map(i -> i - start).toArray());
  }

  /** Each index once, ascending. */
  Indices sorted() {
    return new Indices(Arrays.stream(indices).sorted().distinct().toArray());
  }

  /** The places of these indices among those of {@code sorted}. */
  Indices placesIn(Indices sorted) {
    return new Indices(
        Arrays.stream(indices).map(i -> Arrays.binarySearch(sorted.indices, i)).toArray());
  }

  /**
   * The lengths of runs of indices that lie in one chunk.
   *
   * @param most no run is longer
   */
  long[] runs(ChunkGrid grid, int axis, long most) {
    List<Long> runs = new ArrayList<>();
    long chunk = -1;
    long length = 0;
    for (long index : indices) {
      long c = grid.chunkOf(axis, index);
      if (length > 0 && (c != chunk || length >= most)) {
        runs.add(length);
        length = 0;
      }
      chunk = c;
      length++;
    }
    if (length > 0) {
      runs.add(length);
    }
    return runs.stream().mapToLong(Long::longValue).toArray();
  }

  /** How many chunks hold some of the indices. */
  long chunks(ChunkGrid grid, int axis) {
    return Arrays.stream(indices).map(i -> grid.chunkOf(axis, i)).distinct().count();
  }

  /**
   * The chunks of an array's elements at these indices: they end where the next index lies in
   * another chunk of the array, and where indices repeat, so that they don't become much larger
   * than the array's.
   *
   * @param least a chunk may have so many indices, however large that makes it
   */
  ChunkGrid grid(ChunkGrid array, int axis, int elementBytes, long least) {
    long[][] chunks = new long[array.rank()][];
    long row = elementBytes;
    for (int d = 0; d < chunks.length; d++) {
      if (d != axis) {
        chunks[d] = array.extentsAlong(d);
        row *= Math.max(1, Math.min(array.chunkShape().dim(d), array.shape().dim(d)));
      }
    }
    chunks[axis] = runs(array, axis, Math.max(least, Grids.AUTO_CHUNK_BYTES / row));
    return ChunkGrid.irregular(array.shape().with(axis, count()), chunks);
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof Indices i && i.hash == hash && Arrays.equals(i.indices, indices);
  }

  @Override
  public int hashCode() {
    return hash;
  }

  @Override
  public String toString() {
    return count() + " indices";
  }
}
