package org.hyperslab.zarr;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.hyperslab.ChunkedArray;
import org.hyperslab.Session;
import org.hyperslab.block.DType;
import org.hyperslab.exec.ComputeException;
import org.hyperslab.grid.Shape;
import org.hyperslab.store.ChunkSink;
import org.hyperslab.store.FormatException;
import org.hyperslab.testing.DenseData;
import org.hyperslab.testing.Leaks;
import org.hyperslab.testing.Refusal;
import org.hyperslab.testing.SessionReads;
import org.hyperslab.testing.SmallDisk;
import org.hyperslab.testing.SpecialFiles;
import org.hyperslab.zarr.ZarrSpec.Compression;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Every fault of a stored array, in every way of storing one, through a session: the error names
 * file and chunk, other chunks are read, nothing stays leased, open or running.
 */
class StoredFaultsTest {
  private static final Shape SHAPE = Shape.of(60, 50);
  private static final Shape CHUNK = Shape.of(20, 50);

  @TempDir private Path folder;
  private final DenseData data = DenseData.random(DType.INT32, SHAPE, new Random(7));

  /** Ways of storing an array of three chunks, or of three shards of ten. */
  enum Stored {
    V2_RAW,
    V2_ZLIB,
    V2_LZ4,
    V3_RAW,
    V3_ZSTD,
    V3_BLOSC,
    V3_CRC,
    SHARDS,
    ZIP;

    ZarrSpec spec() {
      return spec(SHAPE, CHUNK, DType.INT32);
    }

    ZarrSpec spec(Shape shape, Shape chunk, DType dtype) {
      ZarrSpec spec = ZarrSpec.of(shape, chunk, dtype);
      return switch (this) {
        case V2_RAW -> spec.withFormat(2).withCompression(Compression.none());
        case V2_ZLIB -> spec.withFormat(2).withCompression(Compression.zlib(1));
        case V2_LZ4 -> spec.withFormat(2).withCompression(Compression.lz4(1));
        case V3_RAW -> spec.withCompression(Compression.none());
        case V3_BLOSC -> spec.withCompression(Compression.blosc("lz4", 5, ZarrSpec.Shuffle.BYTE));
        case V3_CRC -> spec.withCompression(Compression.zstd(1).withCrc32c());
        case SHARDS ->
            ZarrSpec.of(shape, Shape.of(2, chunk.dim(1)), dtype)
                .withShards(chunk)
                .withCompression(Compression.zstd(1).withCrc32c());
        case V3_ZSTD, ZIP -> spec.withCompression(Compression.zstd(1));
      };
    }

    /** The object of the second chunk. */
    String key() {
      return spec().format() == 2 ? "1" + spec().separator() + "0" : "c/1/0";
    }

    String document() {
      return spec().format() == 2 ? ".zarray" : "zarr.json";
    }

    boolean isChecked() {
      return this == V2_ZLIB || this == V3_CRC || this == SHARDS || this == ZIP;
    }
  }

  private Path write(Stored stored) throws IOException {
    Path array = folder.resolve("a");
    try (ChunkSink sink = Zarr.create(array, stored.spec())) {
      data.write(sink);
    }
    return array;
  }

  private Path zip() {
    return folder.resolve("a.zip");
  }

  private ChunkedArray open() throws IOException {
    Path array = folder.resolve("a");
    return Zarr.open(array).array();
  }

