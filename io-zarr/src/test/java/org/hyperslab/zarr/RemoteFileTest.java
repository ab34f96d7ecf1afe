package org.hyperslab.zarr;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.hyperslab.store.ByteFile;
import org.hyperslab.store.ByteReader;
import org.hyperslab.store.ByteReader.Piece;
import org.hyperslab.store.FormatException;
import org.hyperslab.store.UnavailableException;
import org.hyperslab.zarr.WebServer.Behaviour;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Objects on servers, read as files. */
class RemoteFileTest {
  private static final byte[] CONTENT = ZarrStoreContract.bytes(2 << 20, 5);

  private final WebServer server = new WebServer();

  @AfterEach
  void stop() {
    server.close();
  }

  /** What files of any server do. */
  abstract class Contract {
    private ZarrStore store;

    abstract ZarrStore store(Duration stall, int attempts);

    abstract String location(String key);

    @BeforeEach
    void open() throws IOException {
      store = store(Duration.ofMillis(400), 4);
      server.objects().write("f.nc", MemorySegment.ofArray(CONTENT));
    }

    @AfterEach
    void close() throws IOException {
      store.close();
    }

    private ByteFile file() throws IOException {
      return Stores.file(store, "f.nc");
    }

    void assertReads(ByteFile file) throws IOException {
      try (ByteReader reader = file.open();
          Arena arena = Arena.ofConfined()) {
        assertEquals(CONTENT.length, reader.size());
        MemorySegment large = arena.allocate(1_000_000);
        MemorySegment small = arena.allocate(3);
        MemorySegment heap = MemorySegment.ofArray(new byte[10]);
        MemorySegment last = arena.allocate(7);
        reader.read(
            List.of(
                new Piece(1000, large),
                new Piece(17, small),
                new Piece(990, heap),
                new Piece(CONTENT.length - 7, last)));
        assertAt(1000, large);
        assertAt(17, small);
        assertAt(990, heap);
        assertAt(CONTENT.length - 7, last);
      }
    }

    private void assertAt(long position, MemorySegment read) {
      MemorySegment expected = MemorySegment.ofArray(CONTENT).asSlice(position, read.byteSize());
      assertEquals(-1, expected.mismatch(read));
    }

    private void read(ByteFile file) throws IOException {
      try (ByteReader reader = file.open()) {
        reader.read(5, MemorySegment.ofArray(new byte[100]));
      }
    }

    @Test
    void piecesThatLieCloseTogetherAreOneRequest() throws IOException {
      ByteFile file = file();
      int before = server.requests();
      assertReads(file);
      assertEquals(2, server.requests() - before);
    }

    @Test
    void metadataIsReadInBlocks() throws IOException {
      try (ByteReader reader = file().openForMetadata()) {
        int before = server.requests();
        for (int at : new int[] {0, 8, 5000, 262_140, 262_139, 5000, 100_000}) {
          MemorySegment piece = MemorySegment.ofArray(new byte[5]);
          reader.read(at, piece);
          assertAt(at, piece);
        }
        assertEquals(2, server.requests() - before);
        MemorySegment large = MemorySegment.ofArray(new byte[300_000]);
        reader.read(500_000, large);
        assertAt(500_000, large);
        assertThrows(
            EOFException.class,
            () -> reader.read(CONTENT.length - 4, MemorySegment.ofArray(new byte[5])));
      }
    }

    @Test
    void errorsThatPassAreOvercome() throws IOException {
      ByteFile file = file();
      for (Behaviour behaviour :
          List.of(Behaviour.ERROR_500, Behaviour.HALF, Behaviour.HANG_UP, Behaviour.SILENT)) {
        server.behave((request, count) -> count % 2 == 0 ? Behaviour.WELL : behaviour);
        assertReads(file);
      }
    }

    @Test
    void errorsThatStayAreNamed() throws IOException {
      ByteFile file = file();
      for (Behaviour behaviour : List.of(Behaviour.ERROR_500, Behaviour.HALF)) {
        server.behave((request, count) -> behaviour);
        UnavailableException e = assertThrows(UnavailableException.class, () -> read(file));
        assertTrue(e.getMessage().contains("/x/f.nc"), e::getMessage);
      }
    }

    @Test
    void aForbiddenFileIsNoMissingOne() throws IOException {
      ByteFile file = file();
      server.behave((request, count) -> Behaviour.ERROR_403);
      int before = server.requests();
      assertThrows(AccessDeniedException.class, () -> read(file));
      assertEquals(1, server.requests() - before, "asked again");
      assertThrows(AccessDeniedException.class, this::file);
    }

