package org.hyperslab.zarr;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.hyperslab.ChunkedArray;
import org.hyperslab.Chunks;
import org.hyperslab.DenseArray;
import org.hyperslab.Session;
import org.hyperslab.block.DType;
import org.hyperslab.block.FillValue;
import org.hyperslab.grid.Shape;
import org.hyperslab.store.ChunkSink;
import org.hyperslab.store.FormatException;
import org.hyperslab.testing.DenseData;
import org.hyperslab.zarr.ZarrSpec.Compression;
import org.hyperslab.zarr.ZarrSpec.Filter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Shards: written and read, in part, and damaged. */
class ShardingTest {
  private static final long SEED = Long.getLong("seed", System.nanoTime());

  @TempDir private Path folder;

  private ZarrArray write(ZarrSpec spec, DenseData data) throws IOException {
    try (ChunkSink sink = Zarr.create(folder.resolve("a"), spec)) {
      data.write(sink);
    }
    return Zarr.open(folder.resolve("a"));
  }

  @Test
  void readsWhatWasWritten() throws IOException {
    Random random = new Random(SEED);
    for (int round = 0; round < 60; round++) {
      int rank = random.nextInt(4);
      long[] shape = new long[rank];
      long[] chunk = new long[rank];
      long[] shard = new long[rank];
      for (int d = 0; d < rank; d++) {
        shape[d] = 1 + random.nextInt(30);
        chunk[d] = 1 + random.nextInt(6);
        shard[d] = chunk[d] * (1 + random.nextInt(5));
      }
      DType dtype = DType.values()[random.nextInt(DType.values().length)];
      ZarrSpec spec =
          ZarrSpec.of(Shape.of(shape), Shape.of(chunk), dtype)
              .withShards(Shape.of(shard))
              .withCompression(random.nextBoolean() ? Compression.none() : Compression.zstd(1))
              .withColumnMajor(random.nextBoolean())
              .withByteOrder(random.nextBoolean() ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN)
              .withFilters(dtype.isInteger() ? new Filter[] {Filter.delta()} : new Filter[0])
              .withFill(FillValue.of(dtype, random.nextInt(2)));
      DenseData data = DenseData.random(dtype, spec.shape(), random);
      ZarrArray array = write(spec, data);
      assertEquals(Shape.of(shard), array.shardShape());
      assertEquals(Shape.of(chunk), array.grid().chunkShape());
      assertArrayEquals(
          data.bytes, DenseData.read(array.source()).bytes, () -> "seed=" + SEED + ", " + spec);
    }
  }

  @Test
  void chunksOfFillValueTakeNoSpace() throws IOException {
    ZarrSpec spec =
        ZarrSpec.of(Shape.of(64, 64), Shape.of(8, 8), DType.INT32)
            .withShards(Shape.of(64, 64))
            .withCompression(Compression.none());
    DenseData data = new DenseData(DType.INT32, spec.shape());
    data.bytes[0] = 1;
    ZarrArray array = write(spec, data);
    assertEquals(8 * 8 * 4 + 64 * 16 + 4, Files.size(folder.resolve("a/c/0/0")));
    assertArrayEquals(data.bytes, DenseData.read(array.source()).bytes);
  }

  /** A slice that needs 1 % of the chunks reads less than 2 % of the bytes. */
  @Test
  void aSliceReadsOnlyTheChunksThatItNeeds() throws IOException {
    long n = 2048;
    ChunkedArray random =
        org.hyperslab.Random.seeded(1).uniform(Shape.of(n, n), Chunks.of(512, 512));
    ZarrSpec spec =
        ZarrSpec.of(random.shape(), Shape.of(32, 32), DType.FLOAT64)
            .withShards(Shape.of(1024, 1024))
            .withCompression(Compression.zstd(1));
    CountingStore store = new CountingStore(Stores.folder(folder));
    try (Session session = Session.builder().memory(256 << 20).workers(2).build()) {
      Zarr.write(store, "a", random, spec).run(session);
      long all = Zarr.open(store, "a").storedBytes();
      ChunkedArray array = Zarr.open(store, "a").array();
      store.reset();
      double expected = random.slice("990:1190, 990:1190").sum().compute(session).scalar();
      assertEquals(
          expected, array.slice("990:1190, 990:1190").sum().compute(session).scalar(), 1e-6);
      assertTrue(store.bytes() < 0.02 * all, () -> "bytes read: " + store.bytes() + " of " + all);
      // An index per shard, and a chunk each of 8 x 8.
      assertEquals(4 + 64, store.reads());
    }
  }

