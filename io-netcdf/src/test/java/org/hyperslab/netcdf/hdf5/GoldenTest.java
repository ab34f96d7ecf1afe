package org.hyperslab.netcdf.hdf5;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.hyperslab.dataset.Dataset;
import org.hyperslab.dataset.Dimension;
import org.hyperslab.dataset.Numbers;
import org.hyperslab.dataset.Variable;
import org.hyperslab.netcdf.NetCdf;
import org.hyperslab.store.ChunkSource;
import org.hyperslab.store.FormatException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that h5py and netCDF4 wrote: what they hold is what these read. */
class GoldenTest {
  @TempDir private static Path folder;
  private static Golden golden;

  @BeforeAll
  static void unpack() {
    golden = new Golden(folder);
  }

  private static Dataset open(String file) throws IOException {
    return NetCdf.open(golden.path(file));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "indexes-v0.h5",
        "indexes-v18.h5",
        "indexes-v110.h5",
        "types.h5",
        "filters.h5",
        "blosc.h5",
        "netcdf4.nc"
      })
  void everyVariableHasItsElements(String file) throws IOException {
    Dataset dataset = open(file);
    List<Golden.Expected> all = golden.expected(file);
    assertTrue(all.size() > 8, file);
    for (Golden.Expected e : all) {
      Variable v = dataset.variable(e.path());
      ChunkSource source = Reads.source(v);
      assertEquals(e.dtype(), v.type(), e.path());
      assertEquals(
          e.shape(),
          Arrays.stream(v.shape().toArray())
              .mapToObj(String::valueOf)
              .collect(Collectors.joining(",")),
          e.path());
      assertArrayEquals(e.bytes(), Reads.all(source), file + "#" + e.path());
    }
  }

  @Test
  void attributesOfEveryKindAreRead() throws IOException {
    Dataset d = open("types.h5");
    assertEquals(
        Map.ofEntries(
            Map.entry("int", "-5"),
            Map.entry("u64", "18446744073709551615"),
            Map.entry("floats", "1.5, -2.25"),
            Map.entry("half", "0.5"),
            Map.entry("be", "1, 2, 3"),
            Map.entry("text", "caf\u00e9"),
            Map.entry("bytes", "fixed"),
            Map.entry("texts", "a, bb, "),
            Map.entry("fixed_texts", "x, yy"),
            Map.entry("empty", ""),
            Map.entry("none", ""),
            Map.entry("flag", "1"),
            Map.entry("enum", "5"),
            Map.entry("matrix", "0, 1, 2, 3, 4, 5"),
            Map.entry("array", "1, 2, 3")),
        d.attributes().names().stream()
            .collect(Collectors.toMap(n -> n, n -> d.attributes().get(n).toString())));
  }

  @Test
  void textsAreRead() throws IOException {
    Dataset d = open("types.h5");
    assertEquals(List.of("one", "zwei", "drei \u00fc", ""), d.variable("strings").text().read());
    assertEquals("text 19", d.variable("strings_chunked").text().read().get(19));
    assertEquals(List.of("ab", "cdefg", ""), d.variable("fixed").text().read());
    assertTrue(d.variable("chars").text().isChars());
    assertEquals(List.of("hello", "abc  "), d.variable("chars").text().read());
  }

  @Test
  void typesWithoutNumbersAreListed() throws IOException {
    Dataset d = open("types.h5");
    for (String name : List.of("compound", "opaque", "ragged", "complexes", "refs")) {
      Variable v = d.variable(name);
      assertThrows(FormatException.class, () -> v.text().read(), name);
    }
    assertEquals("compound", d.variable("compound").type());
    assertEquals(List.of(), d.variable("nothing").text().read());
  }

  @Test
  void namesOfAnEnumerationAreFlags() throws IOException {
    Variable v = open("types.h5").variable("enums");
    assertEquals("int16", v.type());
    assertEquals("DARK_BLUE GREEN RED", v.attributes().text("flag_meanings"));
    assertEquals("-2, 5, 0", v.attributes().get("flag_values").toString());
  }

  @Test
  void dimensionsAreThoseOfTheFile() throws IOException {
    Dataset d = open("netcdf4.nc");
    assertEquals(
        List.of(
            new Dimension("time", 10, true),
            Dimension.of("lat", 6),
            Dimension.of("lon", 8),
            Dimension.of("only", 3),
            Dimension.of("chars", 5),
            Dimension.of("two", 2)),
        List.copyOf(d.dimensions()));
    assertEquals(List.of("time", "lat", "lon"), d.variable("t").dimensions());
    assertEquals(List.of("two", "lat"), d.variable("two").dimensions());
    assertEquals(List.of("only", "chars"), d.variable("c").dimensions());
    assertEquals(List.of("hello"), d.variable("c").text().read().subList(1, 2));
    assertEquals(List.of("x", "yy", "zzz"), d.variable("s").text().read());
    assertEquals(List.of("time", "lat"), d.variable("inner/x").dimensions());
    assertEquals(4, d.variable("inner/x").shape().dim(1));
    assertEquals("inside", d.group("inner").attributes().text("note"));
    assertEquals(List.of("lon"), d.variable("inner/deep/y").dimensions());
    assertEquals("groups and dimensions", d.attributes().text("title"));
    assertEquals(List.of("title", "names"), List.copyOf(d.attributes().names()));
    assertEquals(
        List.of("_FillValue", "long_name"), List.copyOf(d.variable("t").attributes().names()));
    assertEquals("chunked, fletcher32, shuffle, deflate(4)", d.variable("t").storage());
    assertEquals("clear cloudy", d.variable("sky").attributes().text("flag_meanings"));
  }

  @Test
  void variablesWithoutScalesHavePhonyDimensions() throws IOException {
    Variable v = open("indexes-v0.h5").variable("contiguous");
    assertEquals(2, v.dimensions().stream().filter(d -> d.startsWith("phony_dim_")).count());
  }

  @ParameterizedTest
  @ValueSource(strings = {"groups-old.h5", "groups-new.h5"})
  void groupsAndLinksAreFollowed(String file) throws IOException {
    Dataset d = open(file);
    assertEquals(60, d.group("many").variables().size());
    assertArrayEquals(
        new byte[] {37, 0}, Reads.all(Reads.source(d.variable("many/dataset number 037"))));
    assertEquals(41, d.variable("d").attributes().size());
    assertEquals("38", d.variable("d").attributes().get("attribute 38").toString());
    assertEquals("value value ", d.variable("d").attributes().text("attribute 9"));
    Numbers large = d.variable("d").attributes().numbers("long");
    assertEquals(3000, large.size());
    assertEquals(2999, large.getLong(2999));
    assertEquals(3, d.variable("soft").shape().size());
    assertTrue(d.hasVariable("a/hard/c") && d.hasVariable("relative/c"));
    assertTrue(d.group("a/b").groups().isEmpty(), "links back are left out");
    assertTrue(!d.hasVariable("dangling") && !d.hasVariable("circle1"));
  }

  @Test
  void groupsOfManyMembersAreRead() throws IOException {
    Dataset d = open("large-group.h5");
    assertEquals(700, d.groups().size());
    assertEquals(
        700, d.groups().keySet().stream().map(n -> n.replaceAll("\\D", "")).distinct().count());
  }

  @Test
  void filtersThatAreNotKnownAreNamed() throws IOException {
    Dataset d = open("filters.h5");
    Exception e =
        assertThrows(FormatException.class, () -> Reads.all(Reads.source(d.variable("unknown"))));
    assertTrue(
        e.getMessage().contains("filter 31999") && e.getMessage().contains("/unknown"),
        e.getMessage());
  }

  @Test
  void aUsersFilterIsUsed() throws IOException {
    ChunkFilter reverse =
        (encoded, into, values) -> {
          for (long i = 0; i < encoded.byteSize(); i++) {
            into.set(
                java.lang.foreign.ValueLayout.JAVA_BYTE,
                encoded.byteSize() - 1 - i,
                encoded.get(java.lang.foreign.ValueLayout.JAVA_BYTE, i));
          }
          return encoded.byteSize();
        };
    Dataset d = NetCdf.open(golden.path("filters.h5"), Map.of(31999, reverse));
    assertArrayEquals(
        Reads.all(Reads.source(d.variable("deflate"))),
        Reads.all(Reads.source(d.variable("unknown"))));
  }
}
