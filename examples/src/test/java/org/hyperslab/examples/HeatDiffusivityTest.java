package org.hyperslab.examples;

import static org.hyperslab.examples.CommandLines.run;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.hyperslab.ChunkedArray;
import org.hyperslab.Chunks;
import org.hyperslab.DenseArray;
import org.hyperslab.block.DType;
import org.hyperslab.grid.Region;
import org.hyperslab.grid.Shape;
import org.hyperslab.zarr.Zarr;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code heat --diffusivity FILE}: in memory, out of core, resumed, and by ADI. */
class HeatDiffusivityTest {
  private static final int NY = 90;
  private static final int NX = 70;

  @TempDir private Path folder;
  private Path field;

  private static double diffusivity(long y, long x) {
    return 0.05 + (y * 7 + x * 3) % 50 / 1000.0;
  }

  private static ChunkedArray array(DType dtype) {
    return ChunkedArray.fromFunction(
        Shape.of(NY, NX),
        dtype,
        Chunks.of(37, 16),
        (none, place, block) -> {
          Region cells = Region.whole(place.shape());
          long[] at = cells.origin();
          do {
            block.setDouble(diffusivity(place.start(0) + at[0], place.start(1) + at[1]), at);
          } while (cells.next(at));
        });
  }

  @BeforeEach
  void writeDiffusivity() {
    field = folder.resolve("a.zarr");
    Zarr.write(field, array(DType.FLOAT64)).run();
  }

  private CommandLines.Outcome heat(String out, Object... more) {
    List<Object> args = new ArrayList<>(List.of("heat", "--image-every", "0", "--initial", "3"));
    args.addAll(List.of("--boundary", "left=insulated", "--boundary", "bottom=flux:7"));
    args.addAll(List.of("--out", folder.resolve(out)));
    args.addAll(List.of(more));
    return run(args.toArray());
  }

  private double[] result(String out) throws IOException {
    try (DenseArray dense =
        Zarr.open(folder.resolve(out).resolve("field.zarr")).array().compute()) {
      return dense.toDoubles();
    }
  }

  /** What flows through the faces of each cell, as a loop. */
  private static double[] naive(int steps) {
    double[][] u = new double[NY][NX];
    for (int y = 0; y < NY; y++) {
      for (int x = 0; x < NX; x++) {
        u[y][x] = x == NX - 1 ? 30 : y == NY - 1 ? 100 : 3;
      }
    }
    double most = 0;
    for (int y = 0; y < NY; y++) {
      for (int x = 0; x < NX; x++) {
        most = Math.max(most, diffusivity(y, x));
      }
    }
    double dt = 1e-8 / (2 * most * 2e-4);
    for (int s = 0; s < steps; s++) {
      double[][] v = new double[NY][];
      for (int y = 0; y < NY; y++) {
        v[y] = u[y].clone();
        for (int x = 0; x < NX - 1 && y < NY - 1; x++) {
          double a = diffusivity(y, x);
          double right = (a + diffusivity(y, x + 1)) / 2 * (u[y][x + 1] - u[y][x]);
          double left = x == 0 ? 0 : (a + diffusivity(y, x - 1)) / 2 * (u[y][x - 1] - u[y][x]);
          double above = (a + diffusivity(y + 1, x)) / 2 * (u[y + 1][x] - u[y][x]);
          double below =
              y == 0 ? a * 7 * 0.01 : (a + diffusivity(y - 1, x)) / 2 * (u[y - 1][x] - u[y][x]);
          v[y][x] += dt / 1e-4 * (right + left + above + below);
        }
      }
      u = v;
    }
    double[] all = new double[NY * NX];
    for (int y = 0; y < NY; y++) {
      System.arraycopy(u[y], 0, all, y * NX, NX);
    }
    return all;
  }

  @Test
  void hasTheBitsOfARunInMemoryOutOfCoreAndResumed() throws IOException {
    assertEquals("", heat("m", "--steps", "60", "--diffusivity", field).err());
    assertArrayEquals(naive(60), result("m"), 1e-9);
    Path store = folder.resolve("s.zarr");
    Object[] streamed = {"--diffusivity", field, "--store", store, "--block", "16,20", "--json"};
    JsonNode json = heat("o", concat(streamed, "--steps", "60", "--memory", "300KiB")).json();
    assertArrayEquals(result("m"), result("o"));
    assertTrue(json.get("stepsPerLoad").asInt() > 1, json.toString());
    assertTrue(json.get("peakBytes").asLong() <= json.get("predictedPeakBytes").asLong());
    assertTrue(json.get("predictedPeakBytes").asLong() <= 300 << 10, json.toString());
    assertEquals("", heat("o", concat(streamed, "--steps", "25", "--overwrite")).err());
    json = heat("o", concat(streamed, "--steps", "60", "--resume")).json();
    assertEquals(35, json.get("tasks").asInt());
    assertArrayEquals(result("m"), result("o"));
    Path other = folder.resolve("b.zarr");
    Zarr.write(other, array(DType.FLOAT64).multiply(0.5)).run();
    String message =
        heat("o", "--diffusivity", other, "--store", store, "--steps", "70", "--resume").err();
    assertTrue(message.contains("the store is of another problem"), message);
  }

  private static Object[] concat(Object[] first, Object... more) {
    List<Object> all = new ArrayList<>(List.of(first));
    all.addAll(List.of(more));
    return all.toArray();
  }

  @Test
  void anArrayOfAnotherTypeIsCast() throws IOException {
    Path narrow = folder.resolve("narrow.zarr");
    Zarr.write(narrow, array(DType.FLOAT32)).run();
    assertEquals("", heat("m", "--steps", "20", "--diffusivity", narrow).err());
    Path store = folder.resolve("s.zarr");
    assertEquals("", heat("o", "--steps", "9", "--diffusivity", narrow, "--store", store).err());
    assertEquals(
        "",
        heat("o", "--steps", "20", "--diffusivity", narrow, "--store", store, "--resume").err());
    assertArrayEquals(result("m"), result("o"));
  }

  @Test
  void adiComesToTheSameWithLargerSteps() throws IOException {
    assertEquals("", heat("m", "--steps", "3000", "--diffusivity", field).err());
    double limit = 1e-8 / (2 * 0.099 * 2e-4);
    CommandLines.Outcome adi =
        heat("a", "--steps", "300", "--diffusivity", field, "--method", "adi", "--dt", 10 * limit);
    assertEquals("", adi.err());
    assertArrayEquals(result("m"), result("a"), 0.05);
  }

  @Test
  void whatIsNoDiffusivityIsRefused() {
    Path negative = folder.resolve("negative.zarr");
    Zarr.write(negative, array(DType.FLOAT64).subtract(0.06)).run();
    assertRefused(2, "--diffusivity has to be finite and not negative", negative);
    Path line = folder.resolve("line.zarr");
    Zarr.write(line, ChunkedArray.ones(7)).run();
    assertRefused(2, "--diffusivity is not two-dimensional: (7,)", line);
    assertRefused(1, "nowhere.zarr", folder.resolve("nowhere.zarr"));
    String other = heat("x", "--diffusivity", field, "--nx", "9").err();
    assertTrue(other.contains("--diffusivity has another shape: array=(90, 70)"), other);
  }

  private void assertRefused(int exit, String message, Path diffusivity) {
    CommandLines.Outcome outcome = heat("x", "--diffusivity", diffusivity);
    assertEquals(exit, outcome.exit(), outcome.err());
    assertTrue(outcome.err().contains(message), outcome.err());
  }
}
