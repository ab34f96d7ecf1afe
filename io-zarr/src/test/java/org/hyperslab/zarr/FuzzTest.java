package org.hyperslab.zarr;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.hyperslab.store.ChunkSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Mutates the golden stores' files and reads them: data or an {@code IOException}, nothing else.
 * The seed of a failure is in its message; {@code -Dseed=} and {@code -Drounds=} run it again or
 * longer.
 */
class FuzzTest {
  private static final long SEED = Long.getLong("seed", System.nanoTime());
  private static final int ROUNDS = Integer.getInteger("rounds", 1500);

  /** Mutated metadata may ask for an array that is large but legal; it is opened, not read. */
  private static final long MOST_BYTES = 16 << 20;

  @TempDir private static Path folder;

  @Test
  void readsOrRefusesMutatedStores() throws IOException {
    Golden golden = new Golden(folder);
    List<Golden.Entry> entries = golden.entries();
    for (int round = 0; round < ROUNDS; round++) {
      Random random = new Random(SEED + round);
      Path array = golden.path(entries.get(random.nextInt(entries.size())).array());
      Path file = pick(array, random);
      byte[] original = Files.readAllBytes(file);
      Files.write(file, mutate(original, random));
      try {
        read(array);
      } catch (IOException e) {
        // Refused, as it should be.
      } catch (RuntimeException | Error e) {
        throw new AssertionError("seed=" + (SEED + round) + ", file=" + file, e);
      } finally {
        Files.write(file, original);
      }
    }
  }

  private static Path pick(Path array, Random random) throws IOException {
    try (Stream<Path> all = Files.walk(array)) {
      List<Path> files = new ArrayList<>(all.filter(Files::isRegularFile).sorted().toList());
      return files.get(random.nextInt(files.size()));
    }
  }

  private static byte[] mutate(byte[] original, Random random) {
    byte[] bytes = original.clone();
    for (int n = 1 + random.nextInt(3); n > 0 && bytes.length > 0; n--) {
      int at = random.nextInt(random.nextBoolean() ? Math.min(24, bytes.length) : bytes.length);
      switch (random.nextInt(6)) {
        case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
        case 1 -> bytes[at] = (byte) random.nextInt(256);
        case 2 -> bytes[at] = (byte) (random.nextBoolean() ? 0xff : 0);
        case 3 -> bytes[at] = (byte) "0123456789-\"[]{},:".charAt(random.nextInt(18));
        case 4 -> bytes = java.util.Arrays.copyOf(bytes, at);
        default -> {
          byte[] longer = new byte[bytes.length + 1 + random.nextInt(20)];
          System.arraycopy(bytes, 0, longer, 0, at);
          System.arraycopy(bytes, at, longer, longer.length - bytes.length + at, bytes.length - at);
          bytes = longer;
        }
      }
    }
    return bytes;
  }

  private static void read(Path array) throws IOException {
    ChunkSource source = Zarr.open(array).source();
    long bytes = source.grid().shape().size() * source.dtype().bytes() + source.scratchBytes();
    if (bytes >= 0 && bytes < MOST_BYTES && source.grid().count() < 10_000) {
      DenseData.read(source);
    }
  }
}
