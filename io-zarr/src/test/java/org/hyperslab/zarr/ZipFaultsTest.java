package org.hyperslab.zarr;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.hyperslab.block.DType;
import org.hyperslab.grid.Shape;
import org.hyperslab.store.ChunkSink;
import org.hyperslab.store.FormatException;
import org.hyperslab.testing.DenseData;
import org.hyperslab.zarr.ZarrSpec.Compression;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Zip files that are damaged, or made to do damage. */
class ZipFaultsTest {
  private static final long SEED = Long.getLong("seed", System.nanoTime());
  private static final Shape SHAPE = Shape.of(40, 30);
  private static final Shape CHUNK = Shape.of(20, 30);
  private static final int ENTRY = 0x02014b50;

  @TempDir private Path folder;
  private final DenseData data = DenseData.random(DType.INT32, SHAPE, new Random(3));

  /** An array in a zip file, its members stored or deflated. */
  private byte[] zip(boolean deflated, Compression compression) throws IOException {
    Path file = folder.resolve("a.zip");
    try (ZarrStore store = Stores.createZip(file)) {
      ZarrSpec spec = ZarrSpec.of(SHAPE, CHUNK, DType.INT32).withCompression(compression);
      try (ChunkSink sink = Zarr.create(store, "", spec)) {
        data.write(sink);
      }
      store.commit();
    }
    return deflated ? deflated(file) : Files.readAllBytes(file);
  }

