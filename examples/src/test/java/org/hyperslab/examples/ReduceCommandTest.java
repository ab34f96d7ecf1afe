package org.hyperslab.examples;

import static org.hyperslab.examples.CommandLines.out;
import static org.hyperslab.examples.CommandLines.run;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.hyperslab.ChunkedArray;
import org.hyperslab.DenseArray;
import org.hyperslab.block.DType;
import org.hyperslab.grid.Shape;
import org.hyperslab.zarr.Zarr;
import org.hyperslab.zarr.ZarrArray;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReduceCommandTest {
  private static final double NAN = Double.NaN;

  @TempDir private static Path folder;
  private static Path grid;

  @BeforeAll
  static void write() throws IOException {
    grid = folder.resolve("grid.zarr");
    Zarr.write(
            grid,
            ChunkedArray.fromJava(new double[][] {{1, 2, 3, 4}, {8, 7, 6, 5}, {0, 10, -3, 2.5}}))
        .run();
    Zarr.write(folder.resolve("gaps.zarr"), ChunkedArray.fromJava(new double[] {1, NAN, 4, 1}))
        .run();
    Zarr.createGroup(folder.resolve("group.zarr"), 3, Map.of());
    Zarr.write(folder.resolve("group.zarr/a"), ChunkedArray.arange(10)).run();
    Zarr.write(folder.resolve("group.zarr/b"), ChunkedArray.arange(5)).run();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "sum    | 45.5",
        "prod   | -0.0",
        "mean   | 3.7916666666666665",
        "var    | 12.227430555555557",
        "std    | 3.4967743072087965",
        "min    | -3.0",
        "max    | 10.0",
        "any    | True",
        "all    | False",
        "argmin | 10",
        "argmax | 9",
        "count  | 11",
        "nansum | 45.5"
      })
  void reducesAll(String op, String expected) {
    assertEquals(expected, out("reduce", grid, "--op", op));
  }

  @Test
  void reducesAlongAxes() {
    assertEquals("[ 8. 10.  6.  5.]", out("reduce", grid, "--op", "max", "--axis", "0"));
    assertEquals("[2.5   6.5   2.375]", out("reduce", grid, "--op", "mean", "--axis", "-1"));
    assertEquals("[3 0 1]", out("reduce", grid, "--op", "argmax", "--axis", "1"));
    assertEquals("45.5", out("reduce", grid, "--op", "sum", "--axis", "0,1"));
    assertEquals("[[45.5]]", out("reduce", grid, "--op", "sum", "--keepdims"));
    assertEquals(
        "1.2909944487358056", out("reduce", grid, "--op", "std", "--slice", "0", "--ddof", "1"));
  }

  @Test
  void skipsNaNs() {
    Path gaps = folder.resolve("gaps.zarr");
    assertEquals("nan", out("reduce", gaps, "--op", "mean"));
    assertEquals("2.0", out("reduce", gaps, "--op", "nanmean"));
    assertEquals("4.0", out("reduce", gaps, "--op", "nanmax"));
    assertEquals("1.0", out("reduce", gaps, "--op", "nanmin"));
    assertEquals("2.0", out("reduce", gaps, "--op", "nanvar"));
    assertEquals("1.7320508075688772", out("reduce", gaps, "--op", "nanstd", "--ddof", "1"));
    assertEquals(
        "NaN", run("reduce", gaps, "--op", "mean", "--json").json().get("result").asText());
  }

  @Test
  void slicesAndMaps() {
    assertEquals(
        "[10. -3.]", out("reduce", grid, "--op", "min", "--axis", "0", "--slice", "2:, 1:3"));
    assertEquals(
        "[3.25 6.  ]", out("reduce", grid, "--op", "mean", "--axis", "0", "--slice", "::2, ::-2"));
    assertEquals(
        "[46.4 50.  42.8 41. ]",
        out("reduce", grid, "--op", "max", "--axis", "0", "--map", "x * 1.8 + 32"));
    assertEquals("5", out("reduce", grid, "--op", "count", "--map", "x >= 5"));
  }

  @Test
  void takesArraysOfGroups() {
    assertEquals("45", out("reduce", folder + "/group.zarr#a", "--op", "sum"));
    assertEquals("10", out("reduce", folder + "/group.zarr#b", "--op", "sum"));
  }

  @Test
  void tellsWhatWasMeasured() throws IOException {
    JsonNode json =
        run("reduce", grid, "--op", "mean", "--memory", "8MiB", "--workers", "1", "--json").json();
    assertEquals(3.7916666666666665, json.get("result").asDouble());
    assertEquals(3.7916666666666665, json.get("check").asDouble());
    assertEquals(1, json.get("workers").asInt());
    assertEquals(8 << 20, json.get("budgetBytes").asLong());
    assertEquals(1, json.get("chunksRead").asLong());
    assertTrue(json.get("bytesRead").asLong() > 0);
    assertEquals(0, json.get("bytesWritten").asLong());
    assertTrue(json.get("seconds").asDouble() > 0);
    assertTrue(json.get("peakBytes").asLong() > 0);
    assertTrue(json.get("predictedPeakBytes").asLong() >= json.get("peakBytes").asLong());
    if (Files.exists(Path.of("/proc/self/status"))) {
      assertTrue(json.get("rssBytes").asLong() > 10 << 20);
    }
    assertEquals(11, run("reduce", grid, "--op", "count", "--json").json().get("result").asInt());
    JsonNode rows = run("reduce", grid, "--op", "mean", "--axis", "1", "--json").json();
    assertEquals(11.375, rows.get("check").asDouble());
    assertFalse(rows.has("result"));
  }

  @Test
  void repeats() {
    assertTrue(run("reduce", grid, "--op", "sum", "--repeat", "3", "--json").json().has("seconds"));
    CommandLines.Outcome outcome = run("reduce", grid, "--op", "sum", "--repeat", "3");
    assertEquals("45.5", outcome.out().strip());
    assertTrue(outcome.err().matches("[0-9.]+ s, read [0-9]+ B in 1 chunks.*\\R"), outcome.err());
  }

  @Test
  void explainsWithoutWork() throws IOException {
    Path out = folder.resolve("explained.zarr");
    String plan = out("reduce", grid, "--op", "std", "--axis", "0", "--explain", "--out", out);
    assertTrue(plan.startsWith("plan: 1 stage"), plan);
    assertTrue(plan.contains("grid.zarr"), plan);
    assertFalse(Files.exists(out));
    for (String file : List.of("explained.nc", "explained.zip")) {
      Path place = folder.resolve(file);
      String written =
          out("reduce", grid, "--op", "std", "--over", "dim_0", "--explain", "--out", place);
      assertTrue(written.startsWith("plan: 1 stage"), written);
      assertTrue(written.contains("write " + place), written);
    }
    assertTrue(plan.contains("write " + out), plan);
    try (Stream<Path> files = Files.list(folder)) {
      assertEquals(List.of(), files.filter(f -> f.toString().contains("explained")).toList());
    }
  }

  @Test
  void writesResults() throws IOException {
    Path out = folder.resolve("means.zarr");
    JsonNode json =
        run("reduce", grid, "--op", "mean", "--axis", "0", "--out", out, "--json").json();
    assertEquals(15.166666666666666, json.get("check").asDouble(), 1e-14);
    assertTrue(json.get("bytesWritten").asLong() > 0);
    ZarrArray written = Zarr.open(out);
    assertEquals(3, written.format());
    assertEquals(Shape.of(4), written.shape());
    assertEquals(DType.FLOAT64, written.dtype());

    CommandLines.Outcome refused = run("reduce", grid, "--op", "max", "--axis", "0", "--out", out);
    assertEquals(1, refused.exit());
    assertEquals(
        "hyperslab reduce: already exists: " + out + "; --overwrite replaces an array",
        refused.err().strip());

    assertEquals(
        "",
        out(
            "reduce",
            grid,
            "--op",
            "max",
            "--axis",
            "0",
            "--out",
            out,
            "--overwrite",
            "--zarr-format",
            "2",
            "--codec",
            "zlib:1",
            "--repeat",
            "0"));
    assertEquals(2, Zarr.open(out).format());
    try (DenseArray max = Zarr.open(out).array().compute()) {
      assertEquals("[ 8. 10.  6.  5.]", max.toString());
    }
  }

  @Test
  void writesFewFilesForSmallChunks() throws IOException {
    Path in = folder.resolve("small-chunks.zarr");
    Zarr.write(in, ChunkedArray.ones(Shape.of(40, 30), DType.INT32, org.hyperslab.Chunks.of(40, 1)))
        .run();
    Path out = folder.resolve("few.zarr");
    out("reduce", in, "--op", "sum", "--axis", "0", "--out", out);
    assertEquals(1, Zarr.open(out).grid().count());
    assertEquals("1200", out("reduce", out, "--op", "sum"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "1 | FOLDER/none.zarr --op sum            | no Zarr array: FOLDER/none.zarr (no such"
            + " folder)",
        "1 | FOLDER/group.zarr --op sum           | a group, not an array: FOLDER/group.zarr; name"
            + " one of its arrays: FOLDER/group.zarr#a, FOLDER/group.zarr#b",
        "1 | FOLDER/group.zarr#c --op sum         | no Zarr array: FOLDER/group.zarr/c (no such"
            + " folder)",
        "1 | FOLDER/grid.zarr --op sum --axis 2   | axis out of range: axis=2, rank=2",
        "1 | FOLDER/grid.zarr --op sum --slice 9  | index 9 is out of bounds for axis 0 with size"
            + " 3",
        "1 | FOLDER/grid.zarr --op sum --map 3    | does not use x: \"3\"",
        "1 | FOLDER/grid.zarr --op sum --scratch /none | not a folder: --scratch /none",
        "2 | FOLDER/grid.zarr                     | Missing required option: '--op=OP'",
        "2 | FOLDER/grid.zarr --op sum --slice a  | Invalid value for option '--slice':"
            + " cannot read slice: item=\"a\", slice=\"a\"",
        "2 | FOLDER/grid.zarr --op sum --memory x | Invalid value for option '--memory':"
            + " cannot read size: \"x\"; write it as 512MiB or 1GiB",
        "2 | FOLDER/grid.zarr --op sum --workers 0 | workers less than 1: 0",
        "2 | FOLDER/grid.zarr --op sum --map x+    | Invalid value for option '--map':"
            + " expected a number, x, a function or '(' at position 3 of \"x+\"",
      })
  void saysWhatIsWrong(int exit, String args, String message) {
    String[] words = ("reduce " + args).replace("FOLDER", folder.toString()).strip().split(" +");
    CommandLines.Outcome outcome = run((Object[]) words);
    assertEquals(
        "hyperslab reduce: " + message.strip().replace("FOLDER", folder.toString()),
        outcome.err().lines().findFirst().orElse(""));
    assertEquals(exit, outcome.exit());
    assertEquals(exit == 1 ? 1 : 2, outcome.err().lines().count());
    assertEquals("", outcome.out());
  }

  @Test
  void refusesTooSmallBudgets() {
    CommandLines.Outcome outcome = run("reduce", grid, "--op", "sum", "--memory", "1KiB");
    assertEquals(1, outcome.exit());
    assertTrue(
        outcome.err().startsWith("hyperslab reduce: budget too small: budget=1024"), outcome.err());
    assertTrue(outcome.err().contains("Give more memory"), outcome.err());
    assertEquals(1, outcome.err().lines().count());
  }

  @Test
  void namesDamagedChunks() throws IOException {
    Path in = folder.resolve("damaged.zarr");
    Zarr.write(in, ChunkedArray.ones(Shape.of(4, 4), DType.INT32, org.hyperslab.Chunks.of(2, 4)))
        .run();
    Path chunk = in.resolve("c/1/0");
    Files.write(chunk, new byte[] {1, 2, 3});
    CommandLines.Outcome outcome = run("reduce", in, "--op", "sum");
    assertEquals(1, outcome.exit());
    assertTrue(outcome.err().contains(chunk.toString()), outcome.err());
    assertEquals(1, outcome.err().lines().count());
    assertTrue(run("--debug", "reduce", in, "--op", "sum").err().contains("\tat org.hyperslab"));
  }
}
