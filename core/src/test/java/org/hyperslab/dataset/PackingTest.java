package org.hyperslab.dataset;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.hyperslab.ChunkedArray;
import org.hyperslab.Chunks;
import org.hyperslab.DenseArray;
import org.hyperslab.Session;
import org.hyperslab.block.DType;
import org.hyperslab.grid.Shape;
import org.junit.jupiter.api.Test;

class PackingTest {
  /** An array of given bits. */
  private static ChunkedArray stored(DType dtype, long... bits) {
    ChunkedArray[] elements = new ChunkedArray[bits.length];
    for (int i = 0; i < bits.length; i++) {
      Numbers n = Numbers.ofBits(dtype, bits[i]);
      elements[i] =
          dtype.isFloat()
              ? ChunkedArray.full(Shape.of(1), n.getDouble(0), dtype, Chunks.auto())
              : ChunkedArray.full(Shape.of(1), n.getLong(0), dtype, Chunks.auto());
    }
    return ChunkedArray.concatenate(0, elements);
  }

  private static Variable variable(ChunkedArray array, Attributes attributes) {
    return Variable.of("v", List.of("x"), array, attributes);
  }

  private static Variable packed(DType dtype, Attributes attributes, long... values) {
    return variable(stored(dtype, values), attributes);
  }

  private static double[] decode(Variable v) {
    try (Session session = Session.builder().memory("64MiB").build();
        DenseArray a = v.decoded().array().compute(session)) {
      return a.toDoubles();
    }
  }

  @Test
  void valuesAndTypesAreThoseOfXarray() throws IOException {
    List<String[]> cases = new ArrayList<>();
    try (BufferedReader in =
        new BufferedReader(
            new InputStreamReader(
                Objects.requireNonNull(PackingTest.class.getResourceAsStream("packing.txt")),
                StandardCharsets.UTF_8))) {
      in.lines().forEach(line -> cases.add(line.split("\t", -1)));
    }
    ChunkedArray[] decoded = new ChunkedArray[cases.size()];
    for (int i = 0; i < decoded.length; i++) {
      String[] c = cases.get(i);
      long[] bits = Arrays.stream(c[1].split(" ")).mapToLong(Long::parseUnsignedLong).toArray();
      decoded[i] = variable(stored(DType.named(c[0]), bits), attributes(c[2])).decoded().array();
    }
    try (Session session = Session.builder().memory("256MiB").build()) {
      for (int from = 0; from < decoded.length; from += 40) {
        int to = Math.min(decoded.length, from + 40);
        List<DenseArray> results = session.computeAll(Arrays.copyOfRange(decoded, from, to));
        for (int i = from; i < to; i++) {
          try (DenseArray result = results.get(i - from)) {
            check(cases.get(i), result);
          }
        }
      }
    }
  }

  private static void check(String[] c, DenseArray result) {
    String what = String.join(" ", c);
    assertEquals(c[3], result.dtype().toString(), what);
    String[] expected = c[4].split(" ");
    for (int i = 0; i < expected.length; i++) {
      Numbers e = Numbers.ofBits(result.dtype(), Long.parseUnsignedLong(expected[i], 16));
      if (result.dtype().isFloat()) {
        assertEquals(e.getDouble(0), result.getDouble(i), what + " at " + i);
      } else {
        assertEquals(e.getLong(0), result.getLong(i), what + " at " + i);
      }
    }
  }

  private static Attributes attributes(String text) {
    Attributes.Builder b = Attributes.builder();
    for (String a : text.isEmpty() ? new String[0] : text.split("\\|")) {
      String name = a.substring(0, a.indexOf('='));
      String type = a.substring(a.indexOf('=') + 1, a.indexOf(':'));
      String value = a.substring(a.indexOf(':') + 1);
      if (type.equals("text")) {
        b.put(name, value);
      } else {
        b.put(
            name,
            Numbers.ofBits(
                DType.named(type),
                Arrays.stream(value.split(",")).mapToLong(Long::parseUnsignedLong).toArray()));
      }
    }
    return b.build();
  }

  @Test
  void whatIsOutsideTheValidRangeIsMissing() {
    Attributes a =
        Attributes.builder()
            .put("valid_range", Numbers.of(DType.INT16, 0L, 100L))
            .put("scale_factor", DType.FLOAT64, 0.5)
            .build();
    Variable v = packed(DType.INT16, a, -1, 0, 100, 101);
    assertArrayEquals(new double[] {Double.NaN, 0, 50, Double.NaN}, decode(v));
    assertEquals(DType.FLOAT32, v.decoded().array().dtype());
    assertEquals(Attributes.none(), v.decoded().attributes());
  }

  @Test
  void aValidRangeOfFloatsIsInUnpackedNumbersWhereThoseStoredAreIntegers() {
    Attributes a =
        Attributes.builder()
            .put("valid_min", DType.FLOAT32, 0.5)
            .put("valid_max", DType.FLOAT32, 1.5)
            .put("scale_factor", DType.FLOAT32, 0.5)
            .build();
    assertArrayEquals(
        new double[] {Double.NaN, 0.5, 1.5, Double.NaN},
        decode(packed(DType.INT16, a, 0, 1, 3, 4)));
    Attributes unscaled = a.without("scale_factor");
    assertArrayEquals(
        new double[] {Double.NaN, 1, Double.NaN}, decode(packed(DType.INT16, unscaled, 0, 1, 2)));
  }

