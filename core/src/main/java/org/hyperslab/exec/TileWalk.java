package org.hyperslab.exec;

import java.util.Arrays;
import org.hyperslab.grid.Shape;
import org.hyperslab.plan.ProgramLayout;

/**
 * Walks a box of elements tile by tile, and along with it a number of streams: things that have a
 * place per element, which grows by a stride along each dimension. Stateful, not thread-safe.
 *
 * <p>The box's dimensions are first merged where every stream allows it. A tile is a piece of the
 * last dimension, its columns, or of two dimensions: where the last one is short, or where a stream
 * in memory is contiguous along another one, as a transposed block is; then both that stream and
 * the tile itself are walked in short runs. Dimensions along which a reduction's cells stay the
 * same are the inner loops, so that the states of a tile's cells stay in L1 meanwhile.
 */
final class TileWalk {
  private static final int TILE = ProgramLayout.TILE_ELEMENTS;

  /** A last dimension at least this long is not combined with another one. */
  private static final int LONG_ROW = 512;

  /**
   * Tiles that transpose are this wide, so that each cache line of either side is used fully while
   * it is in L1.
   */
  private static final int TRANSPOSED_COLUMNS = 64;

  /**
   * Columns of a tile whose rows are reduced: the states of so many cells leave L1 room for the
   * rows (a deviation of float32: 12 KiB; 7% faster than four times as many).
   */
  private static final int FOLDED_COLUMNS = 512;

  /** Rows of a tile that are reduced where they are. */
  private static final int MOST_ROWS = 64;

  private final long[] base;
  private final long[][] strides;
  private final long[] current;
  private final int[] elementBytes;
  private final int cells;
  private final boolean mayBeInPlace;
  private final boolean onlyFolded;
  private boolean inPlace;
  private int rank;
  private long[] extent = {};
  private int rowDimension;
  private int columnDimension;
  private int[] loops = {};
  private long[] at = {};
  private long[] stride = {};

  /**
   * @param streams how many there are
   * @param cells the stream that numbers the cells of a reduction, or -1 if there is none
   * @param onlyFolded whether nothing is done with the tiles' values but to reduce them
   * @param mayBeInPlace whether, beside that, they are elements as they are in memory, so that rows
   *     need not be brought together
   */
  TileWalk(int streams, int cells, boolean onlyFolded, boolean mayBeInPlace) {
    this.cells = cells;
    this.onlyFolded = onlyFolded;
    this.mayBeInPlace = mayBeInPlace;
    base = new long[streams];
    strides = new long[streams][];
    current = new long[streams];
    elementBytes = new int[streams];
  }

  /** Says that a stream is one of addresses, of elements of so many bytes; 0 for others. */
  void setElementBytes(int stream, int bytes) {
    elementBytes[stream] = bytes;
  }

  /** Where a stream is at the box's first element, and its stride along each dimension. */
  void stream(int stream, long first, long[] byDimension) {
    base[stream] = first;
    strides[stream] = byDimension.clone();
  }

  /** Begins a box, which is not empty, at its first tile. The streams have been set before. */
  void begin(Shape box) {
    rank = box.rank();
    extent = box.toArray();
    merge();
    chooseTile();
    at = new long[rank];
    place();
  }

  /** Goes on to the next tile; false if there is none. */
  boolean next() {
    for (int l = loops.length - 1; l >= 0; l--) {
      int d = loops[l];
      at[d] += stride[d];
      if (at[d] < extent[d]) {
        place();
        return true;
      }
      at[d] = 0;
    }
    return false;
  }

  /** Rows of this tile. */
  int rows() {
    return rowDimension < 0 ? 1 : length(rowDimension);
  }

  /** Elements of each of its rows. */
  int columns() {
    return columnDimension < 0 ? 1 : length(columnDimension);
  }

  private int length(int d) {
    return (int) Math.min(stride[d], extent[d] - at[d]);
  }

  /**
   * Whether the tile's rows are to be reduced where they are, each of them contiguous; they do not
   * fit a register.
   */
  boolean isInPlace() {
    return inPlace;
  }

  /** Where a stream is at this tile's first element. */
  long at(int stream) {
    return current[stream];
  }

