package org.hyperslab.stencil;

import org.hyperslab.block.DType;
import org.hyperslab.grid.Region;

/**
 * The two half steps of a step by alternating directions, part by part. Workers take different
 * parts at once, all of the first half step before any of the second.
 */
sealed interface AdiSweeps permits ConstantSweeps, VariableSweeps {
  /** Rows that are taken at once, at most. */
  int GROUP = 16;

  /** Columns that are taken at once, at most. */
  int STRIP = 256;

  /**
   * The fields, each with a ghost cell on every side.
   *
   * @param u what is known before and after a step
   * @param w what is between the half steps
   */
  record Fields(Evolution evolution, Layout u, Layout w) {
    DType dtype() {
      return evolution.dtype();
    }

    int bytes() {
      return dtype().bytes();
    }

    Region changing() {
      return evolution.changing();
    }
  }

  /** Bytes of memory that a worker needs. */
  long scratchBytes();

  /**
   * The first half step for a few rows: explicit along y, implicit along x.
   *
   * @param first the first row's number among those that change
   * @param count at most {@link #GROUP}
   * @param memory machine address of a worker's own memory
   */
  void rows(int first, int count, long memory);

  /**
   * The second half step for a strip of columns: explicit along x, implicit along y.
   *
   * @param first the first column's number among those that change
   * @param count at most {@link #STRIP}
   * @param memory machine address of a worker's own memory
   */
  void strip(int first, int count, long memory);
}
