package org.hyperslab.stencil.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.hyperslab.block.DType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Loops with SIMD against those in plain Java, in lengths around multiples of a vector. */
class StencilLoopsTest {
  private static final String HOT = "org.hyperslab.kernel.hot";
  private static final int PITCH = 200;
  private static final int ROWS = 40;
  private static final int[] LENGTHS = {1, 3, 7, 8, 9, 15, 16, 17, 31, 32, 33, 63, 64, 65, 100};

  @BeforeAll
  static void useSimdFromTheFirstCellOn() {
    System.setProperty(HOT, "true");
  }

  @AfterAll
  static void restore() {
    System.clearProperty(HOT);
  }

  /** Random rows, and as many for results. */
  private record Memory(MemorySegment in, MemorySegment expected, MemorySegment got, DType dtype) {
    static Memory make(Arena arena, DType dtype) {
      long bytes = (long) PITCH * ROWS * dtype.bytes();
      Memory m =
          new Memory(
              arena.allocate(bytes, 64),
              arena.allocate(bytes, 64),
              arena.allocate(bytes, 64),
              dtype);
      SplittableRandom random = new SplittableRandom(5);
      for (long i = 0; i < (long) PITCH * ROWS; i++) {
        double x = random.nextDouble(-1, 1);
        if (dtype == DType.FLOAT64) {
          m.in.setAtIndex(ValueLayout.JAVA_DOUBLE, i, x);
        } else {
          m.in.setAtIndex(ValueLayout.JAVA_FLOAT, i, (float) x);
        }
      }
      return m;
    }

    long at(MemorySegment segment, int row) {
      return segment.address() + ((long) row * PITCH + 64) * dtype.bytes();
    }

    void assertSame(int row, int n, String what) {
      for (int i = 0; i < n; i++) {
        long at = ((long) row * PITCH + 64 + i) * dtype.bytes();
        for (int b = 0; b < dtype.bytes(); b++) {
          byte e = expected.get(ValueLayout.JAVA_BYTE, at + b);
          assertEquals(
              e, got.get(ValueLayout.JAVA_BYTE, at + b), what + ", n " + n + ", cell " + i);
        }
      }
    }
  }

  private static List<Formula> formulas() {
    List<Formula> all = new ArrayList<>();
    for (int rank = 2; rank <= 3; rank++) {
      for (double c : new double[] {0, 0.3}) {
        all.add(new Formula.Star(rank, c, 0.1, 0.1, 0.1));
        all.add(new Formula.Star(rank, c, 0.15, 0.05, 0.2));
      }
    }
    all.add(new Formula.Taps(new double[] {0.7}));
    all.add(new Formula.Taps(new double[] {0.1, -0.2, 0.3, 0.4, -0.5, 0.6, 0.7}));
    all.add(new Formula.Taps(new double[0]));
    return all;
  }

  @Test
  void rowsAreBitEqual() {
    try (Arena arena = Arena.ofConfined()) {
      for (DType dtype : List.of(DType.FLOAT64, DType.FLOAT32)) {
        Memory m = Memory.make(arena, dtype);
        for (Formula f : formulas()) {
          StencilRow scalar = StencilLoops.scalarRow(f, dtype);
          StencilRow vector = VectorLoops.row(StencilLoops.Kind.of(f, dtype), scalar);
          Weights w = Weights.of(f, dtype);
          int inputs =
              switch (f) {
                case Formula.Star s -> s.rank() * 2 - 1;
                case Formula.Taps t -> t.weights().length;
              };
          long[] in = new long[inputs];
          for (int i = 0; i < inputs; i++) {
            in[i] = m.at(m.in, 3 * i) + i % 2 * (long) dtype.bytes();
          }
          for (int n : LENGTHS) {
            scalar.row(m.at(m.expected, 0), in, n, w.address());
            vector.row(m.at(m.got, 0), in, n, w.address());
            m.assertSame(0, n, dtype + " " + f);
          }
        }
      }
    }
  }

