package org.hyperslab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.hyperslab.block.Block;
import org.hyperslab.block.DType;
import org.hyperslab.grid.ChunkGrid;
import org.hyperslab.grid.Shape;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * Results against those of NumPy, in {@code numpy-vectors.txt}; {@code make_vectors.py} makes them
 * and says what they are. Every case is computed from whole arrays, from small regular chunks and
 * from irregular ones.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class NumpyVectorsTest {
  private static final int PER_RUN = 60;

  private record Vector(DType dtype, Shape shape, byte[] bytes) {
    Block flat() {
      return Block.of(MemorySegment.ofArray(bytes), dtype, Shape.of(shape.size()));
    }
  }

  private record Case(
      String op, String[] arrays, String parameter, String how, Vector expected, byte[] errors) {
    @Override
    public String toString() {
      return op + " of " + String.join(", ", arrays) + " [" + parameter + "]";
    }
  }

  private final Map<String, Vector> arrays = new HashMap<>();
  private final List<Case> cases = new ArrayList<>();
  private final Map<String, ChunkedArray[]> sources = new HashMap<>();

  @BeforeAll
  void read() throws IOException {
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                Objects.requireNonNull(
                    NumpyVectorsTest.class.getResourceAsStream("/numpy-vectors.txt")),
                StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        String[] f = line.split("\t", -1);
        if (f[0].equals("array")) {
          arrays.put(f[1], vector(f[2], f[3], f[4]));
        } else {
          byte[] errors = f.length > 8 ? bytes(f[8]) : new byte[0];
          String parameter = f[3].equals("-") ? "" : f[3];
          cases.add(
              new Case(f[1], f[2].split(","), parameter, f[4], vector(f[5], f[6], f[7]), errors));
        }
      }
    }
  }

  private static byte[] bytes(String text) {
    return text.equals("-") ? new byte[0] : Base64.getDecoder().decode(text);
  }

  private static Vector vector(String dtype, String shape, String text) {
    long[] extents =
        shape.equals("-")
            ? new long[0]
            : Arrays.stream(shape.split("x")).mapToLong(Long::parseLong).toArray();
    return new Vector(DType.named(dtype), Shape.of(extents), bytes(text));
  }

  /** An array in whole, in small regular, and in irregular chunks. */
  private ChunkedArray source(String name, int chunking) {
    return sources
        .computeIfAbsent(
            name,
            n -> {
              Vector v = Objects.requireNonNull(arrays.get(n), n);
              ChunkedArray[] all = new ChunkedArray[3];
              for (int c = 0; c < 3; c++) {
                MemorySource source = new MemorySource(n, grid(v.shape, c), v.dtype);
                MemorySegment.copy(
                    MemorySegment.ofArray(v.bytes), 0, source.flat().segment(), 0, v.bytes.length);
                all[c] = source.array();
              }
              return all;
            })[chunking];
  }

  private static ChunkGrid grid(Shape shape, int chunking) {
    long[][] chunks = new long[shape.rank()][];
    for (int d = 0; d < chunks.length; d++) {
      List<Long> along = new ArrayList<>();
      long n = shape.dim(d);
      long small = Math.max(2, n / 5 + 1);
      for (long at = 0; at < n; ) {
        long e = chunking == 0 ? n : chunking == 1 ? small : 1 + (at * 7 + d) % (n / 3 + 1);
        e = Math.min(e, n - at);
        along.add(e);
        at += e;
      }
      chunks[d] = along.stream().mapToLong(Long::longValue).toArray();
    }
    return ChunkGrid.irregular(shape, chunks);
  }

  private ChunkedArray build(Case c, int chunking) {
    ChunkedArray a = source(c.arrays[0], chunking);
    ChunkedArray b = c.arrays.length > 1 ? source(c.arrays[1], chunking) : a;
    String p = c.parameter;
    if (c.op.startsWith("reduce_")) {
      return reduce(c.op.substring(7), a, p.split(";"));
    }
    if (c.op.endsWith("_long") || c.op.endsWith("_double")) {
      return scalar(c.op, a, p);
    }
    return switch (c.op) {
      case "cast" -> a.cast(DType.named(p));
      case "slice" -> a.slice(p);
      case "concatenate" -> ChunkedArray.concatenate(Integer.parseInt(p), a, b);
      case "stack" -> ChunkedArray.stack(Integer.parseInt(p), a, b);
      case "where" -> ChunkedArray.where(a, b, source(c.arrays[2], chunking));
      case "sqrt" -> a.sqrt();
      case "cbrt" -> a.cbrt();
      case "exp" -> a.exp();
      case "expm1" -> a.expm1();
      case "log" -> a.log();
      case "log1p" -> a.log1p();
      case "log2" -> a.log2();
      case "log10" -> a.log10();
      case "sin" -> a.sin();
      case "cos" -> a.cos();
      case "tan" -> a.tan();
      case "arcsin" -> a.asin();
      case "arccos" -> a.acos();
      case "arctan" -> a.atan();
      case "sinh" -> a.sinh();
      case "cosh" -> a.cosh();
      case "tanh" -> a.tanh();
      case "rint" -> a.rint();
      case "floor" -> a.floor();
      case "ceil" -> a.ceil();
      case "trunc" -> a.trunc();
      case "isnan" -> a.isNaN();
      case "isinf" -> a.isInf();
      case "isfinite" -> a.isFinite();
      case "logical_not" -> a.logicalNot();
      case "absolute" -> a.abs();
      case "square" -> a.square();
      case "negative" -> a.negative();
      case "sign" -> a.sign();
      case "invert" -> a.bitwiseNot();
      case "add" -> a.add(b);
      case "subtract" -> a.subtract(b);
      case "multiply" -> a.multiply(b);
      case "divide" -> a.divide(b);
      case "floor_divide" -> a.floorDivide(b);
      case "remainder" -> a.remainder(b);
      case "power" -> a.power(b);
      case "arctan2" -> a.atan2(b);
      case "hypot" -> a.hypot(b);
      case "minimum" -> a.minimum(b);
      case "maximum" -> a.maximum(b);
      case "equal" -> a.equal(b);
      case "not_equal" -> a.notEqual(b);
      case "less" -> a.less(b);
      case "less_equal" -> a.lessEqual(b);
      case "greater" -> a.greater(b);
      case "greater_equal" -> a.greaterEqual(b);
      case "logical_and" -> a.logicalAnd(b);
      case "logical_or" -> a.logicalOr(b);
      case "logical_xor" -> a.logicalXor(b);
      case "bitwise_and" -> a.bitwiseAnd(b);
      case "bitwise_or" -> a.bitwiseOr(b);
      case "bitwise_xor" -> a.bitwiseXor(b);
      case "left_shift" -> a.leftShift(b);
      case "right_shift" -> a.rightShift(b);
      default -> throw new AssertionError("unknown operation: " + c.op);
    };
  }

  private static ChunkedArray scalar(String op, ChunkedArray a, String p) {
    if (op.startsWith("clip")) {
      String[] bounds = p.split(",");
      return op.equals("clip_long")
          ? a.clip(Long.parseLong(bounds[0]), Long.parseLong(bounds[1]))
          : a.clip(Double.parseDouble(bounds[0]), Double.parseDouble(bounds[1]));
    }
    double d = Double.parseDouble(p);
    long l = (long) d;
    return switch (op) {
      case "add_long" -> a.add(l);
      case "subtract_long" -> a.subtract(l);
      case "multiply_long" -> a.multiply(l);
      case "divide_long" -> a.divide(l);
      case "floor_divide_long" -> a.floorDivide(l);
      case "remainder_long" -> a.remainder(l);
      case "power_long" -> a.power(l);
      case "minimum_long" -> a.minimum(l);
      case "maximum_long" -> a.maximum(l);
      case "less_long" -> a.less(l);
      case "equal_long" -> a.equal(l);
      case "add_double" -> a.add(d);
      case "multiply_double" -> a.multiply(d);
      case "divide_double" -> a.divide(d);
      case "floor_divide_double" -> a.floorDivide(d);
      case "remainder_double" -> a.remainder(d);
      case "minimum_double" -> a.minimum(d);
      case "greater_double" -> a.greater(d);
      default -> throw new AssertionError("unknown operation: " + op);
    };
  }

  private static ChunkedArray reduce(String op, ChunkedArray a, String[] p) {
    Axes axes =
        p[0].equals("all")
            ? Axes.all()
            : Axes.of(Arrays.stream(p[0].split(",")).mapToInt(Integer::parseInt).toArray());
    axes = p[1].equals("1") ? axes.keepDims() : axes;
    int ddof = Integer.parseInt(p[2]);
    return switch (op) {
      case "sum" -> a.sum(axes);
      case "prod" -> a.prod(axes);
      case "mean" -> a.mean(axes);
      case "min" -> a.min(axes);
      case "max" -> a.max(axes);
      case "any" -> a.any(axes);
      case "all" -> a.all(axes);
      case "argmin" -> a.argmin(axes);
      case "argmax" -> a.argmax(axes);
      case "count_nonzero" -> a.countNonzero(axes);
      case "var" -> a.var(axes, ddof);
      case "std" -> a.std(axes, ddof);
      case "nansum" -> a.nansum(axes);
      case "nanmean" -> a.nanmean(axes);
      case "nanmin" -> a.nanmin(axes);
      case "nanmax" -> a.nanmax(axes);
      case "nanvar" -> a.nanvar(axes, ddof);
      case "nanstd" -> a.nanstd(axes, ddof);
      default -> throw new AssertionError("unknown reduction: " + op);
    };
  }

  // ---- comparing

  private static String differs(Case c, DenseArray got) {
    Vector v = c.expected;
    if (got.dtype() != v.dtype || !got.shape().equals(v.shape)) {
      return "got " + got.dtype() + " " + got.shape() + ", expected " + v.dtype + " " + v.shape;
    }
    Block expected = v.flat();
    Block actual = Block.of(got.block().segment(), v.dtype, Shape.of(v.shape.size()));
    Block errors =
        c.errors.length == 0 ? expected : new Vector(DType.FLOAT64, v.shape, c.errors).flat();
    for (long i = 0; i < v.shape.size(); i++) {
      boolean same =
          v.dtype.isFloat()
              ? sameFloat(c.how, actual.getDouble(i), expected.getDouble(i), errors.getDouble(i))
                  || (v.dtype == DType.FLOAT32
                      && near(c.how, (float) actual.getDouble(i), (float) expected.getDouble(i)))
              : actual.getLong(i) == expected.getLong(i);
      if (!same) {
        return "element "
            + i
            + ": got "
            + text(actual, i)
            + ", expected "
            + text(expected, i)
            + (c.errors.length == 0 ? "" : ", allowed error " + text(errors, i))
            + " ("
            + c.how
            + ")";
      }
    }
    return null;
  }

  private static String text(Block block, long i) {
    return block.dtype().isFloat()
        ? Double.toString(block.getDouble(i))
        : Long.toString(block.getLong(i));
  }

  private static boolean sameFloat(String how, double got, double expected, double allowed) {
    if (Double.isNaN(got) && Double.isNaN(expected)) {
      return true;
    }
    if (how.equals("exact")) {
      return Double.doubleToLongBits(got) == Double.doubleToLongBits(expected);
    }
    return got == expected
        || near(how, got, expected)
        || (how.equals("close") && Math.abs(got - expected) <= allowed);
  }

  private static double ulps(String how) {
    return switch (how) {
      case "ulp" -> 2;
      case "close" -> 1;
      case "ulps" -> 64;
      default -> 0;
    };
  }

  private static boolean near(String how, double got, double expected) {
    return Math.abs(got - expected) <= ulps(how) * Math.ulp(expected);
  }

  private static boolean near(String how, float got, float expected) {
    return Math.abs(got - expected) <= ulps(how) * Math.ulp(expected);
  }

  @Test
  void resultsAreThoseOfNumPy() {
    Map<String, List<String>> failures = new TreeMap<>();
    try (Session session = Session.builder().memory("64 MiB").workers(2).build()) {
      for (int from = 0; from < cases.size(); from += PER_RUN) {
        List<Case> part = cases.subList(from, Math.min(cases.size(), from + PER_RUN));
        for (int chunking = 0; chunking < 3; chunking++) {
          runPart(session, part, chunking, failures);
        }
        assertEquals(0, session.budget().used());
      }
    }
    assertTrue(cases.size() > 4000, "cases=" + cases.size());
    if (!failures.isEmpty()) {
      StringBuilder s = new StringBuilder();
      failures.forEach(
          (op, all) -> {
            s.append(op).append(": ").append(all.size()).append(" cases\n");
            all.stream().limit(6).forEach(f -> s.append("  ").append(f).append('\n'));
          });
      fail(s.toString());
    }
  }

  private void runPart(
      Session session, List<Case> part, int chunking, Map<String, List<String>> failures) {
    List<ChunkedArray> wanted = new ArrayList<>();
    for (Case c : part) {
      try {
        wanted.add(build(c, chunking));
      } catch (RuntimeException e) {
        throw new AssertionError(c.toString(), e);
      }
    }
    List<DenseArray> results = session.computeAll(wanted.toArray(ChunkedArray[]::new));
    for (int i = 0; i < results.size(); i++) {
      Case c = part.get(i);
      String wrong = differs(c, results.get(i));
      if (wrong != null) {
        failures
            .computeIfAbsent(c.op, k -> new ArrayList<>())
            .add(c + ", chunking " + chunking + ": " + wrong);
      }
      results.get(i).close();
    }
  }

  @Test
  void elementsAreCopiedBitForBit() {
    for (String name : List.of("u_float32", "u_uint64", "u_bool")) {
      Vector v = arrays.get(name);
      try (Session session = Session.builder().memory("1 MiB").workers(2).build();
          DenseArray r = source(name, 1).compute(session)) {
        assertTrue(Arrays.equals(v.bytes, r.bytes().toArray(ValueLayout.JAVA_BYTE)), name);
      }
    }
  }
}
