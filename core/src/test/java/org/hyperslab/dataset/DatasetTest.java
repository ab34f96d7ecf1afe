package org.hyperslab.dataset;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.hyperslab.ChunkedArray;
import org.hyperslab.block.DType;
import org.hyperslab.grid.Shape;
import org.junit.jupiter.api.Test;

class DatasetTest {
  private static Variable variable(String name, List<String> dimensions, long... shape) {
    return Variable.of(name, dimensions, ChunkedArray.zeros(shape), Attributes.none());
  }

  private static Dataset.Builder example() {
    return Dataset.builder()
        .name("example.nc")
        .dimension(new Dimension("time", 3, true))
        .variable(variable("t2m", List.of("time", "lat"), 3, 2))
        .variable(variable("lat", List.of("lat"), 2))
        .variable(variable("time", List.of("time"), 3))
        .variable(variable("time_bnds", List.of("time", "nv"), 3, 2))
        .attribute("Conventions", "CF-1.8");
  }

  @Test
  void dimensionsComeFromDeclarationsAndVariables() {
    Dataset d = example().build();
    assertEquals(
        List.of(new Dimension("time", 3, true), Dimension.of("lat", 2), Dimension.of("nv", 2)),
        List.copyOf(d.dimensions()));
    assertEquals(2, d.dimension("lat").length());
  }

  @Test
  void coordinatesAreNamedAfterTheirDimensionOrByAnAttribute() {
    Variable data =
        variable("u", List.of("lat"), 2)
            .withAttributes(Attributes.of("coordinates", "height nowhere"));
    Variable time =
        variable("time", List.of("time"), 3).withAttributes(Attributes.of("bounds", "time_bnds"));
    Dataset d =
        example().variable(data).variable(time).variable(variable("height", List.of())).build();
    assertEquals(Set.of("lat", "time", "height"), d.coordinates());
    assertEquals(List.of("t2m", "u"), d.dataVariables());
    assertNull(d.coordinate("nv"));
  }

  @Test
  void charactersAreLabelsToo() {
    TextSource chars =
        new TextSource() {
          @Override
          public String type() {
            return "char";
          }

          @Override
          public Shape shape() {
            return Shape.of(2, 3);
          }

          @Override
          public boolean isChars() {
            return true;
          }

          @Override
          public List<String> read() {
            return List.of("abc", "de");
          }
        };
    Dataset d =
        Dataset.builder()
            .variable(variable("u", List.of("station"), 2))
            .variable(
                Variable.ofText("station", List.of("station", "letter"), chars, Attributes.none()))
            .build();
    assertEquals(List.of("u"), d.dataVariables());
    assertEquals(Set.of("station"), d.only("u").coordinates());
    assertEquals(0, d.sel("station=de").variable("u").rank());
    assertThrows(IllegalArgumentException.class, () -> d.sel("station=d"));
  }

  @Test
  void gridMappingsBelongToWhatNamesThem() {
    Variable data =
        variable("u", List.of("lat"), 2)
            .withAttributes(Attributes.of("grid_mapping", "crs: lat lon other: x y"));
    Dataset d = example().variable(data).variable(variable("crs", List.of())).build();
    assertEquals(List.of("t2m", "time_bnds", "u"), d.dataVariables());
    assertTrue(d.only("u").hasVariable("crs"));
    assertFalse(d.only("t2m").hasVariable("crs"));
  }

  @Test
  void variablesOfGroupsAreReachedByPath() {
    Dataset inner = Dataset.builder().variable(variable("x", List.of("n"), 4)).build();
    Dataset d = example().group("a", Dataset.builder().group("b", inner).build()).build();
    assertEquals(4, d.variable("a/b/x").shape().dim(0));
    assertEquals(4, d.variable("/a/b/x").shape().dim(0));
    assertEquals(inner, d.group("a/b"));
    assertFalse(d.hasVariable("a/x"));
    assertThrows(IllegalArgumentException.class, () -> d.group("a/c"));
  }

  @Test
  void whatIsNotThereIsAnErrorThatListsWhatIs() {
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> example().build().variable("tas"));
    assertEquals(
        "no such variable: variable=tas, dataset=example.nc, which has [t2m, lat, time,"
            + " time_bnds]",
        e.getMessage());
  }

  @Test
  void aVariableThatDiffersFromItsDimensionIsRefused() {
    assertThrows(
        IllegalArgumentException.class,
        () -> example().variable(variable("v", List.of("time"), 4)));
    assertThrows(IllegalArgumentException.class, () -> variable("v", List.of("time"), 4, 4));
    assertThrows(IllegalArgumentException.class, () -> example().dimension(Dimension.of("lat", 9)));
  }

  @Test
  void numbersKeepTheirType() {
    Numbers bytes = Numbers.of(DType.INT8, -1L, 127L);
    assertEquals(-1, bytes.getDouble(0));
    assertEquals("-1, 127", bytes.toString());
    assertEquals(Numbers.ofBits(DType.INT8, 0xff, 0x7f), bytes);
    Numbers big = Numbers.ofBits(DType.UINT64, -1L);
    assertEquals("18446744073709551615", big.toString());
    assertEquals(0x1p64, big.getDouble(0));
    assertEquals("0.1", Numbers.of(DType.FLOAT32, 0.1).toString());
    assertEquals(DType.FLOAT32, Numbers.of(DType.FLOAT32, 0.1).dtype());
    assertTrue(Double.isNaN(Numbers.of(DType.FLOAT64, Double.NaN).getDouble(0)));
  }

  @Test
  void attributesKeepTheirOrder() {
    Attributes a =
        Attributes.builder()
            .put("units", "K")
            .put("scale_factor", DType.FLOAT64, 0.5)
            .put("names", List.of("x"))
            .build()
            .with("units", "degC");
    assertEquals(List.of("units", "scale_factor", "names"), List.copyOf(a.names()));
    assertEquals("degC", a.text("units"));
    assertEquals("x", a.text("names"));
    assertNull(a.text("scale_factor"));
    assertNull(a.numbers("units"));
    assertEquals(List.of("units"), List.copyOf(a.without("names", "scale_factor").names()));
  }

  @Test
  void textsAreReadAndNumbersAreNot() throws IOException {
    Variable v =
        Variable.ofText(
            "station", List.of("n"), TextSource.of(Shape.of(2), "a", "b"), Attributes.none());
    assertFalse(v.isNumeric());
    assertEquals(List.of("a", "b"), v.text().read());
    assertEquals("string station(n=2)", v.toString());
    assertThrows(IllegalArgumentException.class, v::array);
    assertThrows(IllegalArgumentException.class, () -> variable("x", List.of("n"), 2).text());
  }

  @Test
  void onlyTheOpenedDatasetClosesItsFile() throws IOException {
    AtomicInteger closed = new AtomicInteger();
    try (Dataset opened = example().resource(closed::incrementAndGet).build()) {
      opened.toBuilder().build().close();
      assertEquals(0, closed.get());
    }
    assertEquals(1, closed.get());
  }
}
