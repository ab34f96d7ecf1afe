package org.hyperslab.examples;

import static org.hyperslab.examples.CommandLines.run;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.hyperslab.ChunkedArray;
import org.hyperslab.zarr.Zarr;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a run that was interrupted and resumed leaves to be seen. */
class HeatResumedPicturesTest {
  @TempDir private Path folder;

  /** A slope, which insulated sides level: its range shrinks with every step. */
  @BeforeEach
  void writeSlope() throws IOException {
    double[][] slope = new double[24][30];
    for (int i = 0; i < 24; i++) {
      Arrays.fill(slope[i], i);
    }
    Zarr.write(folder.resolve("slope.zarr"), ChunkedArray.fromJava(slope)).run();
  }

  private void heat(String out, Object... more) {
    Object[] args = {
      "heat",
      "--initial",
      folder.resolve("slope.zarr"),
      "--boundary",
      "all=insulated",
      "--block",
      "8",
      "--store",
      folder.resolve(out + ".zarr"),
      "--out",
      folder.resolve(out)
    };
    CommandLines.Outcome outcome = run(Stream.concat(Stream.of(args), Stream.of(more)).toArray());
    assertEquals("", outcome.err());
    assertEquals(0, outcome.exit());
  }

  private TreeMap<String, byte[]> pictures(String out) throws IOException {
    TreeMap<String, byte[]> pictures = new TreeMap<>();
    try (Stream<Path> files = Files.list(folder.resolve(out))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        pictures.put(file.getFileName().toString(), Files.readAllBytes(file));
      }
    }
    return pictures;
  }

  private Object[] animated(String out, Object... more) {
    Path gif = folder.resolve(out).resolve("heat.gif");
    Object[] args = {"--steps", 50, "--image-every", 20, "--pixels", 120, "--animate", gif};
    return Stream.concat(Stream.of(args), Stream.of(more)).toArray();
  }

  @Test
  void picturesAndAnimationAreThoseOfARunInOneGo() throws IOException {
    heat("whole", animated("whole"));
    TreeMap<String, byte[]> expected = pictures("whole");
    assertEquals(
        List.of(
            "heat.gif", "heat_000000.png", "heat_000020.png", "heat_000040.png", "heat_000050.png"),
        List.copyOf(expected.keySet()));
    // Interrupted once on the way from picture to picture, and once before one was drawn.
    heat("parts", "--steps", 20, "--image-every", 20, "--pixels", 120);
    heat("parts", "--steps", 30, "--image-every", 0, "--resume");
    heat("parts", "--steps", 40, "--image-every", 20, "--pixels", 120, "--resume");
    Files.delete(folder.resolve("parts/heat_000040.png"));
    heat("parts", animated("parts", "--resume"));
    TreeMap<String, byte[]> resumed = pictures("parts");
    assertEquals(expected.keySet(), resumed.keySet());
    expected.forEach((name, bytes) -> assertArrayEquals(bytes, resumed.get(name), name));
    // Once more, with nothing left to do.
    heat("parts", animated("parts", "--resume"));
    assertArrayEquals(expected.get("heat.gif"), pictures("parts").get("heat.gif"));
  }

  @Test
  void picturesOfAnotherSizeStayOutOfTheAnimation() throws IOException {
    heat("a", "--steps", 20, "--image-every", 20, "--pixels", 130);
    heat("a", animated("a", "--resume"));
    heat("b", "--steps", 20, "--image-every", 20, "--pixels", 120);
    heat("b", animated("b", "--resume"));
    long three = pictures("a").get("heat.gif").length;
    long four = pictures("b").get("heat.gif").length;
    assertEquals(3.0 / 4, (double) three / four, 0.1);
  }
}