  private void pack(Stored stored) throws IOException {
    if (stored != Stored.ZIP) {
      return;
    }
    Path array = folder.resolve("a");
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(zip()));
        Stream<Path> files = Files.walk(array)) {
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        zip.putNextEntry(new ZipEntry(array.relativize(file).toString().replace('\\', '/')));
        zip.write(Files.readAllBytes(file));
      }
    }
  }

  private String named(Stored stored, String key) {
    return stored == Stored.ZIP ? zip() + "!" + key : folder.resolve("a").resolve(key).toString();
  }

  private IOException assertRefused(Stored stored) throws IOException {
    pack(stored);
    if (stored == Stored.ZIP) {
      return assertZipRefused(stored.key(), "chunk=[1, 0]");
    }
    String chunk = stored == Stored.SHARDS ? "chunk=[1" : "chunk=[1, 0]";
    return Refusal.assertRefused(folder, () -> open(), named(stored, stored.key()), chunk);
  }

  private IOException assertZipRefused(String key, String... words) throws IOException {
    ZarrStore[] store = new ZarrStore[1];
    IOException refusal;
    try {
      refusal =
          assertThrows(
              IOException.class,
              () -> {
                try (Session session = Session.builder().memory("64 MiB").workers(2).build()) {
                  store[0] = Stores.zip(zip());
                  try {
                    SessionReads.read(Zarr.open(store[0], "").array(), session);
                  } finally {
                    assertEquals(0, session.budget().used());
                  }
                }
              });
    } finally {
      if (store[0] != null) {
        store[0].close();
      }
    }
    assertTrue(refusal.getMessage().contains(zip() + "!" + key), refusal::getMessage);
    for (String word : words) {
      assertTrue(refusal.getMessage().contains(word), refusal::getMessage);
    }
    assertEquals(List.of(), Leaks.openFiles(folder));
    assertEquals(List.of(), Leaks.workers());
    return refusal;
  }

  /** The first chunk is as it was. */
  private void assertOthersAreRead(Stored stored) throws IOException {
    try (Session session = Session.builder().memory("64 MiB").workers(2).build()) {
      byte[] first = Arrays.copyOf(data.bytes, 20 * 50 * 4);
      if (stored == Stored.ZIP) {
        try (ZarrStore store = Stores.zip(zip())) {
          ChunkedArray array = Zarr.open(store, "").array();
          assertArrayEquals(first, SessionReads.read(array.slice(":20"), session));
        }
      } else {
        assertArrayEquals(first, SessionReads.read(open().slice(":20"), session));
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void truncatedEmptyAndTooLongChunks(Stored stored) throws IOException {
    Path chunk = write(stored).resolve(stored.key());
    byte[] whole = Files.readAllBytes(chunk);
    for (int length : new int[] {0, 1, whole.length / 2, whole.length - 1, whole.length + 9}) {
      Files.write(chunk, Arrays.copyOf(whole, length));
      assertTrue(assertRefused(stored) instanceof FormatException);
    }
    assertOthersAreRead(stored);
  }

  @ParameterizedTest
  @EnumSource
  void flippedBits(Stored stored) throws IOException {
    Path chunk = write(stored).resolve(stored.key());
    byte[] whole = Files.readAllBytes(chunk);
    for (int bit = 0; bit < whole.length * 8; bit += 1 + whole.length / 3) {
      byte[] flipped = whole.clone();
      flipped[bit / 8] ^= (byte) (1 << bit % 8);
      Files.write(chunk, flipped);
      if (stored.isChecked() && stored != Stored.ZIP && !isRight()) {
        assertRefused(stored);
      }
      pack(stored);
      assertOthersAreRead(stored);
    }
  }

  /** Some bits say nothing, such as those that fill up the last byte of a deflated stream. */
  private boolean isRight() {
    try {
      return Arrays.equals(
          data.bytes, DenseData.read(Zarr.open(folder.resolve("a")).source()).bytes);
    } catch (IOException e) {
      return false;
    }
  }

  /** A flip in a zip file's member, which has a checksum whatever is in it. */
  @Test
  void aFlippedBitInAZipFile() throws IOException {
    write(Stored.ZIP);
    pack(Stored.ZIP);
    byte[] zip = Files.readAllBytes(zip());
    String name = Stored.ZIP.key();
    int header =
        new String(zip, java.nio.charset.StandardCharsets.ISO_8859_1).indexOf(name) + name.length();
    zip[header + 40] ^= 1;
    Files.write(zip(), zip);
    assertZipRefused(name, "chunk=[1, 0]");
    assertOthersAreRead(Stored.ZIP);
  }

  @ParameterizedTest
  @EnumSource
  void truncatedAndAbsurdMetadata(Stored stored) throws IOException {
    Path document = write(stored).resolve(stored.document());
    String whole = Files.readString(document);
    for (String damaged :
        List.of(
            "",
            whole.substring(0, whole.length() / 2),
            whole + "x",
            "[".repeat(100_000),
            "{\"a\":".repeat(100_000),
            whole.replaceFirst("60", "9223372036854775808"),
            whole.replaceFirst("60", "-60"))) {
      Files.writeString(document, damaged);
      pack(stored);
      IOException e =
          stored == Stored.ZIP
              ? assertZipRefused(stored.document())
              : Refusal.assertRefused(folder, () -> open(), named(stored, stored.document()));
      assertTrue(e instanceof FormatException, e::toString);
    }
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "ZIP")
  void foldersAndLinksWhereAChunkShouldBe(Stored stored) throws IOException {
    Path chunk = write(stored).resolve(stored.key());
    Path secret = Files.move(chunk, folder.resolve("secret"));
    Files.createSymbolicLink(chunk, secret);
    assertTrue(assertRefused(stored).getMessage().contains("leads out of the store"));
    Files.delete(chunk);
    Files.createDirectory(chunk);
    assertTrue(assertRefused(stored).getMessage().contains("directory"));
    assertOthersAreRead(stored);
  }

  /** Opening a pipe that nobody writes into waits for ever. */
  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "ZIP")
  void pipesWhereAFileShouldBe(Stored stored) throws IOException {
    Path array = write(stored);
    Path chunk = array.resolve(stored.key());
    Files.delete(chunk);
    assumeTrue(SpecialFiles.pipe(chunk), "there is no mkfifo");
    assertTrue(assertRefused(stored).getMessage().contains("neither a file nor a folder"));
    assertOthersAreRead(stored);
    Path document = array.resolve(stored.document());
    Files.delete(document);
    SpecialFiles.pipe(document);
    IOException e = Refusal.assertRefused(folder, () -> open(), named(stored, stored.document()));
    assertTrue(e instanceof FormatException, e::toString);
  }

  /** Whoever reads as root reads everything; there only links and folders are refused. */
  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "ZIP")
  void unreadableFiles(Stored stored) throws IOException {
    Path chunk = write(stored).resolve(stored.key());
    chunk.toFile().setReadable(false);
    assumeTrue(!Files.isReadable(chunk), "root reads everything");
    assertRefused(stored);
    assertOthersAreRead(stored);
  }

  /** A chunk that inflates to 100 MB, where 4000 bytes are expected. */
  @ParameterizedTest
  @EnumSource(names = {"V2_ZLIB", "V3_ZSTD", "V3_BLOSC", "V2_LZ4"})
  void bombs(Stored stored) throws IOException {
    Path chunk = write(stored).resolve(stored.key());
    Shape large = Shape.of(20_000_000);
    Path bomb = folder.resolve("bomb");
    ZarrSpec spec =
        ZarrSpec.of(large, large, DType.INT8)
            .withFormat(stored.spec().format())
            .withCompression(stored.spec().compression());
    try (ChunkSink sink = Zarr.create(bomb, spec)) {
      new DenseData(DType.INT8, large).write(sink);
    }
    Files.copy(
        bomb.resolve(spec.format() == 2 ? "0" : "c/0"),
        chunk,
        java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    assertTrue(assertRefused(stored) instanceof FormatException);
    assertOthersAreRead(stored);
  }

  /** What is written when the disk gets full leaves the previous array and nothing else. */
  @ParameterizedTest
  @EnumSource
  void aFullDisk(Stored stored) throws IOException {
    Path disk = Files.createDirectory(folder.resolve("disk"));
    SmallDisk mounted = SmallDisk.mount(disk, 1 << 20);
    assumeTrue(mounted != null, "mounting a small disk takes Linux and root's rights");
    try (mounted;
        Session session = Session.builder().memory("64 MiB").workers(2).build()) {
      ChunkedArray large =
          org.hyperslab.Random.seeded(1)
              .uniform(Shape.of(1000, 500), org.hyperslab.Chunks.of(20, 500));
      Path array = disk.resolve("a");
      ZarrSpec spec = stored.spec(Shape.of(1000, 500), Shape.of(20, 500), DType.FLOAT64);
      if (stored == Stored.ZIP) {
        ZarrStore zip = Stores.createZip(disk.resolve("a.zip"));
        ComputeException e;
        try (zip) {
          e =
              assertThrows(
                  ComputeException.class, () -> Zarr.write(zip, "", large, spec).run(session));
        }
        assertSaysFull(e, "a.zip");
        assertEquals(Set.of(), Leaks.names(disk));
      } else {
        try (ChunkSink sink = Zarr.create(array, stored.spec())) {
          data.write(sink);
        }
        ComputeException e =
            assertThrows(ComputeException.class, () -> Zarr.write(array, large, spec).run(session));
        assertSaysFull(e, array.toString());
        assertEquals(Set.of("a"), Leaks.names(disk));
        assertArrayEquals(data.bytes, DenseData.read(Zarr.open(array).source()).bytes);
      }
      assertEquals(0, session.budget().used());
      assertEquals(List.of(), Leaks.openFiles(disk));
    }
  }

  private static void assertSaysFull(ComputeException e, String array) {
    assertTrue(e.getMessage().contains("No space left"), e::getMessage);
    assertTrue(e.getMessage().contains(array), e::getMessage);
    assertTrue(e.getMessage().contains("chunk"), e::getMessage);
  }

  /** Of two that write one object, one comes last; readers see a whole object of either. */
  @Test
  void twoWritersOfOneChunk() throws Exception {
    Path store = Files.createDirectory(folder.resolve("store"));
    byte[][] contents = {new byte[70_000], new byte[50_000]};
    Arrays.fill(contents[1], (byte) 1);
    try (ZarrStore files = Stores.open(store.toString());
        ExecutorService threads = Executors.newFixedThreadPool(2)) {
      files.write("c/0", MemorySegment.ofArray(contents[0]));
      List<Future<?>> writers =
          Stream.of(contents)
              .<Future<?>>map(
                  content ->
                      threads.submit(
                          () -> {
                            for (int i = 0; i < 200; i++) {
                              files.write("c/0", MemorySegment.ofArray(content));
                            }
                            return null;
                          }))
              .toList();
      for (int i = 0; i < 300; i++) {
        byte[] read = files.readSmall("c/0", 100_000);
        assertTrue(Arrays.equals(read, contents[0]) || Arrays.equals(read, contents[1]));
      }
      for (Future<?> writer : writers) {
        writer.get();
      }
    }
    assertEquals(Set.of("0"), Leaks.names(store.resolve("c")));
  }
}
