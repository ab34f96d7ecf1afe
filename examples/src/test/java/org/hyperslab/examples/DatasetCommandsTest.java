package org.hyperslab.examples;

import static org.hyperslab.examples.CommandLines.out;
import static org.hyperslab.examples.CommandLines.run;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.hyperslab.ChunkedArray;
import org.hyperslab.DenseArray;
import org.hyperslab.block.DType;
import org.hyperslab.dataset.Attributes;
import org.hyperslab.dataset.Dataset;
import org.hyperslab.dataset.Numbers;
import org.hyperslab.dataset.TextSource;
import org.hyperslab.dataset.Variable;
import org.hyperslab.grid.Shape;
import org.hyperslab.netcdf.NetCdf;
import org.hyperslab.netcdf.NetCdfOptions;
import org.hyperslab.zarr.Zarr;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DatasetCommandsTest {
  @TempDir private static Path folder;
  private static Path nc;
  private static Path zarr;

  /** Four months from 2001-01-15 on, two latitudes; the last value is missing. */
  private static Dataset example() {
    short[][] stored = {{10, 20}, {30, 40}, {50, 60}, {70, -1}};
    Attributes packed =
        Attributes.builder()
            .put("units", "K")
            .put("scale_factor", DType.FLOAT64, 0.5)
            .put("_FillValue", Numbers.of(DType.INT16, -1L))
            .build();
    return Dataset.builder()
        .attribute("title", "an example")
        .variable(Variable.of("t", List.of("time", "lat"), ChunkedArray.fromJava(stored), packed))
        .variable(
            Variable.of(
                "time",
                List.of("time"),
                ChunkedArray.fromJava(new double[] {14, 45, 59, 379}),
                Attributes.of("units", "days since 2001-01-01").with("calendar", "noleap")))
        .variable(
            Variable.of(
                "lat",
                List.of("lat"),
                ChunkedArray.fromJava(new float[] {60, -30}),
                Attributes.of("units", "degrees_north")))
        .build();
  }

  @BeforeAll
  static void write() {
    nc = folder.resolve("in.nc");
    zarr = folder.resolve("in.zarr");
    NetCdf.write(nc, example(), NetCdfOptions.netCdf4()).run();
    Zarr.write(zarr, example()).run();
  }

  private static double[] values(Dataset d, String name) {
    try (DenseArray a = d.variable(name).array().compute()) {
      return a.toDoubles();
    }
  }

  @Test
  void variablesAreUnpackedAndWhatIsMissingIsLeftOut() {
    for (Object in : List.of(nc, zarr + "#t")) {
      assertEquals("[20. 20.]", out("reduce", in, "--op", "mean", "--over", "time"));
      assertEquals("[4 3]", out("reduce", in, "--op", "count", "--over", "time"));
      assertEquals("20.0", out("reduce", in, "--op", "median"));
      assertEquals("-1", out("reduce", in, "--op", "min", "--raw"));
      assertEquals("5", out("reduce", in, "--op", "count", "--map", "x > 10"));
      assertEquals("[[20. 20.]]", out("reduce", in, "--op", "mean", "--axis", "0", "--keepdims"));
    }
  }

  @Test
  void textsGoThroughEveryFormat() throws IOException {
    String[] names = {"Z\u00fcrich", "", "\u6771\u4eac"};
    Dataset dataset =
        Dataset.builder()
            .variable(
                Variable.ofText(
                    "station",
                    List.of("station"),
                    TextSource.of(Shape.of(3), names),
                    Attributes.of("long_name", "where")))
            .variable(
                Variable.of(
                    "height",
                    List.of("station"),
                    ChunkedArray.fromJava(new double[] {408, 0, 40}),
                    Attributes.none()))
            .build();
    Path first = folder.resolve("texts.nc");
    Path classic = folder.resolve("texts3.nc");
    NetCdf.write(first, dataset, NetCdfOptions.netCdf4()).run();
    NetCdf.write(classic, dataset, NetCdfOptions.classic()).run();
    List<Path> chain = new ArrayList<>(List.of(first, classic));
    for (String from : List.of("texts.nc", "texts3.nc")) {
      for (String format : List.of("2", "3")) {
        Path store = folder.resolve(from + format + ".zarr");
        Path back = folder.resolve(from + format + ".nc");
        out("convert", folder.resolve(from), store, "--zarr-format", format);
        out("convert", store, back);
        chain.addAll(List.of(store, back));
      }
    }
    for (Path path : chain) {
      boolean isZarr = path.toString().endsWith(".zarr");
      try (Dataset d = isZarr ? Zarr.openGroup(path).dataset() : NetCdf.open(path)) {
        assertEquals(List.of(names), d.variable("station").text().read(), path.toString());
        assertEquals("where", d.variable("station").attributes().text("long_name"));
        assertEquals("station", d.variable("station").dimensions().getFirst());
      }
      String at = "station=\u6771\u4eac";
      assertEquals("40.0", out("reduce", path + "#height", "--op", "max", "--sel", at));
    }
  }

  @Test
  void otherFilesAreWhatTheirContentIs() throws IOException {
    Path other = Files.copy(nc, folder.resolve("scene.dat"));
    assertEquals("[20. 20.]", out("reduce", other, "--op", "mean", "--over", "time"));
    Path notes = Files.writeString(folder.resolve("notes.hdf"), "no array at all");
    CommandLines.Outcome outcome = run("info", notes);
    assertEquals(1, outcome.exit());
    assertTrue(outcome.err().contains("notes.hdf"), outcome.err());
    assertTrue(outcome.err().contains("neither a NetCDF or HDF5 file"), outcome.err());
  }

  @Test
  void labelsSelect() {
    assertEquals(
        "[10. 20.]", out("reduce", nc, "--op", "max", "--over", "lat", "--sel", "time=:2001-02"));
    assertEquals("35.0", out("reduce", nc, "--op", "max", "--sel", "time=2002,lat~50"));
    assertEquals("17.5", out("reduce", nc, "--op", "mean", "--slice", "1"));
  }

  @Test
  void groupsHaveLabels() {
    assertEquals(
        "month: [1 2 3]\n[[20. 10.]\n [15. 20.]\n [25. 30.]]",
        out("reduce", nc, "--op", "mean", "--group-by", "time.month"));
    assertEquals(
        "season: [DJF, MAM]\n[17.  27.5]",
        out("reduce", nc, "--op", "mean", "--group-by", "time.season", "--over", "lat"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"o.nc", "o.zarr", "o.zip"})
  void resultsKeepNamesCoordinatesAndAttributes(String name) throws IOException {
    Path to = folder.resolve(name);
    JsonNode json =
        run("reduce", nc, "--op", "mean", "--group-by", "time.year", "--out", to, "--json").json();
    assertEquals(15 + 20 + 35, json.get("check").asDouble());
    try (Input.Opened opened = new Input(to.toString(), "").open()) {
      Dataset d = opened.dataset();
      assertEquals(List.of("year", "lat"), d.variable("t").dimensions());
      assertArrayEquals(new double[] {15, 20, 35, Double.NaN}, values(d, "t"));
      assertArrayEquals(new double[] {2001, 2002}, values(d, "year"));
      assertArrayEquals(new double[] {60, -30}, values(d, "lat"));
      assertEquals("K", d.variable("t").attributes().text("units"));
      assertEquals("time: mean", d.variable("t").attributes().text("cell_methods"));
      assertEquals("an example", d.attributes().text("title"));
    }
    assertEquals(1, run("reduce", nc, "--op", "mean", "--over", "time", "--out", to).exit());
  }

  @Test
  void convertKeepsStoredNumbersInAnyFormat() throws IOException {
    Path a = folder.resolve("a.zarr");
    Path b = folder.resolve("b.nc");
    Path c = folder.resolve("c.zarr");
    assertEquals(
        "", out("convert", nc, a, "--chunks", "time=2", "--codec", "zstd:3", "--zarr-format", "2"));
    JsonNode json = run("convert", a, b, "--codec", "zlib:5", "--json").json();
    assertEquals(30, json.get("check").asDouble());
    assertEquals("", out("convert", b + "#t", c, "--chunks", "time=1,lat=1", "--shards", "4,2"));
    Dataset d = Zarr.openGroup(c).dataset();
    assertArrayEquals(new double[] {10, 20, 30, 40, 50, 60, 70, -1}, values(d, "t"));
    assertEquals(DType.INT16, d.variable("t").array().dtype());
    assertArrayEquals(
        new double[] {5, 10, 15, 20, 25, 30, 35, Double.NaN}, values(d.decoded(), "t"));
    assertEquals("noleap", d.variable("time").attributes().text("calendar"));
    assertTrue(d.variable("t").storage().contains("shard"), d.variable("t").storage());
    assertEquals(
        List.of(2L, 2L),
        List.of(
            Zarr.openGroup(a).array("t").grid().chunkShape().dim(0),
            Zarr.openGroup(a).array("t").grid().chunkShape().dim(1)));
  }

  @Test
  void vegetationIsMaskedAndAveraged() throws IOException {
    Path scene = folder.resolve("scene.nc");
    Attributes packed = Attributes.builder().put("scale_factor", DType.FLOAT64, 0.01).build();
    List<String> dimensions = List.of("time", "y", "x");
    Dataset bands =
        Dataset.builder()
            .variable(
                Variable.of(
                    "red",
                    dimensions,
                    ChunkedArray.fromJava(new short[][][] {{{10, 20}}, {{30, 20}}}),
                    packed))
            .variable(
                Variable.of(
                    "nir",
                    dimensions,
                    ChunkedArray.fromJava(new short[][][] {{{30, 60}}, {{30, 0}}}),
                    packed))
            .variable(
                Variable.of(
                    "qa",
                    dimensions,
                    ChunkedArray.fromJava(new byte[][][] {{{4, 5}}, {{2, 9}}}),
                    Attributes.none()))
            .variable(
                Variable.of(
                    "x",
                    List.of("x"),
                    ChunkedArray.fromJava(new double[] {1, 2}),
                    Attributes.none()))
            .build();
    NetCdf.write(scene, bands, NetCdfOptions.netCdf4()).run();
    Path png = folder.resolve("ndvi.png");
    Path to = folder.resolve("ndvi.zarr");
    Object[] drawn = {"ndvi", scene, "--red", "red", "--nir", "nir", "--png"};
    String stored = out(with(drawn, png.toString(), "--out", to.toString()));
    Path same = folder.resolve("same.png");
    assertEquals(stored, out(with(drawn, same.toString())));
    assertArrayEquals(Files.readAllBytes(same), Files.readAllBytes(png));
    Path none = folder.resolve("none.zarr");
    String[] unaveraged = {same.toString(), "--out", none.toString(), "--over", "nothing"};
    assertTrue(run(with(drawn, unaveraged)).err().contains("two dimensions"));
    assertFalse(Files.exists(none));
    Dataset d = Zarr.openGroup(to).dataset();
    assertArrayEquals(new double[] {0.25, -0.25}, values(d, "ndvi"), 1e-6);
    assertArrayEquals(new double[] {1, 2}, values(d, "x"));
    assertEquals(0x89504e47, ByteBuffer.wrap(Files.readAllBytes(png)).getInt());
    String[] masked = {"ndvi", scene.toString(), "--red", "red", "--nir", "nir", "--quality", "qa"};
    assertEquals("0.5", out(with(masked, "--clear", "4,5")));
    assertEquals("0.0", out(with(masked, "--bad-bits", "0x5")));
  }

  private static Object[] with(Object[] words, String... more) {
    List<Object> all = new ArrayList<>(List.of(words));
    all.addAll(List.of(more));
    return all.toArray();
  }

  @Test
  void infoDescribesNetCdf() throws IOException {
    String text = out("info", nc);
    assertTrue(text.contains("time=4, lat=2"), text);
    assertTrue(text.contains("scale_factor=0.5"), text);
    JsonNode json = run("info", nc, "--json").json();
    assertEquals("K", json.get("variables").get("t").get("attributes").get("units").asText());
    assertEquals(4, json.get("dimensions").get("time").asInt());
    assertTrue(out("info", nc + "#t").contains("dtype        int16"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "reduce NC#u --op mean | no such variable: variable=u, dataset=NC, which has [t, time,"
            + " lat]",
        "reduce NC --op mean --over level | variable has no such dimension: dimension=level,"
            + " variable=t, dimensions=[time, lat]",
        "reduce NC --op mean --sel lat=31 | nothing is there: dimension=lat, selection=31; 'lat~31'"
            + " takes the nearest",
        "reduce NC --op mean --group-by month | --group-by is written as time.month, not as month",
        "reduce NC --op argmax --group-by time.month | --group-by has mean, sum, min, max, std,"
            + " var, median and count without --map or --raw, not argmax",
        "reduce NC --op mean --group-by time.week | times have no such part: 'week', but [year,"
            + " season, month, day, hour, dayofyear]",
        "reduce NC --op mean --over time --axis 0 | --over and --axis at once; either names"
            + " dimensions",
        "convert NC OUT.zarr --chunks level=2 | no such dimension: dimension=level, dataset=NC,"
            + " which has [time, lat]",
        "convert NC OUT.nc --codec zstd | NetCDF has the codecs none and zlib, not zstd",
        "info http://127.0.0.1:1/x.nc | cannot connect; is the server running, and its name and"
            + " port right? java.net.ConnectException: url=http://127.0.0.1:1/x.nc, attempts=2",
      })
  void saysWhatIsWrong(String args, String message) {
    String[] words =
        args.strip()
            .replaceAll("\\bNC\\b", nc.toString())
            .replace("OUT", folder + "/x")
            .split(" +");
    CommandLines.Outcome outcome = run((Object[]) words);
    assertEquals(
        "hyperslab " + words[0] + ": " + message.strip().replaceAll("\\bNC\\b", nc.toString()),
        outcome.err().strip());
    assertEquals(1, outcome.exit());
  }
}