  private static byte[] deflated(Path file) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipFile from = new ZipFile(file.toFile());
        ZipOutputStream to = new ZipOutputStream(bytes)) {
      for (var entry : from.stream().toList()) {
        to.putNextEntry(new ZipEntry(entry.getName()));
        to.write(from.getInputStream(entry).readAllBytes());
      }
    }
    return bytes.toByteArray();
  }

  private DenseData read(byte[] zip) throws IOException {
    Path file = Files.write(folder.resolve("read.zip"), zip);
    try (ZarrStore store = Stores.open(file.toString())) {
      return DenseData.read(Zarr.open(store, "").source());
    }
  }

  @Test
  void theFilesThemselvesAreFine() throws IOException {
    assertArrayEquals(data.bytes, read(zip(false, Compression.none())).bytes);
    assertArrayEquals(data.bytes, read(zip(true, Compression.none())).bytes);
  }

  @Test
  void truncatedFilesAreRefused() throws IOException {
    byte[] whole = zip(false, Compression.zstd(1));
    for (int length = 0; length < whole.length; length += 1 + length / 50) {
      byte[] cut = Arrays.copyOf(whole, length);
      FormatException e = assertThrows(FormatException.class, () -> read(cut));
      assertTrue(e.getMessage().contains("read.zip"), e::getMessage);
    }
  }

  @Test
  void flippedBytesGiveTheRightDataOrAnError() throws IOException {
    Random random = new Random(SEED);
    for (boolean deflated : new boolean[] {false, true}) {
      byte[] whole = zip(deflated, Compression.none());
      int directory = whole.length - 600;
      for (int round = 0; round < 600; round++) {
        byte[] flipped = whole.clone();
        int at =
            round % 2 == 0
                ? random.nextInt(whole.length)
                : directory + random.nextInt(whole.length - directory);
        flipped[at] ^= (byte) (1 << random.nextInt(8));
        String where = "seed=%d, at=%d, bytes=%d".formatted(SEED, at, whole.length);
        try {
          DenseData read = read(flipped);
          // A flip in a name makes a chunk missing; metadata may get another meaning.
          if (read.shape.equals(SHAPE) && !isNameOrDocument(whole, at)) {
            assertArrayEquals(data.bytes, read.bytes, where);
          }
        } catch (IOException e) {
          assertTrue(e.getMessage().contains("read.zip"), () -> where + ": " + e);
        }
      }
    }
  }

  /** Whether a byte is one of a member's name. Documents are covered by their checksum. */
  private static boolean isNameOrDocument(byte[] zip, int at) {
    ByteBuffer bytes = ByteBuffer.wrap(zip).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < zip.length - 46; i++) {
      if (bytes.getInt(i) == ENTRY && at >= i + 28 && at < i + 46 + bytes.getShort(i + 28)) {
        return true;
      }
    }
    return false;
  }

  /** Puts a value into a field of the directory's entry of chunk c/1/0. */
  private static byte[] withField(byte[] zip, int field, int bytes, long value) {
    byte[] lying = zip.clone();
    ByteBuffer buffer = ByteBuffer.wrap(lying).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < zip.length - 46; i++) {
      boolean found =
          buffer.getInt(i) == ENTRY
              && buffer.getShort(i + 28) == 5
              && new String(lying, i + 46, 5, StandardCharsets.US_ASCII).equals("c/1/0");
      if (found) {
        for (int b = 0; b < bytes; b++) {
          lying[i + field + b] = (byte) (value >> (8 * b));
        }
        return lying;
      }
    }
    throw new AssertionError("no such entry");
  }

  @Test
  void aLyingDirectoryIsRefused() throws IOException {
    Map<String, Integer> fields =
        new HashMap<>(Map.of("flags", 8, "method", 10, "crc", 16, "stored", 20, "size", 24));
    fields.put("offset", 42);
    for (boolean deflated : new boolean[] {false, true}) {
      byte[] zip = zip(deflated, Compression.none());
      for (Map.Entry<String, Integer> field : fields.entrySet()) {
        boolean isShort = field.getValue() < 16;
        for (long value : new long[] {0, 1, 7, 2399, 2401, 1 << 20, 0x7fffffff, 0xffffffffL}) {
          byte[] lying = withField(zip, field.getValue(), isShort ? 2 : 4, value);
          if (Arrays.equals(lying, zip)) {
            continue;
          }
          String what = field.getKey() + "=" + value + ", deflated=" + deflated;
          try {
            assertArrayEquals(data.bytes, read(lying).bytes, what);
          } catch (IOException e) {
            assertTrue(e.getMessage().contains("read.zip"), () -> what + ": " + e);
          }
        }
      }
    }
  }

  @Test
  void twoMembersOfTheSameBytesAreRefused() throws IOException {
    byte[] zip = zip(false, Compression.none());
    FormatException e = assertThrows(FormatException.class, () -> read(withField(zip, 42, 4, 0)));
    assertTrue(e.getMessage().contains("overlap"), e::getMessage);
  }

  @Test
  void namesThatLeadOutAreRefused() throws IOException {
    for (String name : new String[] {"../x", "/etc/passwd", "a/../../x", "a\\..\\x", "a//b", "."}) {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
        zip.putNextEntry(new ZipEntry(name));
        zip.write(1);
      }
      FormatException e =
          assertThrows(FormatException.class, () -> read(bytes.toByteArray()), name);
      assertTrue(e.getMessage().contains("not a path below the store"), e::getMessage);
    }
  }

  /** A chunk and a document that inflate to 200 MB take no memory and are refused. */
  @Test
  void bombsAreRefused() throws IOException {
    for (String name : new String[] {"c/0/0", "zarr.json"}) {
      Path small = folder.resolve("small.zip");
      Files.write(small, zip(false, Compression.zstd(1)));
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      try (ZipFile from = new ZipFile(small.toFile());
          ZipOutputStream to = new ZipOutputStream(bytes)) {
        for (var entry : from.stream().toList()) {
          to.putNextEntry(new ZipEntry(entry.getName()));
          if (entry.getName().equals(name)) {
            for (int i = 0; i < 200; i++) {
              to.write(new byte[1_000_000]);
            }
          } else {
            to.write(from.getInputStream(entry).readAllBytes());
          }
        }
      }
      assertTrue(bytes.size() < 1_000_000);
      FormatException e = assertThrows(FormatException.class, () -> read(bytes.toByteArray()));
      assertTrue(e.getMessage().contains("too large"), e::getMessage);
    }
  }

  @Test
  void aFolderIsNoChunk() throws IOException {
    Path file = folder.resolve("folder.zip");
    try (ZarrStore store = Stores.createZip(file)) {
      ZarrSpec spec = ZarrSpec.of(SHAPE, CHUNK, DType.INT32);
      try (ChunkSink sink = Zarr.create(store, "", spec)) {
        data.write(sink);
      }
      store.delete("c/1/0");
      store.write("c/1/0/0", MemorySegment.ofArray(new byte[1]));
      store.commit();
    }
    byte[] zip = Files.readAllBytes(file);
    FormatException e = assertThrows(FormatException.class, () -> read(zip));
    assertTrue(e.getMessage().contains("directory"), e::getMessage);
    assertTrue(e.getMessage().contains("chunk=[1, 0]"), e::getMessage);
  }

  @Test
  void moreMembersThan65535AreKept() throws IOException {
    Path file = folder.resolve("many.zip");
    int members = 70_000;
    try (ZarrStore store = Stores.createZip(file)) {
      byte[] bytes = {1, 2, 3};
      for (int i = 0; i < members; i++) {
        store.write("c/" + i, MemorySegment.ofArray(bytes));
      }
      store.commit();
    }
    try (ZarrStore store = Stores.zip(file);
        ZipFile jdk = new ZipFile(file.toFile())) {
      assertEquals(members, jdk.size());
      assertArrayEquals(new byte[] {1, 2, 3}, store.readSmall("c/69999", 10));
      long[] count = {0};
      store.visit("c", (key, bytes) -> count[0]++);
      assertEquals(members, count[0]);
    }
  }

  /** Offsets beyond 4 GiB, in a file that has a hole. */
  @Test
  void membersBehind4GiBAreRead() throws IOException {
    byte[] zip = zip(false, Compression.zstd(1));
    int directory = zip.length;
    ByteBuffer end = ByteBuffer.wrap(zip).order(ByteOrder.LITTLE_ENDIAN);
    int directoryAt = end.getInt(zip.length - 6);
    int entries = end.getShort(zip.length - 12);
    long shift = 5L << 30;
    ByteArrayOutputStream shifted = new ByteArrayOutputStream();
    for (int at = directoryAt, i = 0; i < entries; i++) {
      int name = end.getShort(at + 28);
      ByteBuffer entry =
          ByteBuffer.allocate(46 + name + 12)
              .order(ByteOrder.LITTLE_ENDIAN)
              .put(zip, at, 46 + name);
      long offset = end.getInt(at + 42) + shift;
      entry.putShort((short) 1).putShort((short) 8).putLong(offset);
      entry.putShort(30, (short) 12).putInt(42, -1);
      shifted.writeBytes(entry.array());
      at += 46 + name;
    }
    long begin = shift + directoryAt;
    ByteBuffer tail = ByteBuffer.allocate(98).order(ByteOrder.LITTLE_ENDIAN);
    tail.putInt(0x06064b50).putLong(44).putShort((short) 45).putShort((short) 45).putLong(0);
    tail.putLong(entries).putLong(entries).putLong(shifted.size()).putLong(begin);
    tail.putInt(0x07064b50).putInt(0).putLong(begin + shifted.size()).putInt(1);
    tail.putInt(0x06054b50).putInt(0).putShort((short) -1).putShort((short) -1);
    tail.putInt(-1).putInt(-1).putShort((short) 0);
    shifted.writeBytes(tail.array());
    Path file = folder.resolve("far.zip");
    try (FileChannel channel =
        FileChannel.open(
            file,
            StandardOpenOption.CREATE_NEW,
            StandardOpenOption.WRITE,
            StandardOpenOption.SPARSE)) {
      channel.write(ByteBuffer.wrap(zip, 0, directoryAt), shift);
      channel.write(ByteBuffer.wrap(shifted.toByteArray()), begin);
    }
    assertTrue(directory > directoryAt);
    try (ZarrStore store = Stores.zip(file)) {
      assertArrayEquals(data.bytes, DenseData.read(Zarr.open(store, "").source()).bytes);
    }
  }
}