  @Test
  void groupsOfRowsAreBitEqualWithAndWithoutShuffles() {
    try (Arena arena = Arena.ofConfined()) {
      for (DType dtype : List.of(DType.FLOAT64, DType.FLOAT32)) {
        Memory m = Memory.make(arena, dtype);
        for (Formula f : formulas()) {
          if (f instanceof Formula.Star star) {
            check(m, star, false);
            check(m, star, true);
          }
        }
      }
    }
  }

  private static void check(Memory m, Formula.Star star, boolean shuffle) {
    StencilLoops.Kind kind = StencilLoops.Kind.of(star, m.dtype);
    StarKernel scalar = new ScalarStars.Rows(star.rank(), StencilLoops.scalarRow(star, m.dtype));
    StarKernel vector = VectorLoops.star(kind, scalar, shuffle);
    Weights w = Weights.of(star, m.dtype);
    long[] in = new long[star.rank() == 2 ? 10 : 8];
    for (int i = 0; i < in.length; i++) {
      in[i] = m.at(m.in, 2 * i);
    }
    for (int rows = vector.unit(); rows <= StarKernel.rows(star.rank()); rows += vector.unit()) {
      for (int n : LENGTHS) {
        scalar.compute(rows(m, m.expected), in, rows, n, w.address());
        vector.compute(rows(m, m.got), in, rows, n, w.address());
        for (int r = 0; r < rows; r++) {
          m.assertSame(r, n, m.dtype + " " + star + " shuffle " + shuffle);
        }
      }
    }
  }

  private static long[] rows(Memory m, MemorySegment segment) {
    return IntStream.range(0, 8).mapToLong(row -> m.at(segment, row)).toArray();
  }

  @Test
  void linesOfTridiagonalSystemsAreBitEqual() {
    try (Arena arena = Arena.ofConfined()) {
      for (DType dtype : List.of(DType.FLOAT64, DType.FLOAT32)) {
        Memory m = Memory.make(arena, dtype);
        LineKernel scalar = LineKernel.scalar(dtype);
        LineKernel vector = LineKernel.of(dtype);
        long[] beside = {m.at(m.in, 4), m.at(m.in, 6) + dtype.bytes()};
        for (int n : LENGTHS) {
          scalar.secondDifference(m.at(m.expected, 0), m.at(m.in, 5), beside, 0.3, n);
          vector.secondDifference(m.at(m.got, 0), m.at(m.in, 5), beside, 0.3, n);
          m.assertSame(0, n, "difference");
          scalar.eliminate(m.at(m.expected, 0), m.at(m.in, 2), -0.7, 0.9, n);
          vector.eliminate(m.at(m.got, 0), m.at(m.in, 2), -0.7, 0.9, n);
          m.assertSame(0, n, "eliminate");
          scalar.subtract(m.at(m.expected, 0), m.at(m.in, 3), 0.2, n);
          vector.subtract(m.at(m.got, 0), m.at(m.in, 3), 0.2, n);
          m.assertSame(0, n, "subtract");
        }
      }
    }
  }

  @Test
  void rowsOfDiffusionAreBitEqual() {
    try (Arena arena = Arena.ofConfined()) {
      for (DType dtype : List.of(DType.FLOAT64, DType.FLOAT32)) {
        Memory m = Memory.make(arena, dtype);
        long step = (long) PITCH * dtype.bytes();
        for (int n : LENGTHS) {
          DiffusionRow.Rows to =
              new DiffusionRow.Rows(
                  m.at(m.expected, 0), m.at(m.in, 5), step, m.at(m.in, 20), 2 * step);
          DiffusionRow.scalar(dtype).row(to, 0.1, 0.2, n);
          DiffusionRow.of(dtype)
              .row(
                  new DiffusionRow.Rows(
                      m.at(m.got, 0), m.at(m.in, 5), step, m.at(m.in, 20), 2 * step),
                  0.1,
                  0.2,
                  n);
          m.assertSame(0, n, "diffusion " + dtype);
        }
      }
    }
  }
}
