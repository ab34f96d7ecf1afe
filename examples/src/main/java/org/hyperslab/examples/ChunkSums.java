package org.hyperslab.examples;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import org.hyperslab.block.Block;
import org.hyperslab.block.DType;

/** Sums of chunks that come in any order, added in one order. Thread-safe. */
final class ChunkSums {
  private final Map<Long, Double> sums = new ConcurrentSkipListMap<>();

  void add(long position, Block block) {
    sums.put(position, sum(block));
  }

  double total() {
    double total = 0;
    for (double sum : sums.values()) {
      total += sum;
    }
    return total;
  }

  /** The sum of a C-contiguous block, row by row, with four accumulators a row. */
  static double sum(Block block) {
    MemorySegment memory = block.segment();
    long n = block.shape().size();
    long run = Math.max(1, block.shape().dim(block.shape().rank() - 1));
    double sum = 0;
    for (long at = 0; at < n; at += run) {
      sum += block.dtype() == DType.FLOAT64 ? doubles(memory, at, run) : floats(memory, at, run);
    }
    return sum;
  }

  private static double doubles(MemorySegment memory, long from, long n) {
    double a = 0;
    double b = 0;
    double c = 0;
    double d = 0;
    long i = from;
    for (; i + 4 <= from + n; i += 4) {
      a += memory.getAtIndex(ValueLayout.JAVA_DOUBLE, i);
      b += memory.getAtIndex(ValueLayout.JAVA_DOUBLE, i + 1);
      c += memory.getAtIndex(ValueLayout.JAVA_DOUBLE, i + 2);
      d += memory.getAtIndex(ValueLayout.JAVA_DOUBLE, i + 3);
    }
    for (; i < from + n; i++) {
      a += memory.getAtIndex(ValueLayout.JAVA_DOUBLE, i);
    }
    return a + b + (c + d);
  }

  private static double floats(MemorySegment memory, long from, long n) {
    double sum = 0;
    for (long i = from; i < from + n; i++) {
      sum += memory.getAtIndex(ValueLayout.JAVA_FLOAT, i);
    }
    return sum;
  }
}
