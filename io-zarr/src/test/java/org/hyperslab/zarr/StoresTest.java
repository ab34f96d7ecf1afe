package org.hyperslab.zarr;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.hyperslab.store.ChunkSink;
import org.hyperslab.store.ChunkSource;
import org.hyperslab.store.FormatException;
import org.hyperslab.testing.ChunkSinkContract;
import org.hyperslab.testing.DenseData;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The stores on this machine, each by the contracts. */
class StoresTest {
  /** Names in any script, which every store but a server in the tests keeps. */
  @Test
  void namesMayBeOfAnyScript(@TempDir Path folder) throws IOException {
    String key = "größe/日本/0";
    byte[] bytes = {1, 2, 3};
    Path zip = folder.resolve("x.zip");
    try (ZarrStore memory = Stores.memory();
        ZarrStore files = Stores.folder(folder.resolve("files"));
        ZarrStore writer = Stores.createZip(zip);
        WebServer server = new WebServer()) {
      for (ZarrStore store : List.of(memory, files, writer, server.objects())) {
        store.write(key, MemorySegment.ofArray(bytes));
      }
      writer.commit();
      try (ZarrStore reader = Stores.zip(zip);
          ZarrStore web = Stores.http(server.url("data/x"), HttpSettings.defaults())) {
        for (ZarrStore store : List.of(memory, files, reader, web)) {
          assertArrayEquals(bytes, store.readSmall(key, 10), store::name);
          if (store.canList()) {
            assertEquals(List.of("日本"), store.folders("größe"));
          }
        }
      }
    }
  }

  @Nested
  class Folder extends ZarrStoreContract.Writable {
    @TempDir private Path folder;

    @Override
    ZarrStore empty() {
      return Stores.folder(folder.resolve("store"));
    }

    @Test
    void refusesLinksThatLeadOut() throws IOException {
      Path outside = Files.createDirectories(folder.resolve("outside/c"));
      Files.write(outside.resolve("0"), LARGE);
      try (ZarrStore store = store()) {
        Path root = folder.resolve("store");
        Files.createSymbolicLink(root.resolve("file"), outside.resolve("0"));
        Files.createSymbolicLink(root.resolve("folder"), outside);
        Files.createSymbolicLink(root.resolve("dead"), root.resolve("nothing"));
        for (String key : new String[] {"file", "folder/0", "dead"}) {
          FormatException e =
              assertThrows(FormatException.class, () -> read(store, key, LARGE.length));
          assertTrue(e.getMessage().contains(key), e::getMessage);
        }
        assertThrows(
            FormatException.class,
            () -> store.write("folder/1", MemorySegment.ofArray(new byte[1])));
        assertThrows(FormatException.class, () -> store.delete("folder/0"));
        assertTrue(Files.exists(outside.resolve("0")));
      }
    }

    @Test
    void followsLinksThatStayInside() throws IOException {
      try (ZarrStore store = store()) {
        Path root = folder.resolve("store");
        Files.createSymbolicLink(root.resolve("file"), root.resolve("a/c/0/0"));
        Files.createSymbolicLink(root.resolve("folder"), root.resolve("a/c"));
        assertArrayEquals(LARGE, read(store, "file", LARGE.length));
        assertArrayEquals(LARGE, read(store, "folder/0/0", LARGE.length));
      }
    }

    @Test
    void isItselfReachedThroughALink() throws IOException {
      store().close();
      Path link = Files.createSymbolicLink(folder.resolve("link"), folder.resolve("store"));
      try (ZarrStore store = Stores.folder(link)) {
        assertArrayEquals(LARGE, read(store, "a/c/0/0", LARGE.length));
        store.visit("", (key, bytes) -> assertTrue(OBJECTS.containsKey(key), key));
      }
    }
  }

  @Nested
  class Memory extends ZarrStoreContract.Writable {
    @Override
    ZarrStore empty() {
      return Stores.memory();
    }
  }

  @Nested
  class ZipBeingWritten extends ZarrStoreContract.Writable {
    @TempDir private Path folder;

    @Override
    ZarrStore empty() throws IOException {
      return Stores.createZip(folder.resolve("x.zip"));
    }

    @AfterEach
    void leavesNothing() throws IOException {
      try (var files = Files.list(folder)) {
        assertEquals(0, files.count());
      }
    }
  }

  @Nested
  class ZipThatWasWritten extends ZarrStoreContract {
    @TempDir private Path folder;

    @Override
    ZarrStore store() throws IOException {
      Path file = folder.resolve("sub/x.zip");
      try (ZarrStore store = Stores.create(file.toString())) {
        fill(store);
        assertThrows(FileNotFoundException.class, () -> Stores.open(file.toString()));
        store.commit();
        assertThrows(UnsupportedOperationException.class, () -> fill(store));
      }
      return Stores.open(file.toString());
    }
  }

  @Nested
  class ZipOfAnother extends ZarrStoreContract {
    @TempDir private Path folder;

    @Override
    ZarrStore store() throws IOException {
      Path file = folder.resolve("deflated");
      try (OutputStream out = Files.newOutputStream(file);
          ZipOutputStream zip = new ZipOutputStream(out)) {
        zip.putNextEntry(new ZipEntry("a/"));
        for (Map.Entry<String, byte[]> object : OBJECTS.entrySet()) {
          zip.putNextEntry(new ZipEntry(object.getKey()));
          zip.write(object.getValue());
        }
        zip.setComment("a comment: PK\005\006");
      }
      return Stores.open(file.toString());
    }
  }

  @Nested
  class ArrayInMemory extends ChunkSinkContract {
    private final ZarrStore store = Stores.memory();

    @Override
    protected ChunkSink sink() throws IOException {
      return Zarr.create(store, "g/a", ZarrSpec.of(SHAPE, CHUNK, DTYPE));
    }

    @Override
    protected ChunkSource source() throws IOException {
      return Zarr.open(store, "g/a").source();
    }
  }

  @Nested
  class ArrayInANewZip extends ChunkSinkContract {
    @TempDir private Path folder;
    private ZarrStore store;

    private ZarrStore zip() throws IOException {
      if (store == null) {
        store = Stores.createZip(folder.resolve("x.zip"));
      }
      return store;
    }

    @AfterEach
    void close() throws IOException {
      zip().close();
    }

    @Override
    protected ChunkSink sink() throws IOException {
      return Zarr.create(zip(), "a", ZarrSpec.of(SHAPE, CHUNK, DTYPE));
    }

    @Override
    protected ChunkSource source() throws IOException {
      return Zarr.open(zip(), "a").source();
    }

    /** Objects have no other place to wait in: the previous array is gone with the first chunk. */
    @Override
    @Test
    protected void anAbandonedArrayLeavesThePreviousOne() throws IOException {
      try (ChunkSink sink = sink()) {
        data(1).write(sink);
      }
      sink().close();
      assertArrayEquals(data(1).bytes, DenseData.read(source()).bytes);
      try (ChunkSink sink = sink()) {
        data(2).store(sink);
        assertThrows(IOException.class, this::source);
      }
      assertThrows(IOException.class, this::source);
      try (ChunkSink sink = sink()) {
        data(3).write(sink);
      }
      assertArrayEquals(data(3).bytes, DenseData.read(source()).bytes);
    }
  }
}
