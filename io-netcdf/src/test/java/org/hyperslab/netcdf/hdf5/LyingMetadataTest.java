package org.hyperslab.netcdf.hdf5;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.hyperslab.dataset.Dataset;
import org.hyperslab.dataset.Variable;
import org.hyperslab.netcdf.NetCdf;
import org.hyperslab.store.ByteFile;
import org.hyperslab.store.FormatException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Metadata that would take more time and memory than the file's size explains. */
class LyingMetadataTest {
  @TempDir private Path folder;
  private Golden golden;

  @BeforeEach
  void unpack() {
    golden = new Golden(folder);
  }

  private static void readAll(Dataset dataset) throws IOException {
    for (Variable v : dataset.variables()) {
      if (v.isNumeric()) {
        Reads.all(Reads.source(v));
      }
    }
    for (Dataset group : dataset.groups().values()) {
      readAll(group);
    }
  }

  /** Writes a number into every structure with a signature, and expects a refusal. */
  private void assertRefused(String file, String signature, int offset, int bytes, long value)
      throws IOException {
    Path path = golden.path(file);
    byte[] original = Files.readAllBytes(path);
    byte[] lying = original.clone();
    ByteBuffer numbers = ByteBuffer.wrap(lying).order(ByteOrder.LITTLE_ENDIAN);
    String text = new String(lying, StandardCharsets.ISO_8859_1);
    int found = 0;
    for (int at = text.indexOf(signature); at >= 0; at = text.indexOf(signature, at + 1)) {
      for (int b = 0; b < bytes; b++) {
        numbers.put(at + offset + b, (byte) (value >> (8 * b)));
      }
      found++;
    }
    assertTrue(found > 0, signature);
    Files.write(path, lying);
    FormatException e =
        assertThrows(FormatException.class, () -> readAll(NetCdf.open(path)), signature);
    assertTrue(e.getMessage().contains(file), e::getMessage);
    Files.write(path, original);
  }

  @Test
  void sizesBeyondTheFileAreRefused() throws IOException {
    for (long size : new long[] {1L << 20, 1L << 32, 1L << 62, Long.MAX_VALUE, -1}) {
      // The data of a local heap, and a collection of the global heap.
      assertRefused("groups-old.h5", "HEAP", 8, 8, size);
      assertRefused("netcdf4.nc", "GCOL", 8, 8, size);
    }
  }

  @Test
  void treesOfAnyDepthEnd() throws IOException {
    for (int level : new int[] {1, 2, 255}) {
      assertRefused("indexes-v0.h5", "TREE", 5, 1, level);
      assertRefused("groups-old.h5", "TREE", 5, 1, level);
    }
    assertRefused("indexes-v0.h5", "TREE", 6, 2, 0xffff);
    assertRefused("groups-old.h5", "SNOD", 6, 2, 0xffff);
  }

  /** A tree whose every node leads to itself. */
  @Test
  void treesThatGoInCirclesEnd() throws IOException {
    Path path = golden.path("indexes-v0.h5");
    byte[] lying = Files.readAllBytes(path);
    ByteBuffer numbers = ByteBuffer.wrap(lying).order(ByteOrder.LITTLE_ENDIAN);
    String text = new String(lying, StandardCharsets.ISO_8859_1);
    for (int at = text.indexOf("TREE\1"); at >= 0; at = text.indexOf("TREE\1", at + 1)) {
      numbers.put(at + 5, (byte) 9);
      for (int rank = 1; rank < 4; rank++) {
        numbers.putLong(at + 24 + 8 + 8 * (rank + 1), at);
      }
    }
    Files.write(path, lying);
    assertThrows(FormatException.class, () -> readAll(NetCdf.open(path)));
  }

  /** The golden file has groups that are their own children. */
  @Test
  void aGroupInsideItselfIsLeftOut() throws IOException {
    for (String file : List.of("groups-old.h5", "groups-new.h5")) {
      Dataset b = NetCdf.open(golden.path(file)).group("a").group("b");
      assertTrue(!b.groups().containsKey("loop"), file);
    }
  }

  /** A file with a collection of the global heap that has one object. */
  private MetadataFile heapOf(int objectBytes) throws IOException {
    ByteBuffer bytes =
        ByteBuffer.allocate(16 + 16 + objectBytes + 16).order(ByteOrder.LITTLE_ENDIAN);
    bytes.put("GCOL".getBytes(StandardCharsets.ISO_8859_1)).put((byte) 1).put(new byte[3]);
    bytes.putLong(bytes.capacity());
    bytes.putShort((short) 1).putShort((short) 0).putInt(0).putLong(objectBytes);
    Path file = folder.resolve("heap");
    // Address 0 means nothing, so that the collection begins behind.
    byte[] all = new byte[8 + bytes.capacity()];
    System.arraycopy(bytes.array(), 0, all, 8, bytes.capacity());
    Files.write(file, all);
    return MetadataFile.open(new FileId(ByteFile.of(file), 0, all.length, 8, 8, 0));
  }

  private static Cursor element(MetadataFile file, int length) {
    byte[] element =
        ByteBuffer.allocate(16)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putInt(length)
            .putLong(8)
            .putInt(1)
            .array();
    return new Cursor(file.id(), 0, element, "element");
  }

  @Test
  void lengthsThatOverflowAreRefused() throws IOException {
    try (MetadataFile file = heapOf(64)) {
      GlobalHeap heap = new GlobalHeap(file);
      assertEquals(64, heap.get(element(file, 16), 4, "text").left());
      for (long elementBytes : new long[] {5, 0xffff_ffffL}) {
        assertThrows(
            FormatException.class, () -> heap.get(element(file, 16), elementBytes, "text"));
        assertThrows(
            FormatException.class, () -> heap.get(element(file, -1), elementBytes, "text"));
      }
    }
  }

  /** A million elements of a megabyte each, which are all the same. */
  @Test
  void whatIsReferredToOverAndOverIsRefused() throws IOException {
    try (MetadataFile file = heapOf(1 << 20)) {
      GlobalHeap heap = new GlobalHeap(file);
      FormatException e =
          assertThrows(
              FormatException.class,
              () -> {
                for (int i = 0; i < 1_000_000; i++) {
                  heap.get(element(file, 1 << 20), 1, "text");
                }
              });
      assertTrue(e.getMessage().contains("over and over"), e::getMessage);
      assertTrue(e.getMessage().contains("heap"), e::getMessage);
    }
    try (MetadataFile file = heapOf(1 << 20)) {
      assertThrows(
          FormatException.class,
          () -> {
            for (int i = 0; i < 1_000_000; i++) {
              file.read(8, 1 << 20, "metadata");
            }
          });
    }
  }

  @Test
  void chunksAtOnePlaceAreRefused() throws IOException {
    FileId file = new FileId(ByteFile.of(folder.resolve("file")), 0, 1000, 8, 8, 0);
    ChunkEntries entries = new ChunkEntries(file, "v");
    entries.add(0, 100, 50, 0, new long[] {0});
    entries.add(1, 500, 60, 0, new long[] {1});
    entries.add(2, 149, 50, 0, new long[] {2});
    FormatException e = assertThrows(FormatException.class, entries::finish);
    assertTrue(e.getMessage().contains("chunks overlap"), e::getMessage);
  }

  @Test
  void aGridOfAnySizeIsCounted() throws IOException {
    Dataspace space =
        new Dataspace(false, List.of(3L, 3L, 3L), List.of(Long.MAX_VALUE, 1L << 40, 1L << 40));
    assertEquals(Long.MAX_VALUE, new ArrayOrder(space, List.of(1L, 1L, 1L), false).count());
  }
}
