package org.hyperslab.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.hyperslab.ChunkedArray;
import org.hyperslab.Chunks;
import org.hyperslab.block.DType;
import org.hyperslab.grid.Shape;
import org.hyperslab.zarr.Zarr;
import org.hyperslab.zarr.ZarrSpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reductions of an array of 494 MiB in a JVM with a budget of 64 MiB and a heap of 256. */
class MemoryTest {
  private static final long MIB = 1L << 20;
  private static final int ROWS = 1000;
  private static final int SIDE = 360;
  private static final String[] OPERATIONS = {"mean", "std", "argmax"};
  private static final String[] AXES = {"0", "2", "0,1,2"};

  /** Row + column / 2, at every depth. */
  private static void write(Path store) {
    ChunkedArray rows = ChunkedArray.arange(ROWS).cast(DType.FLOAT32).expandDims(-1).expandDims(-1);
    ChunkedArray columns = ChunkedArray.arange(SIDE).cast(DType.FLOAT32).multiply(0.5);
    ChunkedArray array =
        ChunkedArray.zeros(Shape.of(ROWS, SIDE, SIDE), DType.FLOAT32, Chunks.of(100, 90, 90))
            .add(rows)
            .add(columns);
    Zarr.write(
            store,
            array,
            ZarrSpec.of(array.shape(), Shape.of(100, 90, 90), DType.FLOAT32)
                .withCompression(ZarrSpec.Compression.none()))
        .run();
  }

  private static double variance(int n) {
    return ((double) n * n - 1) / 12;
  }

  /** The sum of all elements of a result. */
  private static double check(String operation, String axes) {
    double means = ((ROWS - 1) / 2.0 + (SIDE - 1) / 4.0);
    return switch (operation + " " + axes) {
      case "mean 0" -> SIDE * SIDE * means;
      case "mean 2" -> ROWS * SIDE * means;
      case "mean 0,1,2" -> means;
      case "std 0" -> SIDE * SIDE * Math.sqrt(variance(ROWS));
      case "std 2" -> ROWS * SIDE * Math.sqrt(variance(SIDE) / 4);
      case "std 0,1,2" -> Math.sqrt(variance(ROWS) + variance(SIDE) / 4);
      case "argmax 0" -> (ROWS - 1.0) * SIDE * SIDE;
      case "argmax 2" -> (SIDE - 1.0) * ROWS * SIDE;
      default -> (ROWS - 1.0) * SIDE * SIDE + SIDE - 1;
    };
  }

  @Test
  void staysInItsBudget(@TempDir Path folder) throws IOException, InterruptedException {
    Path store = folder.resolve("store.zarr");
    write(store);
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of("--add-modules", "jdk.incubator.vector", "--enable-native-access=ALL-UNNAMED"));
    command.addAll(List.of("-Xmx256m", "-cp", System.getProperty("java.class.path")));
    command.add(CommandSequence.class.getName());
    for (String operation : OPERATIONS) {
      for (String axes : AXES) {
        command.addAll(List.of("reduce", store.toString(), "--op", operation));
        // One of several axes at once is not among NumPy's argmax.
        if (!axes.equals("0,1,2")) {
          command.addAll(List.of("--axis", axes));
        }
        command.addAll(List.of("--memory", "64MiB", "--scratch", folder.toString(), "--json"));
        command.add("--");
      }
    }
    command.removeLast();
    Path errors = folder.resolve("errors.txt");
    Process process = new ProcessBuilder(command).redirectError(errors.toFile()).start();
    List<JsonNode> reports = new ArrayList<>();
    try (BufferedReader out = process.inputReader()) {
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        if (line.startsWith("{")) {
          reports.add(new ObjectMapper().readTree(line));
        }
      }
    }
    assertEquals(0, process.waitFor(), Files.readString(errors));
    assertEquals(OPERATIONS.length * AXES.length, reports.size());
    for (int i = 0; i < reports.size(); i++) {
      String operation = OPERATIONS[i / AXES.length];
      String axes = AXES[i % AXES.length];
      assertReport(operation + " over " + axes, check(operation, axes), reports.get(i));
    }
  }

  private static void assertReport(String title, double check, JsonNode report) {
    assertEquals(check, report.get("check").asDouble(), 1e-6 * check, title);
    assertEquals(4L * ROWS * SIDE * SIDE, report.get("bytesRead").asLong(), title);
    long peak = report.get("peakBytes").asLong();
    long predicted = report.get("predictedPeakBytes").asLong();
    assertTrue(peak <= predicted && predicted <= 2 * peak, title + ": " + report);
    assertTrue(predicted <= 64 * MIB, title + ": " + report);
    if (report.has("rssBytes")) {
      assertTrue(report.get("rssBytes").asLong() < (64 + 250) * MIB, title + ": " + report);
    }
  }
}
