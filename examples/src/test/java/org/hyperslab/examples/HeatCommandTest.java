package org.hyperslab.examples;

import static org.hyperslab.examples.CommandLines.out;
import static org.hyperslab.examples.CommandLines.run;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import org.hyperslab.ChunkedArray;
import org.hyperslab.DenseArray;
import org.hyperslab.block.DType;
import org.hyperslab.zarr.Zarr;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HeatCommandTest {
  @TempDir private Path folder;

  private static double[] read(Path array) throws IOException {
    try (DenseArray dense = Zarr.open(array).array().compute()) {
      return dense.toDoubles();
    }
  }

  private double[] field(String out) throws IOException {
    return read(folder.resolve(out).resolve("field.zarr"));
  }

  private List<String> names(Path of) throws IOException {
    try (Stream<Path> files = Files.list(of)) {
      return files
          .map(p -> p.getFileName().toString())
          .collect(Collectors.toCollection(TreeSet::new))
          .stream()
          .toList();
    }
  }

  /** The reference case as its authors wrote it, with other sizes. */
  private static double[] naive(int ny, int nx, int steps, double initial) {
    double[] u = new double[ny * nx];
    java.util.Arrays.fill(u, initial);
    for (int j = 0; j < nx; j++) {
      u[(ny - 1) * nx + j] = 100;
      u[j] = 0;
    }
    for (int i = 0; i < ny; i++) {
      u[i * nx + nx - 1] = 30;
      u[i * nx] = 0;
    }
    for (int s = 0; s < steps; s++) {
      double[] v = u.clone();
      for (int i = 1; i < ny - 1; i++) {
        for (int j = 1; j < nx - 1; j++) {
          int c = i * nx + j;
          v[c] =
              u[c]
                  + 0.25 * (u[c + nx] - 2 * u[c] + u[c - nx])
                  + 0.25 * (u[c + 1] - 2 * u[c] + u[c - 1]);
        }
      }
      u = v;
    }
    return u;
  }

  @Test
  void solvesTheReferenceCaseWithoutOptions() throws IOException {
    Path here = folder.resolve("ref");
    JsonNode json = run("heat", "--out", here, "--image-every", "5000", "--json").json();
    assertEquals(2538635.0528, json.get("sum").asDouble(), 2538635.0528e-9);
    assertEquals(10000, json.get("step").asInt());
    for (String figure : List.of("seconds", "gcells", "stepsPerLoad", "peakBytes")) {
      assertTrue(json.get(figure).asDouble() > 0, json.toString());
    }
    assertEquals(
        List.of("field.zarr", "heat_000000.png", "heat_005000.png", "heat_010000.png"),
        names(here));
    assertArrayEquals(naive(400, 400, 10000, 0), field("ref"), 1e-9 * 100);
    assertEquals(List.of("y", "x"), Zarr.open(here.resolve("field.zarr")).dimensionNames());
  }

  @Test
  void picturesShowTheFieldWithTopAtTheTop() throws IOException {
    Path gif = folder.resolve("pictures/heat.gif");
    out(
        "heat",
        "--nx",
        "80",
        "--ny",
        "40",
        "--steps",
        "30",
        "--image-every",
        "20",
        "--pixels",
        "300",
        "--animate",
        gif,
        "--out",
        folder.resolve("p"));
    assertEquals(
        List.of("field.zarr", "heat_000000.png", "heat_000020.png", "heat_000030.png"),
        names(folder.resolve("p")));
    BufferedImage image = ImageIO.read(folder.resolve("p/heat_000030.png").toFile());
    int red = 0;
    int redAbove = 0;
    int blue = 0;
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = 0; x < image.getWidth() * 3 / 4; x++) {
        int rgb = image.getRGB(x, y);
        boolean isRed = (rgb >> 16 & 0xff) > 0x70 && (rgb & 0xffff) == 0;
        red += isRed ? 1 : 0;
        redAbove += isRed && y < image.getHeight() / 2 ? 1 : 0;
        blue += (rgb >> 8 & 0xffff) == 0 && (rgb & 0xff) > 0x70 ? 1 : 0;
      }
    }
    assertTrue(red > 300 && redAbove == red, "red=" + red + ", above=" + redAbove);
    assertTrue(blue > 10_000, "blue=" + blue);
    ImageReader reader = ImageIO.getImageReadersByFormatName("gif").next();
    try (ImageInputStream in = ImageIO.createImageInputStream(gif.toFile())) {
      reader.setInput(in);
      assertEquals(3, reader.getNumImages(true));
    } finally {
      reader.dispose();
    }
  }

  private static final String[] SMALL = {
    "heat",
    "--nx",
    "150",
    "--ny",
    "210",
    "--image-every",
    "0",
    "--boundary",
    "left=insulated",
    "--boundary",
    "bottom=flux:3",
    "--initial",
    "7"
  };

  private CommandLines.Outcome small(String out, Object... more) {
    Object[] args = new Object[SMALL.length + 2 + more.length];
    System.arraycopy(SMALL, 0, args, 0, SMALL.length);
    args[SMALL.length] = "--out";
    args[SMALL.length + 1] = folder.resolve(out);
    System.arraycopy(more, 0, args, SMALL.length + 2, more.length);
    return run(args);
  }

  @Test
  void outOfCoreHasTheSameBits() throws IOException {
    assertEquals(0, small("m", "--steps", "50").exit());
    Path store = folder.resolve("s.zarr");
    JsonNode json =
        small("o", "--steps", "50", "--store", store, "--block", "32", "--memory", "1MiB", "--json")
            .json();
    assertArrayEquals(field("m"), field("o"));
    assertTrue(json.get("stepsPerLoad").asInt() > 1, json.toString());
    assertTrue(json.get("peakBytes").asLong() <= 1 << 20, json.toString());
    assertTrue(json.get("chunksWritten").asInt() >= 35, json.toString());
    assertEquals(List.of("step_000000000050", "zarr.json"), names(store));
    JsonNode again =
        small(
                "o",
                "--steps",
                "50",
                "--store",
                store,
                "--block",
                "60,40",
                "--memory",
                "2MiB",
                "--overwrite",
                "--repeat",
                "2",
                "--json")
            .json();
    assertArrayEquals(field("m"), field("o"));
    assertEquals(json.get("sum").asDouble(), again.get("sum").asDouble(), 1e-6);
  }

  @Test
  void whatDoesNotFitIntoMemoryIsStreamedThroughAFolderThatIsDeleted() throws IOException {
    assertEquals(0, small("m", "--steps", "20").exit());
    JsonNode json =
        small("o", "--steps", "20", "--memory", "500KiB", "--block", "20", "--json").json();
    assertArrayEquals(field("m"), field("o"));
    assertTrue(json.get("chunksRead").asInt() > 0, json.toString());
    assertEquals(List.of("field.zarr"), names(folder.resolve("o")));
  }

  @Test
  void resumesWhereItEnded() throws IOException {
    Path store = folder.resolve("s.zarr");
    assertEquals(0, small("m", "--steps", "50").exit());
    assertEquals(0, small("o", "--steps", "20", "--store", store, "--resume").exit());
    CommandLines.Outcome refused = small("o", "--steps", "30", "--store", store);
    assertEquals(1, refused.exit());
    assertTrue(refused.err().contains("--resume goes on from there"), refused.err());
    JsonNode json = small("o", "--steps", "50", "--store", store, "--resume", "--json").json();
    assertEquals(30, json.get("tasks").asInt());
    assertArrayEquals(field("m"), field("o"));
    assertEquals(0, small("done", "--steps", "50", "--store", store, "--resume").exit());
    assertArrayEquals(field("m"), field("done"));
    CommandLines.Outcome other =
        small("o", "--steps", "60", "--store", store, "--resume", "--diffusivity", "0.2");
    assertEquals(1, other.exit());
    assertTrue(other.err().contains("the store is of another problem"), other.err());
  }

  @Test
  void anEmptyFolderIsAsGoodAsNone() throws IOException {
    Path store = Files.createDirectories(folder.resolve("empty.zarr"));
    Files.createFile(store.resolve(".zarr.json.tmp"));
    assertEquals("", small("o", "--steps", "5", "--store", store).err());
    Path other = Files.createDirectories(folder.resolve("other.zarr"));
    assertEquals("", small("p", "--steps", "5", "--store", other, "--resume").err());
    assertArrayEquals(field("o"), field("p"));
  }

  @Test
  void startsFromAnArray() throws IOException {
    Path start = folder.resolve("start.zarr");
    Zarr.write(start, ChunkedArray.ones(210, 150).multiply(7.0).cast(DType.FLOAT32)).run();
    assertEquals(0, small("m", "--steps", "20").exit());
    String[] fromFile = {
      "heat",
      "--image-every",
      "0",
      "--boundary",
      "left=insulated",
      "--boundary",
      "bottom=flux:3",
      "--initial",
      start.toString(),
      "--steps",
      "20",
      "--out"
    };
    List<Object> inMemory = new java.util.ArrayList<>(List.of((Object[]) fromFile));
    inMemory.add(folder.resolve("f"));
    assertEquals("", run(inMemory.toArray()).err());
    assertArrayEquals(field("m"), field("f"));
    List<Object> streamed = new java.util.ArrayList<>(List.of((Object[]) fromFile));
    streamed.addAll(List.of(folder.resolve("g"), "--store", folder.resolve("g.zarr")));
    assertEquals("", run(streamed.toArray()).err());
    assertArrayEquals(field("m"), field("g"));
    CommandLines.Outcome wrong =
        run("heat", "--initial", start, "--nx", "5", "--out", folder.resolve("x"));
    assertTrue(wrong.err().contains("--initial has another shape"), wrong.err());
  }

  @Test
  void stopsWhenSteady() throws IOException {
    for (boolean streamed : new boolean[] {false, true}) {
      List<Object> args =
          new java.util.ArrayList<>(
              List.of(
                  "heat",
                  "--nx",
                  "20",
                  "--ny",
                  "20",
                  "--image-every",
                  "0",
                  "--until-steady",
                  "1e-6",
                  "--steps",
                  "100000",
                  "--out",
                  folder.resolve("s" + streamed),
                  "--json"));
      if (streamed) {
        args.addAll(List.of("--store", folder.resolve("steady.zarr")));
      }
      JsonNode json = run(args.toArray()).json();
      int steps = json.get("step").asInt();
      assertTrue(steps > 200 && steps < 20_000, json.toString());
      double[] steady = naive(20, 20, 20_000, 0);
      assertArrayEquals(steady, field("s" + streamed), 1e-3);
    }
  }

  @Test
  void insulatedSidesKeepTheSum() {
    JsonNode json =
        run(
                "heat",
                "--nx",
                "50",
                "--ny",
                "30",
                "--initial",
                "3",
                "--boundary",
                "all=insulated",
                "--steps",
                "100",
                "--image-every",
                "0",
                "--out",
                folder.resolve("i"),
                "--json")
            .json();
    assertEquals(3.0 * 50 * 30, json.get("sum").asDouble(), 1e-9);
  }

  @Test
  void optionsThatMakeNoSenseAreRefused() {
    Path x = folder.resolve("x");
    assertUsage("limit=2.5E-4", "--dt", "0.1");
    assertUsage("--steps is less than 1", "--steps", "0");
    assertUsage("--block is not ROWS or ROWS,COLUMNS", "--block", "0");
    assertUsage("--block is not ROWS or ROWS,COLUMNS", "--block", "8,8,8");
    assertUsage("unknown side: west", "--boundary", "west=insulated");
    assertUsage("unknown boundary: open", "--boundary", "left=open");
    assertUsage("fixed needs a value", "--boundary", "left=fixed");
    assertUsage("only one side is periodic", "--boundary", "left=periodic");
    assertUsage("--resume needs --store", "--resume");
    assertUsage("unknown colour map: rainbow", "--colormap", "rainbow");
    assertUsage("--animate needs pictures", "--animate", "a.gif", "--image-every", "0");
    assertUsage("levels are 0 or at least 2", "--levels", "1");
    assertUsage("--method adi works in memory only", "--method", "adi", "--store", "s.zarr");
    assertFalse(Files.exists(x));
    CommandLines.Outcome small =
        run("heat", "--memory", "10KiB", "--block", "100", "--out", x, "--image-every", "0");
    assertEquals(1, small.exit());
    assertTrue(small.err().contains("budget too small for one block"), small.err());
  }

  private void assertUsage(String message, Object... options) {
    Object[] args = new Object[options.length + 3];
    args[0] = "heat";
    args[1] = "--out";
    args[2] = folder.resolve("x");
    System.arraycopy(options, 0, args, 3, options.length);
    CommandLines.Outcome outcome = run(args);
    assertEquals(2, outcome.exit(), outcome.toString());
    assertTrue(outcome.err().contains(message), outcome.err());
  }

  @Test
  void explainsHowItWouldStream() {
    String text =
        out(
            "heat",
            "--nx",
            "500",
            "--ny",
            "500",
            "--memory",
            "2MiB",
            "--block",
            "50",
            "--steps",
            "100",
            "--out",
            folder.resolve("e"),
            "--image-every",
            "0",
            "--explain");
    assertTrue(text.startsWith("out of core: "), text);
    assertTrue(text.contains("steps per load, 100 blocks each"), text);
    assertTrue(
        out("heat", "--out", folder.resolve("e"), "--explain").startsWith("in memory: explicit"));
  }

  /** Rows of ten cells with room for vectors around them take several times the field's bytes. */
  @Test
  void aThinFieldThatDoesNotFitWithItsRoomStreams() throws IOException {
    Object[] thin = {"heat", "--nx", "10", "--ny", "60000", "--steps", "3", "--image-every", "0"};
    JsonNode streamed =
        run(with(thin, "--memory", "14MiB", "--json", "--out", folder.resolve("s"))).json();
    JsonNode inMemory =
        run(with(thin, "--memory", "1GiB", "--json", "--out", folder.resolve("m"))).json();
    assertTrue(streamed.get("chunksRead").asLong() > 0, streamed.toString());
    assertEquals(0, inMemory.get("chunksRead").asLong(), inMemory.toString());
    assertTrue(inMemory.get("peakBytes").asLong() > 14 << 20, inMemory.toString());
    assertArrayEquals(field("m"), field("s"));
  }

  @Test
  void explainingMakesAndDeletesNothing() throws IOException {
    Path store = folder.resolve("store.zarr");
    Path out = folder.resolve("nowhere");
    Object[] small = {"heat", "--nx", "40", "--ny", "30", "--image-every", "0", "--store", store};
    assertTrue(out(with(small, "--out", out, "--explain")).startsWith("out of core: "));
    assertFalse(Files.exists(store));
    assertFalse(Files.exists(out));
    out(with(small, "--out", folder.resolve("o"), "--steps", "7"));
    List<String> before = names(store);
    assertTrue(
        out(with(small, "--out", out, "--overwrite", "--explain")).startsWith("out of core: "));
    String rest = out(with(small, "--out", out, "--resume", "--steps", "9", "--explain"));
    assertTrue(rest.contains("1 passes of up to 2 steps"), rest);
    assertEquals(
        "no steps to take: step 7 is there",
        out(with(small, "--out", out, "--resume", "--steps", "7", "--explain")).strip());
    assertEquals(before, names(store));
    assertFalse(Files.exists(out));
  }

  private static Object[] with(Object[] some, Object... more) {
    return Stream.concat(Stream.of(some), Stream.of(more)).toArray();
  }

  @Test
  void theProgressLineSaysHowFast() {
    HeatProgress progress = new HeatProgress(null, 1e6, 100, 1100);
    assertEquals(
        " 50% [############............] step 600 of 1100, 250.0 steps/s, 0.25 G cells/s, left"
            + " 0:02",
        progress.line(600, 2));
  }
}
