package org.hyperslab.examples;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.hyperslab.DenseArray;
import org.hyperslab.zarr.Zarr;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Processes that are killed while they write a generation, and the memory of one that isn't. */
class HeatKillTest {
  private static final long MIB = 1L << 20;

  @TempDir private Path folder;

  private Process start(List<String> heat) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of("--add-modules", "jdk.incubator.vector", "--enable-native-access=ALL-UNNAMED"));
    command.addAll(List.of("-Xmx256m", "-XX:+UseSerialGC"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(CommandSequence.class.getName());
    command.addAll(heat);
    return new ProcessBuilder(command)
        .redirectOutput(folder.resolve("out.txt").toFile())
        .redirectError(folder.resolve("errors.txt").toFile())
        .start();
  }

  private List<String> heat(String out, String... more) {
    List<String> args =
        new ArrayList<>(List.of("heat", "--nx", "300", "--ny", "300", "--steps", "12", "--pixels"));
    args.addAll(List.of("100", "--block", "64", "--memory", "3MiB"));
    args.addAll(List.of("--out", folder.resolve(out).toString()));
    args.addAll(List.of(more));
    return args;
  }

  private static double[] read(Path array) throws IOException {
    try (DenseArray dense = Zarr.open(array).array().compute()) {
      return dense.toDoubles();
    }
  }

  @Test
  void aKilledRunGoesOnAndEndsWithTheSameBits() throws Exception {
    Path store = Files.createDirectories(folder.resolve("parent")).resolve("store.zarr");
    List<String> command =
        heat("out", "--image-every", "1", "--store", store.toString(), "--resume");
    // Each run is killed when it has begun its third generation: none gets to the end.
    for (int kill = 0; kill < 2; kill++) {
      killWhileItWrites(command, store, 3);
    }
    String[] inOneGo = heat("whole", "--image-every", "0").toArray(new String[0]);
    assertEquals(0, CommandLines.run((Object[]) inOneGo).exit());
    CommandLines.Outcome resumed = CommandLines.run((Object[]) withJson(command));
    assertEquals(0, resumed.exit(), resumed.err());
    int taken = resumed.json().get("tasks").asInt();
    assertTrue(taken > 0 && taken < 12, resumed.out());
    assertArrayEquals(
        read(folder.resolve("whole/field.zarr")), read(folder.resolve("out/field.zarr")));
    assertEquals(2, Files.list(store).count(), "one generation and the metadata");
  }

  private static String[] withJson(List<String> command) {
    List<String> more = new ArrayList<>(command);
    more.add("--json");
    return more.toArray(new String[0]);
  }

  private void killWhileItWrites(List<String> command, Path store, int generation)
      throws Exception {
    Files.createDirectories(store.getParent());
    if (!Files.exists(store)) { // a folder can only be watched when it is there
      assertEquals(0, CommandLines.run((Object[]) begun(command)).exit());
    }
    try (WatchService watch = FileSystems.getDefault().newWatchService()) {
      store.register(watch, StandardWatchEventKinds.ENTRY_CREATE);
      Process process = start(command);
      try {
        int begun = 0;
        while (begun < generation) {
          WatchKey key = watch.poll(2, TimeUnit.MINUTES);
          assertTrue(key != null && process.isAlive(), errors());
          for (WatchEvent<?> event : key.pollEvents()) {
            String name = String.valueOf(event.context());
            begun += name.startsWith(".step_") && name.contains(".tmp") ? 1 : 0;
          }
          key.reset();
        }
      } finally {
        process.destroyForcibly();
      }
      assertEquals(128 + 9, process.waitFor(), errors());
    }
  }

  private String errors() throws IOException {
    return Files.readString(folder.resolve("errors.txt"));
  }

  /** The same command with one step only, so that there is a store. */
  private static String[] begun(List<String> command) {
    List<String> first = new ArrayList<>(command);
    first.set(first.indexOf("--steps") + 1, "1");
    return first.toArray(new String[0]);
  }

  @Test
  void memoryStaysInTheBudget() throws Exception {
    List<String> args =
        List.of(
            "heat",
            "--nx",
            "4000",
            "--ny",
            "3000",
            "--steps",
            "6",
            "--image-every",
            "0",
            "--memory",
            "24MiB",
            "--block",
            "256",
            "--json",
            "--out",
            folder.resolve("big").toString());
    Process process = start(args);
    assertEquals(0, process.waitFor(), errors());
    String out = Files.readString(folder.resolve("out.txt"));
    JsonNode json = new CommandLines.Outcome(0, out, "").json();
    assertTrue(json.get("peakBytes").asLong() <= json.get("predictedPeakBytes").asLong(), out);
    assertTrue(json.get("predictedPeakBytes").asLong() <= 24 * MIB, out);
    assertTrue(json.get("peakBytes").asLong() > 4 * MIB, out);
    if (json.has("rssBytes")) {
      assertTrue(json.get("rssBytes").asLong() < (24 + 250) * MIB, out);
    }
  }
}
