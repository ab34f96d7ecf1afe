package org.hyperslab.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.hyperslab.block.Block;
import org.hyperslab.block.DType;
import org.hyperslab.grid.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StridedCopyTest {
  private final long seed = System.nanoTime();
  private final Random random = new Random(seed);

  /** A block with elements in any order of dimensions, with gaps, backwards or repeated. */
  private Block anyLayout(Arena arena, DType dtype, long[] shape, boolean repeats) {
    int rank = shape.length;
    List<Integer> order = new ArrayList<>();
    for (int d = 0; d < rank; d++) {
      order.add(d);
    }
    Collections.shuffle(order, random);
    long[] strides = new long[rank];
    long size = 1;
    long offset = 0;
    for (int d : order) {
      if (repeats && random.nextInt(5) == 0) {
        continue;
      }
      strides[d] = size;
      size *= Math.max(1, shape[d] + (random.nextInt(3) == 0 ? 1 : 0));
      if (random.nextInt(4) == 0 && shape[d] > 0) {
        offset += (shape[d] - 1) * strides[d];
        strides[d] = -strides[d];
      }
    }
    MemorySegment segment = arena.allocate(size * dtype.bytes(), 8);
    Block all = Block.of(segment, dtype, Shape.of(size));
    for (long i = 0; i < size; i++) {
      all.setLong(random.nextLong() & 0x7f, i);
    }
    return all.withLayout(Shape.of(shape), offset, strides);
  }

  @ParameterizedTest
  @ValueSource(strings = {"int8", "int16", "float32", "float64"})
  void copiesBetweenAnyLayouts(String name) {
    DType dtype = DType.named(name);
    for (int round = 0; round < 300; round++) {
      long[] shape = new long[random.nextInt(5)];
      for (int d = 0; d < shape.length; d++) {
        shape[d] = random.nextInt(round % 10 == 0 ? 150 >> shape.length : 7);
      }
      try (Arena arena = Arena.ofConfined()) {
        Block src = anyLayout(arena, dtype, shape, true);
        Block dst = anyLayout(arena, dtype, shape, false);
        StridedCopy.copy(src, dst);
        String what = "seed=" + seed + ", round=" + round + ", from=" + src + ", to=" + dst;
        assertEqualElements(src, dst, new long[shape.length], 0, what);
      }
    }
  }

  private static void assertEqualElements(Block src, Block dst, long[] index, int d, String what) {
    if (d == index.length) {
      assertEquals(src.getDouble(index), dst.getDouble(index), what);
      return;
    }
    for (index[d] = 0; index[d] < src.shape().dim(d); index[d]++) {
      assertEqualElements(src, dst, index, d + 1, what);
    }
    index[d] = 0;
  }

  @Test
  void transposesWhatIsLargerThanATile() {
    try (Arena arena = Arena.ofConfined()) {
      int rows = 131;
      int cols = 203;
      MemorySegment a = arena.allocate(4L * rows * cols, 4);
      MemorySegment b = arena.allocate(4L * rows * cols, 4);
      for (int i = 0; i < rows * cols; i++) {
        NativeMemory.putInt(a.address() + 4L * i, i);
      }
      StridedCopy.copy2d(b.address(), 4L * rows, 4, a.address(), 4, 4L * cols, cols, rows, 4);
      for (int r = 0; r < rows; r++) {
        for (int c = 0; c < cols; c++) {
          assertEquals(r * cols + c, NativeMemory.getInt(b.address() + 4L * (c * rows + r)));
        }
      }
    }
  }

  @Test
  void fillsWithoutTouchingWhatLiesBehind() {
    for (int bytes : new int[] {1, 2, 4, 8}) {
      for (int n = 0; n < 40; n++) {
        try (Arena arena = Arena.ofConfined()) {
          MemorySegment to = arena.allocate(400, 8);
          to.fill(Samples.GUARD);
          StridedCopy.fill(to.address() + 1, n, bytes, 0x8182838485868788L);
          Element element = new Element(bytes, false, false);
          long expected =
              bytes == 8 ? 0x8182838485868788L : 0x8182838485868788L & ((1L << 8 * bytes) - 1);
          for (int i = 0; i < n; i++) {
            assertEquals(expected, element.loadLong(to.address() + 1 + (long) i * bytes));
          }
          assertEquals(Samples.GUARD, NativeMemory.getByte(to.address()));
          assertEquals(Samples.GUARD, NativeMemory.getByte(to.address() + 1 + (long) n * bytes));
        }
      }
    }
  }

  @Test
  void refusesBlocksThatDiffer() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment memory = arena.allocate(64, 8);
      Block a = Block.of(memory, DType.INT32, Shape.of(2, 3));
      Block b = Block.of(memory, DType.INT32, Shape.of(3, 2));
      Block c = Block.of(memory, DType.FLOAT32, Shape.of(2, 3));
      String message =
          assertThrows(IllegalArgumentException.class, () -> StridedCopy.copy(a, b)).getMessage();
      assertEquals("blocks differ: from=int32 (2, 3), to=int32 (3, 2)", message);
      assertThrows(IllegalArgumentException.class, () -> StridedCopy.copy(a, c));
      assertThrows(
          IllegalArgumentException.class, () -> StridedCopy.copy2d(0, 0, 0, 0, 0, 0, 0, 0, 3));
    }
  }
}
