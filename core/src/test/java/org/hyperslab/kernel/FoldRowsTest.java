package org.hyperslab.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Random;
import org.hyperslab.block.Block;
import org.hyperslab.block.DType;
import org.hyperslab.grid.Shape;
import org.junit.jupiter.api.Test;

/** Folding rows together is the same as folding them one by one, to the bit, cold and hot. */
final class FoldRowsTest {
  private static final List<DType> TYPES =
      List.of(DType.FLOAT32, DType.FLOAT64, DType.INT16, DType.INT32, DType.UINT8);

  @Test
  void rowsTogetherGiveTheBitsOfRowsOneByOne() {
    for (ReduceOp op : ReduceOp.values()) {
      for (DType dtype : TYPES) {
        ReduceKernel kernel = Kernels.best().reduce(op, dtype, 0);
        for (int rows : new int[] {1, 3, 4, 7, 8, 13}) {
          for (int n : new int[] {1, 7, 8, 9, 33, 600}) {
            for (int repeat = 0; repeat < 3; repeat++) {
              check(kernel, op + " " + dtype, dtype, rows, n, 31L * rows + n + repeat);
            }
          }
        }
      }
    }
  }

  private static void check(
      ReduceKernel kernel, String what, DType dtype, int rows, int n, long seed) {
    Random random = new Random(seed);
    int rowElements = n + 5;
    try (Arena arena = Arena.ofConfined()) {
      Block values =
          Block.of(
              arena.allocate((long) rows * rowElements * dtype.bytes(), 64),
              dtype,
              Shape.of(rows, rowElements));
      for (int r = 0; r < rows; r++) {
        for (int i = 0; i < rowElements; i++) {
          boolean nan = dtype.isFloat() && random.nextInt(50) == 0;
          values.setDouble(nan ? Double.NaN : random.nextInt(100) + random.nextDouble(), r, i);
        }
      }
      MemorySegment together = states(arena, kernel, n);
      MemorySegment single = states(arena, kernel, n);
      long rowBytes = (long) rowElements * dtype.bytes();
      kernel.foldRows(together.address(), 8L * n, values.address(), rowBytes, rows, n, 11, 2);
      for (int r = 0; r < rows; r++) {
        kernel.foldEach(single.address(), 8L * n, values.address() + r * rowBytes, n, 11 + 2L * r);
      }
      assertEquals(
          -1, together.mismatch(single), what + ": rows=" + rows + ", n=" + n + ", seed=" + seed);
    }
  }

  private static MemorySegment states(Arena arena, ReduceKernel kernel, int n) {
    MemorySegment states = arena.allocate(8L * n * kernel.fields(), 64);
    kernel.init(states.address(), 8L * n, n);
    return states;
  }
}