  /** The sizes that are usual: inner chunks of 256 KiB in shards of 64 MiB. */
  @Test
  void aSliceOfLargeShardsReadsAFewOfTheirBytes() throws IOException {
    ChunkedArray random =
        org.hyperslab.Random.seeded(2)
            .uniform(Shape.of(4096, 8192), Chunks.of(1024, 1024))
            .cast(DType.FLOAT32);
    ZarrSpec spec =
        ZarrSpec.of(random.shape(), Shape.of(256, 256), DType.FLOAT32)
            .withShards(Shape.of(4096, 4096))
            .withCompression(Compression.zstd(1));
    CountingStore store = new CountingStore(Stores.folder(folder));
    try (Session session = Session.builder().memory(640 << 20).workers(2).build()) {
      Zarr.write(store, "a", random, spec).run(session);
      long all = Zarr.open(store, "a").storedBytes();
      // 1.06 % of the elements, in both shards.
      String slice = "1100:1500, 3700:4590";
      ChunkedArray array = Zarr.open(store, "a").array();
      store.reset();
      try (DenseArray expected = random.slice(slice).compute(session);
          DenseArray read = array.slice(slice).compute(session)) {
        assertArrayEquals(expected.toDoubles(), read.toDoubles());
      }
      assertTrue(store.bytes() < 0.02 * all, () -> "bytes read: " + store.bytes() + " of " + all);
      // An index per shard, and a chunk each of 2 x 4.
      assertEquals(2 + 8, store.reads());
    }
  }

  private static final Shape SHAPE = Shape.of(24, 24);

  private Path shard() throws IOException {
    ZarrSpec spec =
        ZarrSpec.of(SHAPE, Shape.of(4, 4), DType.INT32)
            .withShards(Shape.of(12, 24))
            .withCompression(Compression.none().withCrc32c());
    write(spec, DenseData.random(DType.INT32, SHAPE, new Random(3)));
    return folder.resolve("a/c/1/0");
  }

  private void assertRefused(Path shard, byte[] bytes, String because) throws IOException {
    Files.write(shard, bytes);
    FormatException e =
        assertThrows(
            FormatException.class,
            () -> DenseData.read(Zarr.open(folder.resolve("a")).source()),
            because);
    assertTrue(e.getMessage().contains(shard.toString()), e::getMessage);
    assertTrue(e.getMessage().contains("chunk=[5, 5]"), e::getMessage);
    assertTrue(e.getMessage().contains(because), e::getMessage);
  }

  @Test
  void damagedIndexesAreRefused() throws IOException {
    Path shard = shard();
    byte[] whole = Files.readAllBytes(shard);
    assertRefused(shard, new byte[0], "shorter than its index");
    assertRefused(shard, Arrays.copyOf(whole, 100), "shorter than its index");
    assertRefused(shard, Arrays.copyOf(whole, whole.length - 1), "wrong checksum");
    assertRefused(shard, Arrays.copyOf(whole, whole.length + 1), "wrong checksum");
    byte[] flipped = whole.clone();
    flipped[whole.length - 20] ^= 4;
    assertRefused(shard, flipped, "wrong checksum");
  }

