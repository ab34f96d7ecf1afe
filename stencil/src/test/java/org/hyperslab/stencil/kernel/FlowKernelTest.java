package org.hyperslab.stencil.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.SplittableRandom;
import org.hyperslab.block.DType;
import org.hyperslab.stencil.kernel.FlowKernel.Lines;
import org.hyperslab.stencil.kernel.FlowKernel.Three;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Lines of diffusion with SIMD against those in plain Java, and a system against its equations. */
class FlowKernelTest {
  private static final String HOT = "org.hyperslab.kernel.hot";
  private static final int PITCH = 160;
  private static final int LINES = 12;
  private static final int[] LENGTHS = {1, 3, 7, 8, 9, 15, 16, 17, 31, 32, 33, 63, 64, 65, 100};

  @BeforeAll
  static void useSimdFromTheFirstCellOn() {
    System.setProperty(HOT, "true");
  }

  @AfterAll
  static void restore() {
    System.clearProperty(HOT);
  }

  /** Lines of numbers between 0 and 1: the same in every new one. */
  private record Cells(MemorySegment memory, DType dtype) {
    static Cells make(Arena arena, DType dtype) {
      Cells cells = new Cells(arena.allocate((long) PITCH * LINES * dtype.bytes(), 64), dtype);
      SplittableRandom random = new SplittableRandom(5);
      for (int i = 0; i < PITCH * LINES; i++) {
        if (dtype == DType.FLOAT64) {
          cells.memory.setAtIndex(ValueLayout.JAVA_DOUBLE, i, random.nextDouble());
        } else {
          cells.memory.setAtIndex(ValueLayout.JAVA_FLOAT, i, (float) random.nextDouble());
        }
      }
      return cells;
    }

    long at(int line) {
      return memory.address() + (long) line * PITCH * dtype.bytes();
    }

    Three three(int line) {
      return new Three(at(line - 1), at(line), at(line + 1));
    }

    double get(int line, int i) {
      long index = (long) line * PITCH + i;
      return dtype == DType.FLOAT64
          ? memory.getAtIndex(ValueLayout.JAVA_DOUBLE, index)
          : memory.getAtIndex(ValueLayout.JAVA_FLOAT, index);
    }
  }

  private static void work(FlowKernel kernel, Cells c, int n) {
    kernel.explicit(c.at(0), c.three(2), c.three(5), 0.3, n);
    kernel.eliminate(new Lines(c.at(1), c.at(2), c.at(9), c.at(8)), c.three(6), 0.4, n);
    kernel.addProduct(c.at(10), c.at(4), c.at(11), n);
  }

  @Test
  void linesAreBitEqual() {
    for (DType dtype : List.of(DType.FLOAT64, DType.FLOAT32)) {
      for (int n : LENGTHS) {
        try (Arena arena = Arena.ofConfined()) {
          Cells plain = Cells.make(arena, dtype);
          Cells fast = Cells.make(arena, dtype);
          work(FlowKernel.scalar(dtype), plain, n);
          work(FlowKernel.of(dtype), fast, n);
          assertEquals(-1, plain.memory.mismatch(fast.memory), dtype + ", n " + n);
        }
      }
    }
  }

  @Test
  void explicitIsWhatFlowsInThroughBothFaces() {
    try (Arena arena = Arena.ofConfined()) {
      Cells c = Cells.make(arena, DType.FLOAT64);
      FlowKernel.scalar(DType.FLOAT64).explicit(c.at(0), c.three(2), c.three(5), 0.3, 10);
      for (int i = 0; i < 10; i++) {
        double above = (c.get(5, i) + c.get(6, i)) * (c.get(3, i) - c.get(2, i));
        double below = (c.get(5, i) + c.get(4, i)) * (c.get(1, i) - c.get(2, i));
        assertEquals(c.get(2, i) + 0.3 * (above + below), c.get(0, i), 1e-15);
      }
    }
  }
}
