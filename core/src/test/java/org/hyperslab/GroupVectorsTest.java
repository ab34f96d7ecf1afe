package org.hyperslab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.hyperslab.block.Block;
import org.hyperslab.block.DType;
import org.hyperslab.grid.ChunkGrid;
import org.hyperslab.grid.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Reductions by groups, medians and quantiles against NumPy's, in {@code numpy-groups.txt}; {@code
 * make_group_vectors.py} makes them and says what they are.
 */
@Timeout(60)
class GroupVectorsTest {
  private static byte[] bytes(String text) {
    return text.equals("-") ? new byte[0] : Base64.getDecoder().decode(text);
  }

  private static Shape shape(String text) {
    return Shape.of(
        text.equals("-")
            ? new long[0]
            : Arrays.stream(text.split("x")).mapToLong(Long::parseLong).toArray());
  }

  private static ChunkedArray build(ChunkedArray a, String op, int axis, String labels) {
    String[] name = op.split(":");
    double number = name.length > 1 ? Double.parseDouble(name[1]) : 0;
    if (labels.equals("-")) {
      return switch (name[0]) {
        case "median" -> a.median(axis);
        case "nanmedian" -> a.nanmedian(axis);
        case "quantile" -> a.quantile(number, axis);
        case "nanquantile" -> a.nanquantile(number, axis);
        default -> throw new AssertionError("unknown operation: " + op);
      };
    }
    long[] of = Arrays.stream(labels.split(",")).mapToLong(Long::parseLong).toArray();
    GroupedArray g = a.groupBy(axis, of, Arrays.stream(of).max().orElseThrow() + 1);
    return switch (name[0]) {
      case "sum" -> g.sum();
      case "prod" -> g.prod();
      case "mean" -> g.mean();
      case "min" -> g.min();
      case "max" -> g.max();
      case "var" -> g.var((int) number);
      case "std" -> g.std((int) number);
      case "any" -> g.any();
      case "all" -> g.all();
      case "count" -> g.count();
      case "nansum" -> g.nansum();
      case "nanmean" -> g.nanmean();
      case "nanmin" -> g.nanmin();
      case "nanmax" -> g.nanmax();
      case "nanvar" -> g.nanvar((int) number);
      case "nanstd" -> g.nanstd((int) number);
      case "median" -> g.median();
      case "nanmedian" -> g.nanmedian();
      case "quantile" -> g.quantile(number);
      case "nanquantile" -> g.nanquantile(number);
      default -> throw new AssertionError("unknown operation: " + op);
    };
  }

  /** Extremes and medians are elements or halves of two; what is added up is rounded. */
  private static double tolerance(String op, DType dtype) {
    boolean exact = op.contains("min") || op.contains("max") || op.contains("median");
    return exact || !dtype.isFloat() ? 0 : dtype == DType.FLOAT32 ? 1e-5 : 1e-12;
  }

  private static void check(String[] f, DenseArray got, String where) {
    DType dtype = DType.named(f[5]);
    assertEquals(dtype, got.dtype(), where);
    assertEquals(shape(f[6]), got.shape(), where);
    Shape all = Shape.of(got.shape().size());
    Block expected = Block.of(MemorySegment.ofArray(bytes(f[7])), dtype, all);
    Block actual = Block.of(got.block().segment(), dtype, all);
    for (long i = 0; i < all.size(); i++) {
      double x = expected.getDouble(i);
      double y = actual.getDouble(i);
      double allowed = tolerance(f[1], dtype) * Math.max(1, Math.abs(x));
      boolean same = x == y || (Double.isNaN(x) && Double.isNaN(y)) || Math.abs(x - y) <= allowed;
      assertTrue(same, where + ", element " + i + ": got " + y + ", expected " + x);
    }
  }

  @Test
  void resultsAreThoseOfNumPy() throws IOException {
    Map<String, ChunkedArray[]> arrays = new HashMap<>();
    List<String[]> cases = new ArrayList<>();
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                Objects.requireNonNull(
                    GroupVectorsTest.class.getResourceAsStream("/numpy-groups.txt")),
                StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        String[] f = line.split("\t", -1);
        if (f[0].equals("array")) {
          arrays.put(f[1], sources(DType.named(f[2]), shape(f[3]), bytes(f[4])));
        } else {
          cases.add(f);
        }
      }
    }
    assertTrue(cases.size() > 400, "cases=" + cases.size());
    try (Session session = Session.builder().memory("64 MiB").workers(2).build()) {
      for (int chunking = 0; chunking < 3; chunking++) {
        for (String[] f : cases) {
          ChunkedArray a = Objects.requireNonNull(arrays.get(f[2]))[chunking];
          try (DenseArray got = session.compute(build(a, f[1], Integer.parseInt(f[3]), f[4]))) {
            String where = String.join(" ", Arrays.asList(f).subList(1, 5)) + ", " + a;
            check(f, got, where);
          }
        }
      }
    }
  }

  private static ChunkedArray[] sources(DType dtype, Shape shape, byte[] bytes) {
    long[][] chunks = {{17, 3, 4}, {5, 2, 3}, {1, 3, 4}};
    ChunkedArray[] arrays = new ChunkedArray[chunks.length];
    for (int c = 0; c < chunks.length; c++) {
      MemorySource source = new MemorySource("x", ChunkGrid.regular(shape, chunks[c]), dtype);
      MemorySegment.copy(MemorySegment.ofArray(bytes), 0, source.flat().segment(), 0, bytes.length);
      arrays[c] = source.array();
    }
    return arrays;
  }
}
