package org.hyperslab.zarr;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Set;
import org.hyperslab.block.DType;
import org.hyperslab.dataset.Dataset;
import org.hyperslab.grid.Shape;
import org.hyperslab.store.ChunkSink;
import org.hyperslab.store.FormatException;
import org.hyperslab.store.HeapRoom;
import org.hyperslab.testing.DenseData;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Stores that would take all time and memory: groups without end, and metadata of absurd size. */
class AbsurdStoresTest {
  private static final String V2_GROUP = "{\"zarr_format\": 2}";

  @TempDir private Path folder;

  private Path group(String name) throws IOException {
    Path group = folder.resolve(name);
    Zarr.createGroup(group, 3, Map.of());
    return group;
  }

  /** A group with an array and a link back to it. */
  @Test
  void aLinkToAGroupAroundItIsLeftOut() throws IOException {
    Path root = group("root");
    Path inner = group("root/inner");
    ZarrSpec spec = ZarrSpec.of(Shape.of(2), Shape.of(2), DType.INT8);
    try (ChunkSink sink = Zarr.create(inner.resolve("a"), spec)) {
      new DenseData(DType.INT8, Shape.of(2)).write(sink);
    }
    Files.createSymbolicLink(inner.resolve("self"), inner);
    Files.createSymbolicLink(inner.resolve("up"), root);
    Dataset read = Zarr.openGroup(root).dataset();
    assertEquals(Set.of("inner"), read.groups().keySet());
    assertEquals(Set.of(), read.group("inner").groups().keySet());
    assertEquals(1, read.group("inner").variables().size());
  }

  @Test
  void groupsThatLinkToEachOtherEnd() throws IOException {
    Path root = group("root");
    Path a = group("root/a");
    Path b = group("root/b");
    Files.createSymbolicLink(a.resolve("to-b"), b);
    Files.createSymbolicLink(b.resolve("to-a"), a);
    Dataset read = Zarr.openGroup(root).dataset();
    assertEquals(Set.of("a", "b"), read.groups().keySet());
    Dataset inner = read.group("a").group("to-b");
    assertEquals(Set.of(), inner.groups().keySet());
  }

  private static ZarrStore consolidated(String metadata) throws IOException {
    ZarrStore store = Stores.memory();
    String document = "{\"zarr_consolidated_format\": 1, \"metadata\": {" + metadata + "}}";
    store.write(".zgroup", MemorySegment.ofArray(V2_GROUP.getBytes(StandardCharsets.UTF_8)));
    store.write(".zmetadata", MemorySegment.ofArray(document.getBytes(StandardCharsets.UTF_8)));
    return store;
  }

  @Test
  void groupsNestedWithoutReasonAreRefused() throws IOException {
    ZarrStore store = consolidated("\"" + "g/".repeat(5000) + ".zgroup\": " + V2_GROUP);
    FormatException e = assertThrows(FormatException.class, () -> Zarr.openGroup(store, ""));
    assertTrue(e.getMessage().contains("nested too deeply"), e::getMessage);
    assertTrue(e.getMessage().contains(".zmetadata"), e::getMessage);
    assertTrue(e.getMessage().length() < 1000, e::getMessage);
  }

  /** As many groups as a document may have are read in a time that grows with their number. */
  @Test
  void manyGroupsAreRead() throws IOException {
    int count = 50_000;
    StringBuilder metadata = new StringBuilder();
    for (int i = 0; i < count; i++) {
      metadata.append(i == 0 ? "" : ",").append("\"g").append(i).append("/.zgroup\":");
      metadata.append(V2_GROUP);
    }
    ZarrStore store = consolidated(metadata.toString());
    assertEquals(count, Zarr.openGroup(store, "").dataset().groups().size());
  }

  /** More of anything than the heap has room for is refused before it is there. */
  @Test
  void metadataThatTheHeapHasNoRoomForIsRefused() throws IOException {
    Path group = group("large");
    long tokens = HeapRoom.bytes() / 64;
    for (String[] many : new String[][] {{"[", "0,", "0]"}, {"{", "\"a%d\":0,", "\"z\":0}"}}) {
      StringBuilder json = new StringBuilder("{\"zarr_format\": 3, \"node_type\": \"group\",");
      json.append("\"attributes\": {\"a\": ").append(many[0]);
      for (long i = 0; i < tokens; i++) {
        json.append(many[1].replace("%d", Long.toString(i)));
      }
      Files.writeString(group.resolve("zarr.json"), json.append(many[2]).append("}}"));
      json.setLength(0);
      FormatException e = assertThrows(FormatException.class, () -> Zarr.openGroup(group));
      assertTrue(e.getMessage().contains("zarr.json"), e::getMessage);
      assertTrue(e.getMessage().length() < 1000, e::getMessage);
    }
  }

  @Test
  void manyCodecsAreRefused() throws IOException {
    Path array = Files.createDirectory(folder.resolve("array"));
    String codecs = "{\"id\": \"zlib\", \"level\": 1},".repeat(5000);
    Files.writeString(
        array.resolve(".zarray"),
        """
        {"zarr_format": 2, "shape": [10], "chunks": [10], "dtype": "<f4", "order": "C",
         "fill_value": 0, "filters": [%s {"id": "zlib", "level": 1}], "compressor": null}
        """
            .formatted(codecs));
    FormatException e = assertThrows(FormatException.class, () -> Zarr.open(array));
    assertTrue(e.getMessage().contains("too many codecs"), e::getMessage);
    assertTrue(e.getMessage().contains(".zarray"), e::getMessage);
  }

  /** A directory of so many members that their names do not fit into the heap. */
  @Test
  void aZipFileOfTooManyMembersIsRefused() throws IOException {
    long members = HeapRoom.bytes() / 200;
    long bytes = 46 * members;
    ByteBuffer end = ByteBuffer.allocate(98).order(ByteOrder.LITTLE_ENDIAN);
    end.putInt(0x06064b50).putLong(44).putShort((short) 45).putShort((short) 45).putLong(0);
    end.putLong(members).putLong(members).putLong(bytes).putLong(0);
    end.putInt(0x07064b50).putInt(0).putLong(bytes).putInt(1);
    end.putInt(0x06054b50).putInt(0).putShort((short) -1).putShort((short) -1);
    end.putInt(-1).putInt(-1).putShort((short) 0).flip();
    Path file = folder.resolve("many.zip");
    try (FileChannel channel =
        FileChannel.open(
            file,
            StandardOpenOption.CREATE_NEW,
            StandardOpenOption.WRITE,
            StandardOpenOption.SPARSE)) {
      channel.write(end, bytes);
    }
    FormatException e = assertThrows(FormatException.class, () -> Stores.zip(file));
    assertTrue(e.getMessage().contains("too much of the heap"), e::getMessage);
    assertTrue(e.getMessage().contains("many.zip"), e::getMessage);
  }
}
