package org.hyperslab.netcdf;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.hyperslab.Session;
import org.hyperslab.dataset.Dataset;
import org.hyperslab.dataset.Variable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Flips, cuts and splices bytes of the golden classic files: data or an {@code IOException},
 * nothing else. The seed of a failure is in its message; {@code -Dseed=} and {@code -Drounds=} run
 * it again or longer.
 */
class ClassicFuzzTest {
  private static final long SEED = Long.getLong("seed", System.nanoTime());
  private static final int ROUNDS = Integer.getInteger("rounds", 1000);

  /** Files are small, so nothing in them can be larger: sizes are checked against the length. */
  private static final long MOST_BYTES = 1 << 20;

  @TempDir private Path folder;

  @Test
  void readsOrRefusesMutatedFiles() throws IOException {
    List<Path> golden;
    try (Stream<Path> all = Files.list(Path.of("src/test/resources/classic"))) {
      golden = all.filter(f -> f.toString().endsWith(".nc")).sorted().toList();
    }
    Path file = folder.resolve("mutated.nc");
    try (Session session = Session.builder().memory("64MiB").workers(1).build()) {
      for (int round = 0; round < ROUNDS; round++) {
        Random random = new Random(SEED + round);
        Path original = golden.get(random.nextInt(golden.size()));
        Files.write(file, mutate(Files.readAllBytes(original), random));
        try {
          read(NetCdf.open(file), session);
        } catch (IOException e) {
          // Refused, as it should be.
        } catch (RuntimeException | Error e) {
          throw new AssertionError("seed=" + (SEED + round) + ", file=" + original, e);
        }
      }
    }
  }

  private static byte[] mutate(byte[] original, Random random) {
    byte[] bytes = original.clone();
    for (int n = 1 + random.nextInt(3); n > 0 && bytes.length > 0; n--) {
      int at = random.nextInt(random.nextBoolean() ? Math.min(200, bytes.length) : bytes.length);
      switch (random.nextInt(6)) {
        case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
        case 1 -> bytes[at] = (byte) random.nextInt(256);
        case 2 -> bytes[at] = (byte) (random.nextBoolean() ? 0xff : 0);
        case 3 -> bytes[at & -4] = (byte) (random.nextBoolean() ? 0x7f : 0x80);
        case 4 -> bytes = Arrays.copyOf(bytes, at);
        default -> {
          int count = 1 + random.nextInt(20);
          byte[] longer = new byte[bytes.length + count];
          System.arraycopy(bytes, 0, longer, 0, at);
          System.arraycopy(bytes, at, longer, at + count, bytes.length - at);
          bytes = longer;
        }
      }
    }
    return bytes;
  }

  private static void read(Dataset dataset, Session session) throws IOException {
    for (Variable v : dataset.variables()) {
      if (v.shape().size() > MOST_BYTES) {
        throw new AssertionError("variable is larger than its file: " + v);
      }
      if (v.isNumeric()) {
        v.array().compute(session).close();
      } else {
        v.text().read();
      }
    }
  }
}
