package org.hyperslab.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.hyperslab.block.DType;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Both kinds of kernels give what NumPy gives; the vectors are made by
 * src/test/python/kernel_vectors.py.
 */
class NumpyKernelsTest {
  /** Rounding apart, which NumPy leaves to C's library for these. */
  private static final double LIBRARY_ULPS = 2;

  private static List<String[]> lines(String kind) {
    try (BufferedReader in =
        new BufferedReader(
            new InputStreamReader(
                Objects.requireNonNull(NumpyKernelsTest.class.getResourceAsStream("numpy.txt")),
                StandardCharsets.US_ASCII))) {
      return in.lines().map(l -> l.split(" ")).filter(f -> f[0].equals(kind)).toList();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static Kernels kernels(String name) {
    return name.equals("scalar") ? Kernels.scalar() : Kernels.best();
  }

  private static int count(String bits) {
    return bits.split(",").length;
  }

  private static MemorySegment load(Arena arena, DType dtype, String bits) {
    String[] values = bits.split(",");
    MemorySegment to = arena.allocate((long) values.length * dtype.bytes(), 64);
    Element raw = new Element(dtype.bytes(), false, false);
    for (int i = 0; i < values.length; i++) {
      long at = to.address() + (long) i * dtype.bytes();
      raw.storeLong(at, Long.parseUnsignedLong(values[i], 16));
    }
    return to;
  }

  private static MemorySegment result(Arena arena, DType dtype, int n) {
    MemorySegment to = arena.allocate((long) n * dtype.bytes() + 64, 64);
    to.fill(Samples.GUARD);
    return to;
  }

  @ParameterizedTest
  @ValueSource(strings = {"scalar", "best"})
  void unary(String which) {
    for (String[] f : lines("unary")) {
      UnaryOp op = UnaryOp.valueOf(f[1]);
      DType in = DType.named(f[2]);
      DType out = DType.named(f[3]);
      DType operand = Typing.operandType(op, in);
      String what = which + " " + op + " " + in;
      assertEquals(out, Typing.resultType(op, operand), what);
      int n = count(f[4]);
      try (Arena arena = Arena.ofConfined()) {
        MemorySegment a = cast(arena, load(arena, in, f[4]), in, operand, n);
        MemorySegment got = result(arena, out, n);
        kernels(which).unary(op, operand).apply(got.address(), a.address(), n);
        double ulps = op.ordinal() >= UnaryOp.CBRT.ordinal() && out.isFloat() ? LIBRARY_ULPS : 0;
        Samples.assertSame(load(arena, out, f[5]), got, out, n, ulps, what);
      }
    }
  }

  private static MemorySegment cast(
      Arena arena, MemorySegment from, DType fromType, DType to, int n) {
    MemorySegment cast = result(arena, to, n);
    Kernels.scalar().cast(fromType, to).apply(cast.address(), from.address(), n);
    return cast;
  }

  @ParameterizedTest
  @ValueSource(strings = {"scalar", "best"})
  void binary(String which) {
    for (String[] f : lines("binary")) {
      BinaryOp op = BinaryOp.valueOf(f[1]);
      DType in = DType.named(f[2]);
      DType out = DType.named(f[3]);
      DType operand = Typing.operandType(op, in, in);
      String what = which + " " + op + " " + in;
      assertEquals(out, Typing.resultType(op, operand), what);
      int n = count(f[4]);
      try (Arena arena = Arena.ofConfined()) {
        MemorySegment a = cast(arena, load(arena, in, f[4]), in, operand, n);
        MemorySegment b = cast(arena, load(arena, in, f[5]), in, operand, n);
        MemorySegment got = result(arena, out, n);
        kernels(which).binary(op, operand).apply(got.address(), a.address(), 1, b.address(), 1, n);
        boolean library =
            op == BinaryOp.ATAN2 || op == BinaryOp.HYPOT || (op == BinaryOp.POWER && out.isFloat());
        double ulps = library ? LIBRARY_ULPS : 0;
        Samples.assertSame(load(arena, out, f[6]), got, out, n, ulps, what);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"scalar", "best"})
  void cast(String which) {
    for (String[] f : lines("cast")) {
      DType from = DType.named(f[2]);
      DType to = DType.named(f[3]);
      int n = count(f[4]);
      try (Arena arena = Arena.ofConfined()) {
        MemorySegment a = load(arena, from, f[4]);
        MemorySegment got = result(arena, to, n);
        kernels(which).cast(from, to).apply(got.address(), a.address(), n);
        String what = which + " " + from + " to " + to;
        Samples.assertSame(load(arena, to, f[5]), got, to, n, 0, what);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"scalar", "best"})
  void reductionOfAll(String which) {
    for (String[] f : lines("reduce")) {
      reduce(which, f, false);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"scalar", "best"})
  void reductionOfOneElementAtATime(String which) {
    for (String[] f : lines("reduce")) {
      reduce(which, f, true);
    }
  }

  private static void reduce(String which, String[] f, boolean each) {
    ReduceOp op = ReduceOp.valueOf(f[1]);
    DType in = DType.named(f[2]);
    DType out = DType.named(f[3]);
    int n = count(f[4]);
    ReduceKernel kernel = kernels(which).reduce(op, in, 0);
    String what = which + " " + op + " " + in + " of " + f[4];
    assertEquals(out, kernel.resultType(), what);
    try (Arena arena = Arena.ofConfined()) {
      long a = load(arena, in, f[4]).address();
      // 19 cells that see the same elements, or one that sees all
      int cells = each ? 19 : 1;
      long stride = 8L * cells;
      long state = arena.allocate(3 * stride, 8).address();
      MemorySegment row = arena.allocate(8L * cells, 8);
      kernel.init(state, stride, cells);
      if (each) {
        for (int i = 0; i < n; i++) {
          StridedCopy.copy2d(
              row.address(), 0, in.bytes(), a + (long) i * in.bytes(), 0, 0, 1, cells, in.bytes());
          kernel.foldEach(state, stride, row.address(), cells, i);
        }
      } else {
        kernel.foldAll(state, stride, a, n, 0, 1);
      }
      MemorySegment got = result(arena, out, cells);
      kernel.finish(got.address(), state, stride, cells, n);
      MemorySegment one = load(arena, out, f[5]);
      MemorySegment expected = result(arena, out, cells);
      long bits = new Element(out.bytes(), false, false).loadLong(one.address());
      StridedCopy.fill(expected.address(), cells, out.bytes(), bits);
      double ulps = out == DType.FLOAT64 ? 32 : out == DType.FLOAT32 ? 1 : 0;
      Samples.assertSame(expected, got, out, cells, ulps, what);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"scalar", "best"})
  void whatNumPyRefusesIsRefused(String which) {
    for (String[] f : lines("refused1")) {
      UnaryOp op = UnaryOp.valueOf(f[1]);
      DType in = DType.named(f[2]);
      assertThrows(IllegalArgumentException.class, () -> Typing.operandType(op, in));
      assertThrows(IllegalArgumentException.class, () -> kernels(which).unary(op, in));
    }
    for (String[] f : lines("refused2")) {
      BinaryOp op = BinaryOp.valueOf(f[1]);
      DType in = DType.named(f[2]);
      assertThrows(IllegalArgumentException.class, () -> Typing.operandType(op, in, in));
      assertThrows(IllegalArgumentException.class, () -> kernels(which).binary(op, in));
    }
  }
}
