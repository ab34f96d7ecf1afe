package org.hyperslab.netcdf.hdf5;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.hyperslab.dataset.Dataset;
import org.hyperslab.dataset.Variable;
import org.hyperslab.netcdf.NetCdf;
import org.hyperslab.store.ChunkSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Mutates the golden files and reads them: data or an {@code IOException}, nothing else. The seed
 * of a failure is in its message; {@code -Dseed=} and {@code -Drounds=} run it again or longer.
 */
class FuzzTest {
  private static final long SEED = Long.getLong("seed", System.nanoTime());
  private static final int ROUNDS = Integer.getInteger("rounds", 1000);

  /** Mutated metadata may ask for an array that is large but legal; it is opened, not read. */
  private static final long MOST_BYTES = 16 << 20;

  @TempDir private static Path folder;

  @Test
  void readsOrRefusesMutatedFiles() throws IOException {
    Golden golden = new Golden(folder);
    Path mutated = folder.resolve("mutated.h5");
    for (int round = 0; round < ROUNDS; round++) {
      Random random = new Random(SEED + round);
      String file = Golden.FILES.get(random.nextInt(Golden.FILES.size()));
      Files.write(mutated, mutate(Files.readAllBytes(golden.path(file)), random));
      try {
        read(NetCdf.open(mutated), random);
      } catch (IOException e) {
        // Refused, as it should be.
      } catch (RuntimeException | Error e) {
        throw new AssertionError("seed=" + (SEED + round) + ", file=" + file, e);
      }
    }
  }

  private static byte[] mutate(byte[] original, Random random) {
    byte[] bytes = original;
    for (int n = 1 + random.nextInt(4); n > 0 && bytes.length > 16; n--) {
      int at = random.nextInt(random.nextInt(3) == 0 ? Math.min(2048, bytes.length) : bytes.length);
      switch (random.nextInt(7)) {
        case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
        case 1 -> bytes[at] = (byte) random.nextInt(256);
        case 2 -> bytes[at] = (byte) (random.nextBoolean() ? 0xff : 0);
        case 3 -> Arrays.fill(bytes, at, Math.min(bytes.length, at + 8), (byte) random.nextInt(3));
        case 4 -> {
          if (random.nextInt(4) == 0) {
            bytes = Arrays.copyOf(bytes, at);
          }
        }
        case 5 -> {
          int from = random.nextInt(bytes.length);
          int run = Math.min(1 + random.nextInt(40), bytes.length - Math.max(from, at));
          System.arraycopy(bytes, from, bytes, at, run);
        }
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

  private static void read(Dataset dataset, Random random) throws IOException {
    for (Variable v : dataset.variables()) {
      if (random.nextInt(3) != 0) {
        continue;
      }
      try {
        if (v.isNumeric()) {
          ChunkSource source = Reads.source(v);
          long bytes = source.grid().shape().size() * source.dtype().bytes();
          if (bytes < MOST_BYTES
              && source.scratchBytes() < MOST_BYTES
              && source.grid().maxChunkElements() < MOST_BYTES
              && source.grid().count() < 10_000) {
            Reads.all(source);
          }
        } else if (v.shape().size() < 100_000) {
          v.text().read();
        }
      } catch (IOException e) {
        // The next variable may be sound.
      }
    }
    for (Dataset group : dataset.groups().values()) {
      read(group, random);
    }
  }
}
