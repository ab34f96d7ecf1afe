package org.hyperslab.zarr;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.hyperslab.block.DType;
import org.hyperslab.block.FillValue;
import org.hyperslab.grid.Shape;
import org.hyperslab.store.ChunkSink;
import org.hyperslab.store.FormatException;
import org.hyperslab.testing.DenseData;
import org.hyperslab.zarr.ZarrSpec.Compression;
import org.hyperslab.zarr.ZarrSpec.Shuffle;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Chunks that are damaged: the right data or an error that names file and chunk, never wrong data.
 */
class FaultsTest {
  private static final long SEED = Long.getLong("seed", System.nanoTime());
  private static final Shape SHAPE = Shape.of(60, 50);
  private static final Shape CHUNK = Shape.of(40, 50);

  @TempDir private Path folder;

  static Stream<Compression> compressions() {
    return Stream.concat(RoundTripTest.compressions(3).stream(), Stream.of(Compression.zlib(3)));
  }

  private Path write(Compression compression) throws IOException {
    Path path = folder.resolve("a");
    ZarrSpec spec =
        ZarrSpec.of(SHAPE, CHUNK, DType.INT32)
            .withCompression(compression)
            .withFill(FillValue.of(DType.INT32, 9))
            .withFormat(compression.codec().equals("zlib") ? 2 : 3)
            .withSeparator(".");
    try (ChunkSink sink = Zarr.create(path, spec)) {
      data().write(sink);
    }
    return path;
  }

  private static DenseData data() {
    DenseData data = new DenseData(DType.INT32, SHAPE);
    Random random = new Random(11);
    for (int i = 0; i < data.bytes.length; i += 4) {
      data.bytes[i] = (byte) random.nextInt(4);
      data.bytes[i + 1] = (byte) (i >> 9);
    }
    return data;
  }

  private static Path chunk(Path array) {
    Path v2 = array.resolve("1.0");
    return Files.exists(v2) ? v2 : array.resolve("c.1.0");
  }

  private static IOException assertRefused(Path array) {
    IOException e =
        assertThrows(IOException.class, () -> DenseData.read(Zarr.open(array).source()));
    assertTrue(e.getMessage().contains(chunk(array).toString()), e::getMessage);
    assertTrue(e.getMessage().contains("chunk=[1, 0]"), e::getMessage);
    return e;
  }

  @ParameterizedTest
  @MethodSource("compressions")
  void truncatedChunksAreRefused(Compression compression) throws IOException {
    Path array = write(compression);
    byte[] whole = Files.readAllBytes(chunk(array));
    for (int length : new int[] {0, 1, 3, 15, 16, 20, whole.length / 2, whole.length - 1}) {
      Files.write(chunk(array), Arrays.copyOf(whole, length));
      assertTrue(assertRefused(array) instanceof FormatException);
    }
  }

  @ParameterizedTest
  @MethodSource("compressions")
  void bytesBehindAChunkAreRefused(Compression compression) throws IOException {
    Path array = write(compression);
    byte[] whole = Files.readAllBytes(chunk(array));
    for (int more : new int[] {1, 8, 100_000}) {
      Files.write(chunk(array), Arrays.copyOf(whole, whole.length + more));
      assertTrue(assertRefused(array) instanceof FormatException);
    }
  }

  @ParameterizedTest
  @MethodSource("compressions")
  void flippedBytesNeverCrash(Compression compression) throws IOException {
    Path array = write(compression);
    Random random = new Random(SEED);
    byte[] whole = Files.readAllBytes(chunk(array));
    boolean checked =
        compression.crc32c()
            || compression.codec().equals("gzip")
            || compression.codec().equals("zlib");
    for (int round = 0; round < 40; round++) {
      byte[] flipped = whole.clone();
      int at = random.nextInt(round < 20 ? Math.min(32, whole.length) : whole.length);
      flipped[at] ^= (byte) (1 << random.nextInt(8));
      Files.write(chunk(array), flipped);
      try {
        DenseData read = DenseData.read(Zarr.open(array).source());
        assertTrue(
            !checked || Arrays.equals(data().bytes, read.bytes),
            () -> "wrong data: seed=" + SEED + ", at=" + at);
      } catch (IOException e) {
        assertTrue(e instanceof FormatException, () -> "seed=" + SEED + ": " + e);
      }
    }
  }

