package org.hyperslab.examples.picture;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.hyperslab.block.Block;
import org.hyperslab.block.DType;
import org.hyperslab.grid.Region;

/**
 * Averages a grid of any size down to a {@link Field}, block by block and in any order. A cell of
 * the field is the mean of those cells of the grid that it covers, without those that are NaN.
 * Thread-safe.
 */
public final class FieldAverager {
  private final long gridRows;
  private final long gridColumns;
  private final int rows;
  private final int columns;
  private final double[] sums;
  private final int[] counts;

  FieldAverager(long gridRows, long gridColumns, int rows, int columns) {
    this.gridRows = gridRows;
    this.gridColumns = gridColumns;
    this.rows = rows;
    this.columns = columns;
    this.sums = new double[Math.multiplyExact(rows, columns)];
    this.counts = new int[sums.length];
  }

  /**
   * An averager to a field whose sides have at most {@code mostCells} cells.
   *
   * @param gridRows rows of the grid
   * @param gridColumns columns of the grid
   */
  public static FieldAverager of(long gridRows, long gridColumns, int mostCells) {
    if (gridRows < 1 || gridColumns < 1 || mostCells < 1) {
      throw new IllegalArgumentException(
          "nothing to average: rows=%d, columns=%d, most=%d"
              .formatted(gridRows, gridColumns, mostCells));
    }
    return new FieldAverager(
        gridRows,
        gridColumns,
        (int) Math.min(gridRows, mostCells),
        (int) Math.min(gridColumns, mostCells));
  }

  private int row(long gridRow) {
    return (int) (gridRow * rows / gridRows);
  }

  private int column(long gridColumn) {
    return (int) (gridColumn * columns / gridColumns);
  }

  void add(long gridRow, long gridColumn, double value) {
    add(row(gridRow) * columns + column(gridColumn), value);
  }

  private void add(int cell, double value) {
    if (!Double.isNaN(value)) {
      sums[cell] += value;
      counts[cell]++;
    }
  }

  /**
   * Adds a block of the grid.
   *
   * @param region where the block lies in the grid
   * @param block of float32 or float64, two-dimensional
   */
  public void add(Region region, Block block) {
    int width = Math.toIntExact(region.shape().dim(1));
    int[] cells = new int[width];
    for (int j = 0; j < width; j++) {
      cells[j] = column(region.start(1) + j);
    }
    double[] values = new double[width];
    for (long i = 0; i < region.shape().dim(0); i++) {
      readRow(block, i, values);
      int base = row(region.start(0) + i) * columns;
      synchronized (this) {
        for (int j = 0; j < width; j++) {
          add(base + cells[j], values[j]);
        }
      }
    }
  }

  private static void readRow(Block block, long row, double[] into) {
    MemorySegment from = block.segment();
    long start = block.offset() + row * block.stride(0);
    long step = block.stride(1);
    if (block.dtype() == DType.FLOAT64) {
      for (int j = 0; j < into.length; j++) {
        into[j] = from.getAtIndex(ValueLayout.JAVA_DOUBLE, start + j * step);
      }
    } else if (block.dtype() == DType.FLOAT32) {
      for (int j = 0; j < into.length; j++) {
        into[j] = from.getAtIndex(ValueLayout.JAVA_FLOAT, start + j * step);
      }
    } else {
      throw new IllegalArgumentException("not a floating-point block: " + block);
    }
  }

  /** The field as far as blocks were added; NaN where none was. */
  public synchronized Field field() {
    double[] means = new double[sums.length];
    for (int i = 0; i < means.length; i++) {
      means[i] = counts[i] == 0 ? Double.NaN : sums[i] / counts[i];
    }
    return Field.of(rows, columns, means);
  }
}
