package org.hyperslab.examples;

import static org.hyperslab.examples.CommandLines.out;
import static org.hyperslab.examples.CommandLines.run;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.hyperslab.ChunkedArray;
import org.hyperslab.Chunks;
import org.hyperslab.DenseArray;
import org.hyperslab.Random;
import org.hyperslab.block.DType;
import org.hyperslab.grid.Shape;
import org.hyperslab.zarr.Zarr;
import org.hyperslab.zarr.ZarrArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CommandsTest {
  @TempDir private Path folder;

  private static double[] read(Path array) throws IOException {
    try (DenseArray dense = Zarr.open(array).array().compute()) {
      return dense.toDoubles();
    }
  }

  @Test
  void generatesTemperatures() throws IOException {
    Path a = folder.resolve("a.zarr");
    Path b = folder.resolve("b.zarr");
    JsonNode json =
        run("generate", a, "--shape", "40,19,20", "--chunks", "10,-1,20", "--json").json();
    assertEquals(4, json.get("chunksWritten").asInt());
    out("generate", b, "--shape", "40,19,20", "--chunks", "7,5,6", "--codec", "none");
    double[] values = read(a);
    assertArrayEquals(values, read(b));
    double sum = 0;
    for (double v : values) {
      assertTrue(v > 180 && v < 350, "temperature " + v);
      assertEquals(v, Math.rint(v * 64) / 64);
      sum += v;
    }
    assertEquals(280, sum / values.length, 5);
    ZarrArray array = Zarr.open(a);
    assertEquals(List.of("time", "lat", "lon"), array.dimensionNames());
    assertEquals(Shape.of(10, 19, 20), array.grid().chunkShape());

    out("generate", folder.resolve("c.zarr"), "--shape", "30", "--dtype", "int16", "--seed", "5");
    assertEquals(DType.INT16, Zarr.open(folder.resolve("c.zarr")).dtype());
    assertEquals(1, run("generate", a, "--shape", "3").exit());
    assertEquals(2, run("generate", folder.resolve("d"), "--shape", "3,-4").exit());
    assertEquals(2, run("generate", folder.resolve("d"), "--dtype", "complex64").exit());
    assertEquals(2, run("generate", folder.resolve("d"), "--codec", "lzma").exit());
    assertEquals(2, run("generate", folder.resolve("d"), "--zarr-format", "4").exit());
  }

  @Test
  void describesArrays() throws IOException {
    Path a = folder.resolve("a.zarr");
    out("generate", a, "--shape", "40,19,20", "--chunks", "10,19,7", "--codec", "zstd:1");
    long stored = Zarr.open(a).storedBytes();
    assertEquals(
        """
        %s: Zarr v3 array
          shape        (40, 19, 20)
          dimensions   time, lat, lon
          chunks       (10, 19, 7), 4 x 1 x 3 = 12
          dtype        float32
          codecs       bytes(little), zstd(1)
          fill value   0.0
          attributes   {"long_name":"made-up temperature","units":"K"}
          logical      59.4 KiB (60,800 bytes)
          stored       %s, ratio %.2f\
        """
            .formatted(a, Bytes.both(stored), 60800.0 / stored),
        out("info", a));
    JsonNode json = run("info", a, "--json").json();
    assertEquals("[40,19,20]", json.get("shape").toString());
    assertEquals("[10,19,7]", json.get("chunks").toString());
    assertEquals("float32", json.get("dtype").asText());
    assertEquals(60800, json.get("logicalBytes").asLong());
    assertEquals(stored, json.get("storedBytes").asLong());
    assertEquals("K", json.get("attributes").get("units").asText());
  }

  @Test
  void describesGroups() throws IOException {
    Path root = folder.resolve("root.zarr");
    Zarr.createGroup(root, 3, Map.of("title", "a test"));
    Zarr.createGroup(root.resolve("inner"), 3, Map.of());
    Zarr.write(root.resolve("x"), ChunkedArray.arange(10)).run();
    Zarr.write(root.resolve("inner/y"), ChunkedArray.ones(2, 3)).run();
    String text = out("info", root);
    assertTrue(
        text.startsWith(root + ": Zarr v3 group\n  attributes   {\"title\":\"a test\"}"), text);
    assertTrue(text.contains("\n  x: array\n    shape        (10,)\n"), text);
    assertTrue(text.contains("\n  inner: group\n    y: array\n      shape        (2, 3)\n"), text);
    JsonNode json = run("info", root, "--json").json();
    assertEquals("int64", json.at("/arrays/x/dtype").asText());
    assertEquals("float64", json.at("/groups/inner/arrays/y/dtype").asText());
    assertTrue(out("info", root + "#inner").contains("y: array"));
    assertTrue(out("info", root + "#inner/y").contains("dtype        float64"));
    CommandLines.Outcome none = run("info", root + "#z");
    assertEquals(1, none.exit());
    assertEquals(
        "hyperslab info: no Zarr array: " + root + "/z (no such folder)", none.err().strip());
  }

  @Test
  void rechunks() throws IOException {
    Path in = folder.resolve("in.zarr");
    Path out = folder.resolve("out.zarr");
    out("generate", in, "--shape", "30,20,25", "--chunks", "7,20,25");
    JsonNode json =
        run("rechunk", in, out, "--chunks", "-1,6,5", "--codec", "zstd:2", "--json").json();
    assertEquals(20, json.get("chunksWritten").asInt());
    double[] values = read(in);
    assertArrayEquals(values, read(out));
    double first = 0;
    for (int i = 0; i < 20 * 25; i++) {
      first += values[i];
    }
    assertEquals(first, json.get("check").asDouble(), 1e-6);
    ZarrArray copy = Zarr.open(out);
    assertEquals(Shape.of(30, 6, 5), copy.grid().chunkShape());
    assertEquals("bytes(little), zstd(2)", copy.codecs());
    assertEquals(Zarr.open(in).attributes(), copy.attributes());
    assertEquals(Zarr.open(in).dimensionNames(), copy.dimensionNames());

    assertEquals(1, run("rechunk", in, out, "--chunks", "30,20,25").exit());
    out(
        "rechunk",
        in,
        out,
        "--chunks",
        "30,20,25",
        "--overwrite",
        "--zarr-format",
        "2",
        "--codec",
        "blosc-zstd:1");
    assertArrayEquals(values, read(out));
    assertTrue(Files.exists(out.resolve("0.0.0")));
    assertEquals(1, run("rechunk", in, out, "--chunks", "3,4", "--overwrite").exit());
  }

  @Test
  void meansOfRandomRows() {
    ChunkedArray x = Random.seeded(7).uniform(Shape.of(300, 300), Chunks.of(300, 300));
    ChunkedArray means = x.add(x.transpose()).slice("::2, 15:").mean(1);
    try (DenseArray expected = means.compute()) {
      CommandLines.Outcome outcome =
          run("random-mean", "--n", "300", "--chunk", "64", "--seed", "7", "--json");
      assertEquals(
          expected.toString(), outcome.out().substring(0, outcome.out().lastIndexOf("]") + 1));
      assertEquals(Summary.check(expected), outcome.json().get("check").asDouble(), 1e-12);
    }
    assertTrue(out("random-mean", "--n", "100", "--explain").startsWith("plan: 1 stage"));
  }

  @Test
  void estimatesPi() {
    CommandLines.Outcome outcome = run("pi", "--samples", "2e6", "--chunk", "1e5", "--json");
    JsonNode json = outcome.json();
    assertEquals(Math.PI, json.get("result").asDouble(), 0.01);
    assertEquals(20, json.get("tasks").asInt());
    assertTrue(json.get("samplesPerSecond").asDouble() > 0);
    assertTrue(outcome.out().startsWith("pi is about 3.1"), outcome.out());
    assertEquals(
        json.get("result"),
        run("pi", "--samples", "2e6", "--chunk", "33333", "--workers", "1", "--json")
            .json()
            .get("result"));
    assertEquals(2, run("pi", "--samples", "0").exit());
    assertEquals(2, run("pi", "--samples", "1.5").exit());
  }

  @Test
  void trains() {
    assertEquals("", out("train"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"info", "reduce", "rechunk", "generate", "random-mean", "pi"})
  void helpHasExamples(String command) {
    String help = out(command, "--help");
    assertTrue(help.contains("Usage: hyperslab " + command), help);
    assertTrue(help.contains("Examples:\n  hyperslab " + command), help);
    assertTrue(out("--help").contains("\n  " + command + " "));
  }

  @Test
  void commandLinesThatMakeNoSense() {
    CommandLines.Outcome none = run();
    assertEquals(2, none.exit());
    assertEquals("hyperslab: no command given\nTry 'hyperslab --help'.\n", none.err());
    assertEquals(
        "hyperslab: no such command: mean\nTry 'hyperslab --help'.\n",
        run("mean", "t2m.zarr").err());
    assertEquals(2, run("frobnicate").exit());
    assertEquals(2, run("pi", "--frobnicate").exit());
  }
}