    @Test
    void aMissingFileIsNamed() {
      FileNotFoundException e =
          assertThrows(FileNotFoundException.class, () -> Stores.file(store, "other.nc"));
      assertTrue(e.getMessage().contains("/x/other.nc"), e::getMessage);
    }

    @Test
    void aFileThatWasReplacedIsRefused() throws IOException {
      ByteFile file = file();
      byte[] other = CONTENT.clone();
      other[CONTENT.length - 1] ^= 1;
      for (byte[] content : List.of(other, new byte[50], new byte[CONTENT.length + 1])) {
        server.objects().write("f.nc", MemorySegment.ofArray(content));
        FormatException e = assertThrows(FormatException.class, () -> assertReads(file));
        assertTrue(
            e.getMessage().startsWith("file has changed since it was opened: "), e::toString);
        assertNotEquals(file, file());
      }
      server.objects().delete("f.nc");
      assertThrows(FileNotFoundException.class, () -> read(file));
      server.objects().write("f.nc", MemorySegment.ofArray(CONTENT));
      assertReads(file);
      assertEquals(file, file());
    }

    @Test
    void aLocationNamesAFile() throws IOException {
      server.objects().write("o u%.nc", MemorySegment.ofArray(CONTENT));
      assertReads(Stores.file(location("f.nc")));
      assertReads(Stores.file(location("o%20u%25.nc")));
      assertThrows(FileNotFoundException.class, () -> Stores.file(location("other.nc")));
    }
  }

  @Nested
  class Http extends Contract {
    @Override
    ZarrStore store(Duration stall, int attempts) {
      return Stores.http(
          server.url("data/x"),
          HttpSettings.defaults()
              .withPause(Duration.ofMillis(1))
              .withStall(stall)
              .withAttempts(attempts));
    }

    @Override
    String location(String key) {
      return server.url("data/x/") + key + "?token=t";
    }

    @Test
    void aFolderIsNoFile() {
      assertThrows(IllegalArgumentException.class, () -> Stores.file(location("")));
    }

    @Test
    void aServerWithoutRangesSendsSmallFilesWhole() throws IOException {
      server.behave((request, count) -> Behaviour.NO_RANGES);
      try (ZarrStore store = store(Duration.ofSeconds(5), 1)) {
        assertReads(Stores.file(store, "f.nc"));
        server.objects().write("large.nc", MemorySegment.ofArray(new byte[17 << 20]));
        FormatException e =
            assertThrows(FormatException.class, () -> Stores.file(store, "large.nc"));
        assertTrue(e.getMessage().contains("download the file first"), e::getMessage);
      }
    }
  }

  @Nested
  class S3 extends Contract {
    @Override
    ZarrStore store(Duration stall, int attempts) {
      return Stores.s3("data", "x", server.s3().withStall(stall).withAttempts(attempts));
    }

    @Override
    String location(String key) {
      String plain = key.replace("%20", " ").replace("%25", "%");
      return "s3://data/x/" + plain + "?anonymous=true&endpoint=" + server.url("");
    }
  }

  /** A zip file on a server, which is a store like any other. */
  @Nested
  class Zip extends ZarrStoreContract {
    @TempDir private Path folder;

    @Override
    ZarrStore store() throws IOException {
      Path file = folder.resolve("z.zip");
      try (ZarrStore zip = Stores.createZip(file)) {
        ZarrStoreContract.fill(zip);
        zip.commit();
      }
      server.objects().write("z.zip", MemorySegment.ofArray(Files.readAllBytes(file)));
      return Stores.open(server.url("data/x/z.zip") + "?token=t");
    }

    @Test
    void aMemberIsOneRequest() throws IOException {
      try (ZarrStore store = store()) {
        assertTrue(store.concurrentReads() > 0);
        ZarrStoreContract.read(store, "a/c/0/1", 10);
        int before = server.requests();
        for (String key : List.of("a/c/0/0", "a/c/10/1")) {
          ZarrStoreContract.read(store, key, 300_000);
        }
        assertEquals(2, server.requests() - before);
        MemorySegment piece = MemorySegment.ofArray(new byte[10]);
        store.read("a/c/0/0", List.of(new ZarrStore.Piece(250_000, piece)));
        before = server.requests();
        store.read("a/c/0/0", List.of(new ZarrStore.Piece(280_000, piece)));
        assertEquals(1, server.requests() - before);
      }
    }
  }

  @Test
  void storesThatAreOnNoServerHaveNoFiles() {
    assertThrows(IllegalArgumentException.class, () -> Stores.file(Stores.memory(), "x"));
  }
}
