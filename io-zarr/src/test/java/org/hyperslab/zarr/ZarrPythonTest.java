package org.hyperslab.zarr;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.hyperslab.block.DType;
import org.hyperslab.grid.Shape;
import org.hyperslab.store.ChunkSink;
import org.hyperslab.testing.DenseData;
import org.hyperslab.zarr.ZarrSpec.Compression;
import org.hyperslab.zarr.ZarrSpec.Filter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What is written here, zarr-python and numcodecs read: {@code check_written.py} compares. Skipped
 * where {@code python3} (or {@code -Dpython=}) has no zarr 2.x.
 */
class ZarrPythonTest {
  private static final long SEED = Long.getLong("seed", System.nanoTime());

  @TempDir private Path folder;

  @Test
  void readsWhatIsWritten() throws IOException, InterruptedException {
    assumeTrue(
        python("-c", "import sys, zarr, numcodecs; sys.exit(zarr.__version__[0] != '2')") == 0,
        "python3 has no zarr 2.x");
    Random random = new Random(SEED);
    int count = 0;
    for (ZarrSpec spec : specs()) {
      ZarrSpec varied =
          spec.withColumnMajor(random.nextInt(4) == 0)
              .withSeparator(random.nextBoolean() ? "/" : ".")
              .withByteOrder(
                  random.nextInt(4) == 0 ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
      DenseData data = DenseData.random(spec.dtype(), spec.shape(), random);
      String name = "a" + count++;
      try (ChunkSink sink = Zarr.create(folder.resolve(name), varied)) {
        data.write(sink);
      }
      Files.write(folder.resolve(name + ".bin"), data.bytes);
    }
    assertEquals(
        0,
        python(
            Path.of("src/test/python/check_written.py").toAbsolutePath().toString(),
            folder.toString()),
        () -> "seed=" + SEED + "\n" + output());
    assertEquals(count + "\n", output());
  }

  private static List<ZarrSpec> specs() {
    List<ZarrSpec> specs = new ArrayList<>();
    for (int format = 2; format <= 3; format++) {
      for (Compression compression : RoundTripTest.compressions(format)) {
        for (DType dtype : List.of(DType.UINT8, DType.INT16, DType.FLOAT32, DType.FLOAT64)) {
          specs.add(
              ZarrSpec.of(Shape.of(70, 90), Shape.of(64, 70), dtype)
                  .withFormat(format)
                  .withCompression(compression));
        }
      }
      for (ZarrSpec spec : FiltersTest.lossless()) {
        boolean known =
            spec.filters().stream()
                .noneMatch(
                    f -> f.equals(Filter.shuffle(3)) || f.configuration().containsKey("location"));
        if (known) {
          specs.add(spec.withFormat(format));
        }
      }
    }
    return specs;
  }

  private String output() {
    try {
      return Files.readString(folder.resolve("output.txt"), StandardCharsets.UTF_8);
    } catch (IOException e) {
      return e.toString();
    }
  }

  /** The exit code; output goes to a file. */
  private int python(String... arguments) throws InterruptedException {
    String[] command = new String[arguments.length + 1];
    command[0] = System.getProperty("python", "python3");
    System.arraycopy(arguments, 0, command, 1, arguments.length);
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("PYTHONDONTWRITEBYTECODE", "1");
    try {
      Process process = builder.redirectOutput(folder.resolve("output.txt").toFile()).start();
      if (!process.waitFor(2, TimeUnit.MINUTES)) {
        process.destroyForcibly();
        return -1;
      }
      return process.exitValue();
    } catch (IOException e) {
      return -1;
    }
  }
}
