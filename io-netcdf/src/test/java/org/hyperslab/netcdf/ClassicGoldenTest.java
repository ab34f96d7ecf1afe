package org.hyperslab.netcdf;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.hyperslab.block.DType;
import org.hyperslab.dataset.Dataset;
import org.hyperslab.dataset.Dimension;
import org.hyperslab.dataset.Numbers;
import org.hyperslab.dataset.Variable;
import org.hyperslab.grid.Shape;
import org.hyperslab.store.FormatException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that netCDF4-python made; make_classic.py beside them says how. */
class ClassicGoldenTest {
  static final List<Integer> VERSIONS = List.of(1, 2, 5);
  private static final Map<String, DType> TYPES =
      Map.of(
          "i1",
          DType.INT8,
          "i2",
          DType.INT16,
          "i4",
          DType.INT32,
          "i8",
          DType.INT64,
          "u1",
          DType.UINT8,
          "u2",
          DType.UINT16,
          "u4",
          DType.UINT32,
          "u8",
          DType.UINT64,
          "f4",
          DType.FLOAT32,
          "f8",
          DType.FLOAT64);

  static Path golden(String name) {
    return Path.of("src/test/resources/classic", name + ".nc");
  }

  private static Dataset open(String name) throws IOException {
    return NetCdf.open(golden(name));
  }

  @Test
  void everyTypeIsRead() throws IOException {
    for (int version : VERSIONS) {
      Dataset d = open("types-" + version);
      assertEquals(version == 5 ? 2 * 11 + 2 : 2 * 6 + 2, d.variables().size());
      for (Variable v : d.variables()) {
        if (v.isNumeric()) {
          DType type = TYPES.get(v.name().substring(v.name().indexOf('_') + 1));
          assertTrue(type == null || type == v.array().dtype(), v.name());
          Pattern.check(v);
        }
      }
      assertEquals(Shape.of(4, 3, 5), d.variable("record_i2").shape());
      assertEquals(Shape.of(), d.variable("scalar").shape());
      assertEquals(List.of("time", "y", "x"), d.variable("record_f8").dimensions());
    }
  }

  @Test
  void charactersAreTextsAlongTheLastDimension() throws IOException {
    for (int version : VERSIONS) {
      Dataset d = open("types-" + version);
      Variable fixed = d.variable("fixed_S1");
      assertEquals("char", fixed.type());
      assertEquals(List.of("abcde", "fghij", "klmno"), fixed.text().read());
      List<String> records = d.variable("record_S1").text().read();
      assertEquals(12, records.size());
      for (int i = 0; i < 12; i++) {
        assertEquals(Pattern.letters(5 * i, 5), records.get(i));
      }
    }
  }

  @Test
  void dimensionsAndAttributesAreKept() throws IOException {
    for (int version : VERSIONS) {
      Dataset d = open("types-" + version);
      assertEquals(
          List.of(new Dimension("time", 4, true), Dimension.of("y", 3), Dimension.of("x", 5)),
          List.copyOf(d.dimensions()));
      assertEquals("températures", d.attributes().text("title"));
      assertEquals("", open("empty-" + version).attributes().text("history"));
      assertEquals("fixed i2", d.variable("fixed_i2").attributes().text("long_name"));
      TYPES.forEach(
          (suffix, dtype) -> {
            Numbers one = d.attributes().numbers("one_" + suffix);
            if (version == 5 || List.of("i1", "i2", "i4", "f4", "f8").contains(suffix)) {
              assertNotNull(one);
              assertEquals(dtype, one.dtype());
              assertEquals(dtype.kind() == DType.Kind.UNSIGNED ? 249 : -7, one.getDouble(0));
              Numbers many = d.attributes().numbers("many_" + suffix);
              assertNotNull(many);
              assertEquals(5, many.size());
              for (int i = 0; i < 5; i++) {
                assertEquals(Pattern.at(dtype, i), many.getDouble(i));
              }
            }
          });
    }
  }

  @Test
  void theOnlyRecordVariableIsNotPadded() throws IOException {
    for (int version : VERSIONS) {
      for (String type : List.of("i1", "i2", "f8")) {
        Dataset d = open("single-" + type + "-" + version);
        assertEquals(Shape.of(5, 3), d.variable("a").shape());
        Pattern.check(d.variable("a"));
        Pattern.check(d.variable("fixed"));
      }
      assertEquals(
          Pattern.letters(12, 3), open("single-S1-" + version).variable("a").text().read().get(4));
    }
  }

  @Test
  void filesWithoutRecordsOrAnythingAreRead() throws IOException {
    for (int version : VERSIONS) {
      assertTrue(open("empty-" + version).variables().isEmpty());
      Dataset d = open("no-records-" + version);
      assertEquals(Shape.of(0, 3), d.variable("a").shape());
      d.variable("a").array().compute().close();
    }
  }

  @Test
  void theNumberOfRecordsFollowsFromTheLengthWhereTheHeaderDoesNotKnow(@TempDir Path folder)
      throws IOException {
    for (int version : VERSIONS) {
      for (String name : List.of("types-" + version, "single-i1-" + version)) {
        byte[] bytes = Files.readAllBytes(golden(name));
        ByteBuffer.wrap(bytes).putInt(4, -1);
        if (version == 5) {
          ByteBuffer.wrap(bytes).putLong(4, -1);
        }
        Path file = Files.write(folder.resolve(name), bytes);
        Dataset d = NetCdf.open(file);
        assertEquals(open(name).dimension("time").length(), d.dimension("time").length());
        d.variables().stream().filter(Variable::isNumeric).forEach(Pattern::check);
      }
    }
  }

  @Test
  void aTruncatedFileIsRefused(@TempDir Path folder) throws IOException {
    for (int version : VERSIONS) {
      byte[] bytes = Files.readAllBytes(golden("types-" + version));
      Path file = folder.resolve("cut.nc");
      for (int length = 0; length < bytes.length; length += length < 64 ? 1 : 41) {
        Files.write(file, Arrays.copyOf(bytes, length));
        FormatException e =
            assertThrows(FormatException.class, () -> NetCdf.open(file), "" + length);
        assertTrue(e.getMessage().contains(file.toString()), e.getMessage());
      }
    }
  }

  @Test
  void aSourceIsEqualToOneOfTheSameVariableOnly() throws IOException {
    Dataset d = open("types-2");
    assertArrayEquals(
        new boolean[] {true, false},
        new boolean[] {
          d.variable("fixed_i2")
              .array()
              .node()
              .equals(open("types-2").variable("fixed_i2").array().node()),
          d.variable("fixed_i2").array().node().equals(d.variable("record_i2").array().node())
        });
  }
}