  @Test
  void oneEndOfAValidRangeMayBeOpen() {
    Attributes a = Attributes.builder().put("valid_min", Numbers.of(DType.INT8, 2L)).build();
    assertArrayEquals(new double[] {Double.NaN, 2, 127}, decode(packed(DType.INT8, a, 1, 2, 127)));
  }

  @Test
  void aValidRangeMayReachBeyondInt64() {
    Attributes a = Attributes.none().with("valid_max", Numbers.ofBits(DType.UINT64, -1L));
    assertArrayEquals(new double[] {1, 0x1p64}, decode(packed(DType.UINT64, a, 1, -2)));
    Attributes b = Attributes.none().with("valid_min", Numbers.ofBits(DType.UINT64, -1L << 63));
    assertArrayEquals(
        new double[] {Double.NaN, 0x1p63}, decode(packed(DType.UINT64, b, 1, -1L << 63)));
  }

  @Test
  void unsignedBytesHaveFillAndRangeInTheirSign() {
    Attributes a =
        Attributes.builder()
            .put("_Unsigned", "true")
            .put("_FillValue", Numbers.of(DType.INT8, -1L))
            .put("valid_range", Numbers.of(DType.INT8, 0L, -6L))
            .build();
    assertArrayEquals(
        new double[] {Double.NaN, Double.NaN, 250, 128, 0},
        decode(packed(DType.INT8, a, 255, 251, 250, 128, 0)));
  }

  @Test
  void numbersInTextsAreNumbers() {
    Attributes a =
        Attributes.builder()
            .put("scale_factor", " 0.5 ")
            .put("add_offset", "10")
            .put("missing_value", "-999, -998")
            .build();
    assertArrayEquals(
        new double[] {Double.NaN, Double.NaN, 11}, decode(packed(DType.INT16, a, -999, -998, 2)));
    Attributes empty = Attributes.of("missing_value", "none");
    assertArrayEquals(new double[] {1}, decode(packed(DType.INT16, empty, 1)));
  }

  @Test
  void aScaleThatIsNoNumberIsRefused() {
    for (Attributes a :
        List.of(
            Attributes.of("scale_factor", "about one"),
            Attributes.builder().put("scale_factor", DType.FLOAT64, 1, 2).build())) {
      assertThrows(IllegalArgumentException.class, packed(DType.INT16, a, 1)::decoded);
    }
  }

  @Test
  void wideIntegersCompareExactly() {
    Attributes a =
        Attributes.builder()
            .put("_FillValue", Numbers.of(DType.INT64, (1L << 53) + 1))
            .put("missing_value", Numbers.of(DType.INT64, Long.MIN_VALUE))
            .build();
    assertArrayEquals(
        new double[] {0x1p53, Double.NaN, Double.NaN},
        decode(packed(DType.INT64, a, 1L << 53, (1L << 53) + 1, Long.MIN_VALUE)));
    Attributes unsigned =
        Attributes.builder().put("_FillValue", Numbers.ofBits(DType.UINT64, -1L)).build();
    assertArrayEquals(new double[] {Double.NaN, 7}, decode(packed(DType.UINT64, unsigned, -1L, 7)));
  }

  /** 2^53 + 1 is no double. */
  @Test
  void validRangesOfWideIntegersCompareExactly() {
    long big = (1L << 53) + 1;
    Attributes range =
        Attributes.builder().put("valid_range", Numbers.of(DType.INT64, -big, big)).build();
    assertArrayEquals(
        new double[] {Double.NaN, -0x1p53, 0x1p53, Double.NaN},
        decode(packed(DType.INT64, range, -big - 1, -big + 1, big - 1, big + 1)));
    Attributes least = Attributes.builder().put("valid_min", Numbers.of(DType.INT64, big)).build();
    assertArrayEquals(
        new double[] {Double.NaN, big}, decode(packed(DType.INT64, least, big - 1, big)));
    long top = -3;
    Attributes unsigned =
        Attributes.builder().put("valid_max", Numbers.ofBits(DType.UINT64, top)).build();
    assertArrayEquals(
        new double[] {5, 0x1p64, Double.NaN}, decode(packed(DType.UINT64, unsigned, 5, top, -2)));
  }

  @Test
  void validRangesBeyondATypeHoldEverythingOrNothing() {
    Attributes all =
        Attributes.builder().put("valid_range", Numbers.of(DType.INT32, -1000, 1000)).build();
    assertArrayEquals(new double[] {-128, 127}, decode(packed(DType.INT8, all, -128, 127)));
    for (String name : List.of("valid_min", "valid_max")) {
      long end = name.equals("valid_min") ? 1000 : -1000;
      Attributes none = Attributes.none().with(name, Numbers.of(DType.INT32, end));
      assertArrayEquals(
          new double[] {Double.NaN, Double.NaN}, decode(packed(DType.INT8, none, -128, 127)));
    }
  }

  @Test
  void aVariableWithoutPackingIsLeftAlone() {
    Variable v = packed(DType.INT16, Attributes.of("units", "K"), 1, 2);
    assertSame(v, v.decoded());
  }
}