  @Test
  void anIndexThatPointsOutsideIsRefused() throws IOException {
    Path shard = shard();
    byte[] whole = Files.readAllBytes(shard);
    int last = whole.length - 4 - 16;
    long most = whole.length - 18 * 16 - 4;
    for (long[] lie :
        new long[][] {
          {-1, 68},
          {-2, 68},
          {0, -1},
          {0, -2},
          {0, 0},
          {most, 1},
          {most - 67, 68},
          {1, most},
          {Long.MAX_VALUE, 68},
          {68, Long.MAX_VALUE},
          {Long.MIN_VALUE, Long.MIN_VALUE}
        }) {
      byte[] lying = whole.clone();
      ByteBuffer buffer = ByteBuffer.wrap(lying).order(ByteOrder.LITTLE_ENDIAN);
      buffer.putLong(last, lie[0]).putLong(last + 8, lie[1]);
      java.util.zip.CRC32C crc = new java.util.zip.CRC32C();
      crc.update(lying, (int) most, 18 * 16);
      buffer.putInt(lying.length - 4, (int) crc.getValue());
      assertRefused(shard, lying, "is outside the shard");
    }
  }

  @Test
  void aFlippedByteInAChunkIsThatChunksAlone() throws IOException {
    Path shard = shard();
    byte[] whole = Files.readAllBytes(shard);
    whole[whole.length - 18 * 16 - 4 - 30] ^= 1;
    assertRefused(shard, whole, "crc32c: wrong checksum");
    ZarrArray array = Zarr.open(folder.resolve("a"));
    assertFalse(array.array().slice("0:20").sum().compute().scalar() == 0);
  }

  @Test
  void aMissingShardIsFillValue() throws IOException {
    Path shard = shard();
    DenseData data = DenseData.random(DType.INT32, SHAPE, new Random(3));
    Arrays.fill(data.bytes, data.bytes.length / 2, data.bytes.length, (byte) 0);
    Files.delete(shard);
    assertArrayEquals(data.bytes, DenseData.read(Zarr.open(folder.resolve("a")).source()).bytes);
  }

  @Test
  void aShardThatWasReplacedIsReadAnew() throws IOException {
    ZarrSpec spec =
        ZarrSpec.of(SHAPE, Shape.of(4, 4), DType.INT32)
            .withShards(SHAPE)
            .withCompression(Compression.zstd(1));
    ZarrArray array = write(spec, DenseData.random(DType.INT32, SHAPE, new Random(4)));
    DenseData.read(array.source());
    DenseData other = new DenseData(DType.INT32, SHAPE);
    for (int i = 0; i < other.bytes.length; i++) {
      other.bytes[i] = (byte) (i * 31 >> 3);
    }
    write(spec, other);
    assertThrows(IOException.class, () -> DenseData.read(array.source()));
    assertArrayEquals(other.bytes, DenseData.read(array.source()).bytes);
  }

  @Test
  void chunksThatWereWrittenSinceAreNotTakenForFillValue() throws IOException {
    ZarrSpec spec = ZarrSpec.of(SHAPE, Shape.of(4, 4), DType.INT32).withShards(SHAPE);
    DenseData data = new DenseData(DType.INT32, SHAPE);
    ZarrArray empty = write(spec, data);
    assertArrayEquals(data.bytes, DenseData.read(empty.source()).bytes);
    Path shard = folder.resolve("a/c/0/0");
    Files.delete(shard);
    ZarrArray missing = Zarr.open(folder.resolve("a"));
    assertArrayEquals(data.bytes, DenseData.read(missing.source()).bytes);
    Arrays.fill(data.bytes, (byte) 1);
    write(spec, data);
    for (ZarrArray array : new ZarrArray[] {empty, missing}) {
      IOException e = assertThrows(IOException.class, () -> DenseData.read(array.source()));
      assertTrue(e.getMessage().contains("shard has changed since"), e.getMessage());
      assertArrayEquals(data.bytes, DenseData.read(array.source()).bytes);
    }
  }

  @Test
  void shardsThatAreNoMultiplesAreRefused() {
    ZarrSpec spec = ZarrSpec.of(SHAPE, Shape.of(4, 4), DType.INT32);
    for (ZarrSpec wrong :
        new ZarrSpec[] {
          spec.withShards(Shape.of(10, 24)),
          spec.withShards(Shape.of(24)),
          spec.withShards(Shape.of(2, 4)),
          spec.withShards(Shape.of(12, 24)).withFormat(2)
        }) {
      assertThrows(IllegalArgumentException.class, () -> Zarr.create(folder.resolve("a"), wrong));
    }
  }
}