  @Test
  void onlyAMissingChunkIsFillValue() throws IOException {
    Path array = write(Compression.zstd(1));
    Files.delete(chunk(array));
    byte[] expected = data().bytes;
    for (int i = 40 * 50 * 4; i < expected.length; i++) {
      expected[i] = (byte) (i % 4 == 0 ? 9 : 0);
    }
    assertArrayEquals(expected, DenseData.read(Zarr.open(array).source()).bytes);
    Files.createDirectory(chunk(array));
    assertTrue(assertRefused(array).getMessage().contains("directory"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"none", "zstd"})
  void aDirectoryIsNoChunk(String codec) throws IOException {
    Path array = write(codec.equals("none") ? Compression.none() : Compression.zstd(1));
    Files.delete(chunk(array));
    Files.createDirectory(chunk(array));
    assertTrue(assertRefused(array).getMessage().contains("directory"));
  }

  @Test
  void anUnreadableChunkIsAnError() throws IOException {
    Path array = write(Compression.zstd(1));
    Files.setPosixFilePermissions(chunk(array), PosixFilePermissions.fromString("---------"));
    assumeFalse(Files.isReadable(chunk(array)), "root reads everything");
    assertRefused(array);
  }

  @Test
  void anArrayThatIsGoneIsNotFillValue() throws IOException {
    Path array = write(Compression.zstd(1));
    var source = Zarr.open(array).source();
    Files.move(array, folder.resolve("elsewhere"));
    IOException e = assertThrows(IOException.class, () -> DenseData.read(source));
    assertTrue(e.getMessage().startsWith("array is gone"), e::getMessage);
  }

  @Test
  void aChunkOfAnotherSizeIsRefused() throws IOException {
    for (Compression c : RoundTripTest.compressions(3)) {
      Path array = write(c);
      Path other = folder.resolve("other");
      DenseData small = DenseData.random(DType.INT32, Shape.of(7, 7), new Random(1));
      ZarrSpec spec =
          ZarrSpec.of(small.shape, small.shape, DType.INT32).withCompression(c).withSeparator(".");
      try (ChunkSink sink = Zarr.create(other, spec)) {
        small.write(sink);
      }
      Files.copy(
          other.resolve("c.0.0"), chunk(array), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
      assertRefused(array);
    }
  }

  @Test
  void zstdFromBeforeItsFormatWasFixedIsRefused() throws IOException {
    Path array = write(Compression.zstd(1));
    byte[] frame = Files.readAllBytes(chunk(array));
    frame[0] = 0x25;
    Files.write(chunk(array), frame);
    assertTrue(assertRefused(array).getMessage().contains("version 0.5 is not supported"));
  }

  @Test
  void lyingBloscHeadersAreRefused() throws IOException {
    for (Shuffle shuffle : Shuffle.values()) {
      Path array = write(Compression.blosc("lz4", 5, shuffle));
      byte[] whole = Files.readAllBytes(chunk(array));
      int[] values = {0, 1, -1, 7999, 8001, Integer.MAX_VALUE, Integer.MIN_VALUE, 1 << 30};
      for (int field = 4; field < 24; field += 4) {
        for (int value : values) {
          byte[] lying = whole.clone();
          for (int b = 0; b < 4; b++) {
            lying[field + b] = (byte) (value >> (8 * b));
          }
          if (Arrays.equals(lying, whole)) {
            continue;
          }
          Files.write(chunk(array), lying);
          try {
            assertArrayEquals(data().bytes, DenseData.read(Zarr.open(array).source()).bytes);
          } catch (FormatException e) {
            assertTrue(e.getMessage().contains("offset="), e::getMessage);
          }
        }
      }
    }
  }

  @Test
  void messagesNameFileChunkAndOffset() throws IOException {
    Path array = write(Compression.zstd(1).withCrc32c());
    byte[] bytes = Files.readAllBytes(chunk(array));
    bytes[10]++;
    Files.write(chunk(array), bytes);
    String message = assertRefused(array).getMessage();
    assertTrue(
        message.startsWith(
            "corrupt chunk: file=%s, chunk=[1, 0], offset=%d: crc32c: wrong checksum"
                .formatted(chunk(array), bytes.length - 4)),
        message);
  }

  @Test
  void aFillValueSurvivesEveryFormat() throws IOException {
    for (int format = 2; format <= 3; format++) {
      for (double fill :
          new double[] {0, -0.0, 1e300, Double.MIN_VALUE, Double.NaN, 1 / 0.0, -1 / 0.0}) {
        FillValue value = FillValue.of(DType.FLOAT64, fill);
        Path path = folder.resolve("fill");
        ZarrSpec spec =
            ZarrSpec.of(Shape.of(0), Shape.of(1), DType.FLOAT64).withFormat(format).withFill(value);
        try (ChunkSink sink = Zarr.create(path, spec)) {
          sink.commit();
        }
        assertEquals(value, Zarr.open(path).fillValue());
      }
    }
  }
}
