package org.hyperslab.zarr;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.hyperslab.Session;
import org.hyperslab.block.DType;
import org.hyperslab.grid.Shape;
import org.hyperslab.store.ChunkSink;
import org.hyperslab.store.ChunkSource;
import org.hyperslab.store.FormatException;
import org.hyperslab.testing.DenseData;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Shards that another writer changes while a reader knows their index. */
class ChangedShardsTest {
  private static final ZarrSpec SPEC =
      ZarrSpec.of(Shape.of(8, 8), Shape.of(8, 4), DType.INT32)
          .withShards(Shape.of(8, 8))
          .withCompression(ZarrSpec.Compression.none());
  private static final String SHARD = "a/c/0/0";
  private static final int CHUNK_BYTES = 8 * 4 * 4;

  private final WebServer server = new WebServer();
  private final DenseData data = DenseData.random(DType.INT32, SPEC.shape(), new Random(3));

  @AfterEach
  void stop() {
    server.close();
  }

  private void write() throws IOException {
    try (ChunkSink sink = Zarr.create(server.objects(), "a", SPEC)) {
      data.write(sink);
    }
  }

  /** The same chunks in another order, so that the size stays. */
  private static byte[] turned(byte[] shard) {
    assertEquals(2 * CHUNK_BYTES + 2 * 16 + 4, shard.length);
    ByteBuffer turned = ByteBuffer.allocate(shard.length).order(ByteOrder.LITTLE_ENDIAN);
    turned.put(shard, CHUNK_BYTES, CHUNK_BYTES).put(shard, 0, CHUNK_BYTES);
    turned.putLong(CHUNK_BYTES).putLong(CHUNK_BYTES).putLong(0).putLong(CHUNK_BYTES);
    CRC32C crc = new CRC32C();
    crc.update(turned.array(), 2 * CHUNK_BYTES, 2 * 16);
    return turned.putInt((int) crc.getValue()).array();
  }

  private void turn() throws IOException {
    byte[] shard = server.objects().readSmall(SHARD, 1000);
    server.objects().write(SHARD, MemorySegment.ofArray(turned(shard)));
  }

  @Test
  void aShardOfTheSameSizeIsNoticedOnServers() throws IOException {
    for (ZarrStore store :
        List.of(
            Stores.http(server.url("data/x"), HttpSettings.defaults()),
            Stores.s3("data", "x", server.s3()))) {
      write();
      ChunkSource source = Zarr.open(store, "a").source();
      assertArrayEquals(data.bytes, DenseData.read(source).bytes);
      turn();
      IOException e = assertThrows(IOException.class, () -> DenseData.read(source));
      assertTrue(e.getMessage().contains("shard has changed since"), e.getMessage());
      assertFalse(e.getCause() instanceof FormatException, "is not tried again");
      assertArrayEquals(data.bytes, DenseData.read(source).bytes);
      server.objects().write(SHARD, MemorySegment.ofArray(new byte[36]));
      assertThrows(IOException.class, () -> DenseData.read(source));
      store.close();
    }
  }

  @Test
  void aShardOfTheSameSizeIsNoticedInFolders(@TempDir Path folder) throws IOException {
    ZarrStore store = Stores.folder(folder);
    try (ChunkSink sink = Zarr.create(store, "a", SPEC)) {
      data.write(sink);
    }
    ChunkSource source = Zarr.open(store, "a").source();
    assertArrayEquals(data.bytes, DenseData.read(source).bytes);
    Path shard = folder.resolve(SHARD);
    byte[] whole = Files.readAllBytes(shard);
    // Written in place, as some programs do, and as another file, as this one does.
    for (boolean inPlace : new boolean[] {true, false}) {
      Path written = inPlace ? shard : folder.resolve("new");
      Files.write(written, inPlace ? turned(whole) : whole);
      if (!inPlace) {
        Files.setLastModifiedTime(written, Files.getLastModifiedTime(shard));
        Files.move(written, shard, StandardCopyOption.REPLACE_EXISTING);
      } else {
        Files.setLastModifiedTime(shard, FileTime.from(Instant.now().plusSeconds(1)));
      }
      IOException e = assertThrows(IOException.class, () -> DenseData.read(source));
      assertTrue(e.getMessage().contains("shard has changed since"), e.getMessage());
      assertFalse(e.getCause() instanceof FormatException, "is not tried again");
      assertArrayEquals(data.bytes, DenseData.read(source).bytes);
    }
  }

  @Test
  void aRunReadsTheIndexAnew() throws IOException {
    try (ZarrStore store = Stores.s3("data", "x", server.s3());
        Session session = Session.builder().memory("8 MiB").workers(1).build()) {
      write();
      ZarrArray array = Zarr.open(store, "a");
      long sum = array.array().slice(":, 0:4").sum().compute(session).toLongs()[0];
      turn();
      assertEquals(sum, array.array().slice(":, 0:4").sum().compute(session).toLongs()[0]);
    }
  }

  /** Appends to a shard as soon as something of it was read. */
  private static final class Growing extends ForwardingStore {
    private boolean grows = true;

    Growing(ZarrStore store) {
      super(store);
    }

    private long after(String key, long size) throws IOException {
      if (grows && key.startsWith("c/")) {
        grows = false;
        byte[] now = readSmall(key, 1 << 20);
        write(key, MemorySegment.ofArray(Arrays.copyOf(now, now.length + 8)));
      }
      return size;
    }

    @Override
    public long read(String key, List<Piece> pieces) throws IOException {
      return after(key, super.read(key, pieces));
    }

    @Override
    public long readTail(String key, MemorySegment into) throws IOException {
      return after(key, super.readTail(key, into));
    }
  }

  /** Between the index of the outer shard and that of the one in it. */
  @Test
  void indexesOfShardsInShardsAreOfOneVersion(@TempDir Path folder) throws IOException {
    Path array = new Golden(folder).path("v3/shards/nested-start");
    ZarrStore objects = Stores.memory();
    try (Stream<Path> files = Files.walk(array)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String key = array.relativize(file).toString().replace('\\', '/');
        objects.write(key, MemorySegment.ofArray(Files.readAllBytes(file)));
      }
    }
    byte[] expected = DenseData.read(Zarr.open(objects, "").source()).bytes;
    ChunkSource source = Zarr.open(new Growing(objects), "").source();
    IOException e = assertThrows(IOException.class, () -> DenseData.read(source));
    assertTrue(e.getMessage().contains("shard has changed since"), e.getMessage());
    assertArrayEquals(expected, DenseData.read(source).bytes);
  }
}
