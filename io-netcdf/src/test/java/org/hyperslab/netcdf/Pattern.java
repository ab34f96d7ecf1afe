package org.hyperslab.netcdf;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.hyperslab.DenseArray;
import org.hyperslab.block.Block;
import org.hyperslab.block.DType;
import org.hyperslab.dataset.Variable;

/** The numbers that are in golden files. */
final class Pattern {
  private Pattern() {}

  /** Element {@code i}, in C order, of a variable of a type. */
  static double at(DType dtype, long i) {
    long v = (37 * i + 11) % 251;
    return switch (dtype.kind()) {
      case BOOL, UNSIGNED -> v;
      case SIGNED -> v - 125;
      case FLOAT -> (v - 125) / 4.0;
    };
  }

  /** Computes a variable and compares all of it. */
  static void check(Variable variable) {
    try (DenseArray values = variable.array().compute()) {
      check(values.block(), variable.name());
    }
  }

  static void check(Block block, String name) {
    long[] index = new long[block.shape().rank()];
    for (long i = 0; i < block.shape().size(); i++) {
      assertEquals(at(block.dtype(), i), block.getDouble(index), name + ", element " + i);
      for (int d = index.length - 1; d >= 0 && ++index[d] == block.shape().dim(d); d--) {
        index[d] = 0;
      }
    }
  }

  /** The letters that are in golden files. */
  static String letters(long first, int count) {
    StringBuilder s = new StringBuilder();
    for (long i = first; i < first + count; i++) {
      s.append((char) ('a' + i % 26));
    }
    return s.toString();
  }
}
