package org.hyperslab.zarr;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.hyperslab.grid.Shape;
import org.hyperslab.store.ChunkSink;
import org.hyperslab.store.ChunkSource;
import org.hyperslab.testing.ChunkSinkContract;
import org.hyperslab.testing.DenseData;
import org.hyperslab.zarr.ZarrSpec.Compression;
import org.hyperslab.zarr.ZarrSpec.Shuffle;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ZarrSinkTest extends ChunkSinkContract {
  @TempDir private Path folder;

  @Override
  protected ChunkSink sink() throws IOException {
    return Zarr.create(place(), ZarrSpec.of(SHAPE, CHUNK, DTYPE));
  }

  @Override
  protected ChunkSource source() throws IOException {
    return Zarr.open(place()).source();
  }

  private Path place() {
    return folder.resolve("store/a");
  }

  /** Nothing temporary is left, whatever a test did. */
  @AfterEach
  void leavesNothingTemporary() throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      assertEquals(
          List.of(), files.filter(f -> f.getFileName().toString().contains(".tmp")).toList());
    }
  }

  @Test
  void refusesToReplaceWhatIsNoArray() throws IOException {
    Path precious = Files.createDirectories(place()).resolve("thesis.txt");
    Files.writeString(precious, "years of work");
    assertThrows(FileAlreadyExistsException.class, this::sink);
    Files.delete(precious);
    Zarr.createGroup(place(), 3, Map.of());
    assertThrows(FileAlreadyExistsException.class, this::sink);
    assertTrue(Files.exists(place().resolve("zarr.json")));
  }

  @Test
  void replacesTheTargetOfALink() throws IOException {
    try (ChunkSink sink = sink()) {
      data(1).write(sink);
    }
    Path link = Files.createSymbolicLink(folder.resolve("link"), place());
    try (ChunkSink sink = Zarr.create(link, ZarrSpec.of(SHAPE, CHUNK, DTYPE))) {
      data(2).write(sink);
    }
    assertTrue(Files.isSymbolicLink(link));
    assertArrayEquals(data(2).bytes, DenseData.read(source()).bytes);
  }

  @Test
  void bringsConsolidatedMetadataUpToDate() throws IOException {
    for (int format = 2; format <= 3; format++) {
      Path store = folder.resolve("group" + format);
      Zarr.createGroup(store, format, Map.of("title", "t"));
      Zarr.createGroup(store.resolve("inner"), format, Map.of());
      ZarrSpec spec = ZarrSpec.of(SHAPE, CHUNK, DTYPE).withFormat(format);
      try (ChunkSink sink = Zarr.create(store.resolve("inner/a"), spec)) {
        data(1).write(sink);
      }
      Zarr.consolidate(store);
      ZarrSpec other =
          ZarrSpec.of(SHAPE, Shape.of(23, 31), DTYPE)
              .withFormat(format)
              .withAttributes(Map.of("units", "K"));
      try (ChunkSink sink = Zarr.create(store.resolve("inner/a"), other)) {
        data(2).write(sink);
      }
      // Only the consolidated copy is left to read from.
      Files.delete(store.resolve("inner/a").resolve(format == 2 ? ".zarray" : "zarr.json"));
      Files.deleteIfExists(store.resolve("inner/a/.zattrs"));
      ZarrArray array = Zarr.open(store, "inner/a");
      assertEquals(Shape.of(23, 31), array.grid().chunkShape());
      assertEquals("K", array.attributes().get("units"));
      assertArrayEquals(data(2).bytes, DenseData.read(array.source()).bytes);
      assertEquals(List.of("a"), Zarr.openGroup(store).group("inner").arrays());
      assertEquals("t", Zarr.openGroup(store).attributes().get("title"));
    }
  }

  @Test
  void keepsAttributes() throws IOException {
    Map<String, Object> attributes = new LinkedHashMap<>();
    attributes.put("nan", Double.NaN);
    attributes.put("nothing", null);
    attributes.put("big", new BigInteger("18446744073709551615"));
    attributes.put("list", List.of(1L, 2.5, "x", Map.of("y", true)));
    for (int format = 2; format <= 3; format++) {
      ZarrSpec spec =
          ZarrSpec.of(SHAPE, CHUNK, DTYPE).withFormat(format).withAttributes(attributes);
      try (ChunkSink sink = Zarr.create(place(), spec)) {
        data(1).write(sink);
      }
      assertEquals(attributes, Zarr.open(place()).attributes());
    }
  }

  @Test
  void anInterruptedReplacementIsNamed() throws IOException {
    try (ChunkSink sink = sink()) {
      data(1).write(sink);
    }
    Path old = Files.move(place(), place().resolveSibling(".a.old-12345678"));
    FileNotFoundException e = assertThrows(FileNotFoundException.class, () -> Zarr.open(place()));
    assertTrue(e.getMessage().contains(old.toString()), e::getMessage);
    assertEquals(SHAPE, Zarr.open(old).shape());
  }

  @Test
  void refusesWhatTheFormatCannotSay() {
    ZarrSpec spec = ZarrSpec.of(SHAPE, CHUNK, DTYPE);
    List<ZarrSpec> wrong =
        List.of(
            spec.withFormat(2).withCompression(Compression.none().withCrc32c()),
            spec.withCompression(Compression.gzip(10)),
            spec.withCompression(Compression.blosc("blosclz", 5, Shuffle.BYTE)),
            spec.withCompression(Compression.blosc("snappy", 5, Shuffle.BYTE)),
            spec.withDimensionNames("x"));
    for (ZarrSpec s : wrong) {
      assertThrows(IllegalArgumentException.class, () -> Zarr.create(place(), s), s::toString);
    }
  }
}