  /** What a stream grows by from row to row. */
  long rowStride(int stream) {
    return rowDimension < 0 ? 0 : strides[stream][rowDimension];
  }

  /** What a stream grows by from column to column. */
  long columnStride(int stream) {
    return columnDimension < 0 ? 0 : strides[stream][columnDimension];
  }

  /** Drops dimensions of extent 1 and merges neighbours that every stream walks as one. */
  private void merge() {
    int kept = 0;
    for (int d = 0; d < rank; d++) {
      if (extent[d] == 1) {
        continue;
      }
      boolean merges = kept > 0;
      for (int s = 0; merges && s < strides.length; s++) {
        merges = strides[s][kept - 1] == strides[s][d] * extent[d];
      }
      if (merges) {
        kept--;
        extent[kept] *= extent[d];
      } else {
        extent[kept] = extent[d];
      }
      for (long[] s : strides) {
        s[kept] = s[d];
      }
      kept++;
    }
    rank = kept;
  }

  private void chooseTile() {
    columnDimension = rank - 1;
    rowDimension = -1;
    inPlace = false;
    stride = new long[rank];
    Arrays.fill(stride, 1);
    if (rank > 0) {
      long columns = Math.min(extent[columnDimension], TILE);
      if (rank > 1) {
        int other = contiguousElsewhere();
        if (other >= 0) {
          rowDimension = other;
          columns = Math.min(columns, TRANSPOSED_COLUMNS);
        } else if (columns < LONG_ROW) {
          rowDimension = rank - 2;
        } else if (onlyFolded && !isInner(columnDimension) && lastInner() >= 0) {
          rowDimension = lastInner();
          inPlace = mayBeInPlace && areRowsContiguous();
          columns = Math.min(columns, FOLDED_COLUMNS);
        }
      }
      stride[columnDimension] = columns;
      if (rowDimension >= 0) {
        stride[rowDimension] = Math.min(extent[rowDimension], inPlace ? MOST_ROWS : TILE / columns);
      }
    }
    chooseLoops();
  }

  /**
   * The dimension along which some stream of addresses is contiguous that is neither contiguous nor
   * constant along the last one; -1 if there is none.
   */
  private int contiguousElsewhere() {
    for (int s = 0; s < strides.length; s++) {
      long bytes = elementBytes[s];
      long last = strides[s][columnDimension];
      if (bytes > 0 && last != 0 && Math.abs(last) != bytes) {
        for (int d = 0; d < columnDimension; d++) {
          if (Math.abs(strides[s][d]) == bytes) {
            return d;
          }
        }
      }
    }
    return -1;
  }

  /** The outermost loop first; the tile's own dimensions last among those that are like them. */
  private void chooseLoops() {
    loops = new int[rank];
    int k = 0;
    for (int pass = 0; pass < 2; pass++) {
      boolean inner = pass == 1;
      for (int d = 0; d < rank; d++) {
        if (d != rowDimension && d != columnDimension && isInner(d) == inner) {
          loops[k++] = d;
        }
      }
      if (rowDimension >= 0 && isInner(rowDimension) == inner) {
        loops[k++] = rowDimension;
      }
      if (columnDimension >= 0 && isInner(columnDimension) == inner) {
        loops[k++] = columnDimension;
      }
    }
  }

  private boolean areRowsContiguous() {
    for (int s = 0; s < strides.length; s++) {
      if (elementBytes[s] > 0 && strides[s][columnDimension] != elementBytes[s]) {
        return false;
      }
    }
    return true;
  }

  /** The last dimension along which a reduction's cells stay the same, or -1. */
  private int lastInner() {
    for (int d = rank - 1; d >= 0; d--) {
      if (isInner(d)) {
        return d;
      }
    }
    return -1;
  }

  private boolean isInner(int d) {
    return cells >= 0 && strides[cells][d] == 0;
  }

  private void place() {
    for (int s = 0; s < current.length; s++) {
      long place = base[s];
      for (int d = 0; d < rank; d++) {
        place += at[d] * strides[s][d];
      }
      current[s] = place;
    }
  }
}
