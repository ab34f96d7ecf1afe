package org.hyperslab.stencil;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Objects;
import java.util.Random;
import org.hyperslab.ChunkedArray;
import org.hyperslab.Chunks;
import org.hyperslab.DenseArray;
import org.hyperslab.Session;
import org.hyperslab.block.DType;
import org.hyperslab.grid.EdgeMode;
import org.hyperslab.grid.Region;
import org.hyperslab.grid.Shape;
import org.hyperslab.grid.Strides;
import org.hyperslab.stencil.kernel.RowKernel;
import org.hyperslab.stencil.kernel.TapSums;
import org.junit.jupiter.api.Test;

class FiltersTest {
  /** Element {@code k}, in C order, is {@code k * 7919 % 101 / 8 - 5}. */
  private static ChunkedArray input(long[] shape, DType dtype, long[] chunk) {
    long[] strides = Strides.contiguous(Shape.of(shape));
    return ChunkedArray.fromFunction(
        Shape.of(shape),
        dtype,
        Chunks.of(chunk),
        (none, place, block) -> {
          Region cells = Region.whole(place.shape());
          long[] at = cells.origin();
          do {
            long k = Strides.offset(strides, at) + Strides.offset(strides, place.origin());
            block.setDouble(k * 7919 % 101 / 8.0 - 5, at);
          } while (cells.next(at));
        });
  }

  private static DenseArray kernel(int rank) {
    Object kernel =
        switch (rank) {
          case 1 -> new double[] {0.5, -1, 2, 3};
          case 2 -> new double[][] {{1, 2, 3.5}, {0, -1, 0.25}};
          default ->
              new double[][][] {
                {{-1, -0.75}, {-0.5, -0.25}, {0, 0.25}}, {{0.5, 0.75}, {1, 1.25}, {1.5, 1.75}}
              };
        };
    return ChunkedArray.fromJava(kernel).compute();
  }

  private static ChunkedArray filter(String name, ChunkedArray x, Edge edge) {
    return switch (name) {
      case "laplacian" -> Stencils.laplacian(x, edge);
      case "gaussian1" -> Stencils.gaussianBlur(x, 1, edge);
      case "gaussian0.6" -> Stencils.gaussianBlur(x, 0.6, edge);
      case "sobel0" -> Stencils.sobel(x, 0, edge);
      case "sobel-1" -> Stencils.sobel(x, -1, edge);
      case "uniform3" -> Stencils.uniformFilter(x, 3, edge);
      case "uniform4" -> Stencils.uniformFilter(x, 4, edge);
      case "convolve" -> Stencils.convolve(x, kernel(x.shape().rank()), edge);
      default -> throw new AssertionError(name);
    };
  }

  @Test
  void filtersGiveWhatSciPyGives() throws IOException {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    try (InputStream in = FiltersTest.class.getResourceAsStream("/scipy/filters.txt");
        BufferedReader lines =
            new BufferedReader(
                new InputStreamReader(Objects.requireNonNull(in), StandardCharsets.UTF_8));
        Session session = Session.builder().memory("16 MiB").workers(2).build()) {
      int cases = 0;
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        String[] words = line.split(" ");
        long[] shape = Arrays.stream(words[4].split(",")).mapToLong(Long::parseLong).toArray();
        long[] chunk = Arrays.stream(shape).map(n -> 1 + random.nextLong(n)).toArray();
        DType dtype = DType.valueOf(words[1].toUpperCase(Locale.ROOT));
        double[] expected =
            Arrays.stream(words, 5, words.length).mapToDouble(Double::parseDouble).toArray();
        Edge edge =
            new Edge(
                EdgeMode.valueOf(words[2].toUpperCase(Locale.ROOT)), Double.parseDouble(words[3]));
        ChunkedArray x = input(shape, dtype, chunk);
        String what = "seed=" + seed + ", chunk=" + Arrays.toString(chunk) + ", " + line;
        ChunkedArray filtered = filter(words[0], x, edge);
        assertEquals(dtype, filtered.dtype());
        try (DenseArray result = filtered.compute(session)) {
          double tolerance = dtype == DType.FLOAT32 ? 2e-5 : 1e-7;
          assertArrayEquals(expected, result.toDoubles(), tolerance, what);
        }
        cases++;
      }
      assertEquals(363, cases);
    }
  }

  @Test
  void integersAreFilteredAsFloat64() {
    try (DenseArray r =
        Stencils.laplacian(ChunkedArray.arange(5).cast(DType.INT16), Edge.REFLECT).compute()) {
      assertEquals(DType.FLOAT64, r.dtype());
      assertArrayEquals(new double[] {1, 0, 0, 0, -1}, r.toDoubles());
    }
  }

  @Test
  void wrongArgumentsAreRefused() {
    ChunkedArray x = ChunkedArray.zeros(4, 4);
    assertThrows(IllegalArgumentException.class, () -> Stencils.uniformFilter(x, 0, Edge.REFLECT));
    assertThrows(IllegalArgumentException.class, () -> Stencils.gaussianBlur(x, -1, Edge.REFLECT));
    assertThrows(IllegalArgumentException.class, () -> Stencils.gaussianBlur(x, 1e9, Edge.REFLECT));
    assertThrows(IllegalArgumentException.class, () -> Stencils.sobel(x, 2, Edge.REFLECT));
    assertThrows(
        IllegalArgumentException.class, () -> Stencils.convolve(x, kernel(3), Edge.REFLECT));
  }

  @Test
  void loopsWithSimdGiveTheBitsOfThoseWithout() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    try (Arena arena = Arena.ofConfined()) {
      for (DType dtype : new DType[] {DType.FLOAT32, DType.FLOAT64}) {
        MemorySegment in = arena.allocate(8 * 1100, 64);
        for (int i = 0; i < 1100; i++) {
          if (dtype == DType.FLOAT32) {
            in.setAtIndex(ValueLayout.JAVA_FLOAT, i, random.nextFloat() - 0.5f);
          } else {
            in.setAtIndex(ValueLayout.JAVA_DOUBLE, i, random.nextDouble() - 0.5);
          }
        }
        double[] weights = random.doubles(7, -1, 1).toArray();
        long[] taps = new long[7];
        for (int k = 0; k < 7; k++) {
          taps[k] = in.address() + (long) random.nextInt(60) * dtype.bytes();
        }
        RowKernel fast = TapSums.of(weights, dtype);
        RowKernel plain = TapSums.scalar(weights, dtype);
        for (int round = 0; round < 300; round++) {
          int n = random.nextInt(1000);
          MemorySegment a = arena.allocate(8000, 64);
          MemorySegment b = arena.allocate(8000, 64);
          fast.row(a.address(), taps, n);
          plain.row(b.address(), taps, n);
          assertTrue(a.mismatch(b) < 0, "seed=" + seed + ", n=" + n + ", dtype=" + dtype);
        }
      }
    }
  }
}
