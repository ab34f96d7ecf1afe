package org.hyperslab.zarr;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.hyperslab.block.DType;
import org.hyperslab.block.FillValue;
import org.hyperslab.store.ChunkSource;
import org.hyperslab.store.FormatException;
import org.hyperslab.testing.DenseData;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Stores that zarr-python and numcodecs encoded, bit for bit. */
class GoldenTest {
  @TempDir private static Path folder;
  private static Golden golden;

  @BeforeAll
  static void unpack() {
    golden = new Golden(folder);
  }

  @TestFactory
  Stream<DynamicTest> readsEveryArray() throws IOException {
    return golden.entries().stream()
        .map(
            e ->
                DynamicTest.dynamicTest(
                    e.array(),
                    () ->
                        assertArrayEquals(
                            Files.readAllBytes(golden.path(e.expected())),
                            DenseData.read(Zarr.open(golden.path(e.array())).source()).bytes)));
  }

  /** All indexes of a shard are read anew, also those of the shards in it. */
  @Test
  void shardsInShardsThatWereReplacedAreReadAnew(@TempDir Path other) throws IOException {
    Golden own = new Golden(other);
    Path array = own.path("v3/shards/nested-start");
    ChunkSource source = Zarr.open(array).source();
    byte[] expected = DenseData.read(source).bytes;
    List<Path> shards;
    try (Stream<Path> files = Files.walk(array.resolve("c"))) {
      shards = files.filter(Files::isRegularFile).toList();
    }
    for (Path shard : shards) {
      Files.write(shard, new byte[8], StandardOpenOption.APPEND);
    }
    for (int i = 0; i < shards.size(); i++) {
      IOException e = assertThrows(IOException.class, () -> DenseData.read(source));
      assertTrue(e.getMessage().contains("shard has changed since"), e.getMessage());
    }
    assertArrayEquals(expected, DenseData.read(source).bytes);
  }

  @Test
  void namesTheCodecs() throws IOException {
    assertEquals(
        "transpose[1, 0], bytes(big), blosc(zstd, 5, bitshuffle)",
        Zarr.open(golden.path("v2/codecs/zstd-2-F-be")).codecs());
    assertEquals(
        "bytes(little), zstd(3), crc32c", Zarr.open(golden.path("v3/codecs/zstd-crc")).codecs());
  }

  @Test
  void keepsTheBitsOfAFillValue() throws IOException {
    assertEquals(
        new FillValue(DType.FLOAT32, 0x7fc00001),
        Zarr.open(golden.path("v3/fills/hex")).fillValue());
    assertEquals(
        new FillValue(DType.UINT64, -1), Zarr.open(golden.path("v2/fills/u8")).fillValue());
  }

  @Test
  void readsNamesAndAttributes() throws IOException {
    assertEquals(Arrays.asList("y", null), Zarr.open(golden.path("v3/fills/nan")).dimensionNames());
    ZarrArray t = Zarr.open(golden.path("v2/consolidated"), "inner/t");
    assertEquals(List.of("time", "x"), t.dimensionNames());
    assertEquals(Double.NaN, t.attributes().get("missing"));
  }

  @Test
  void walksGroups() throws IOException {
    ZarrGroup group = Zarr.openGroup(golden.path("v2/consolidated"));
    assertEquals("a group", group.attributes().get("title"));
    assertEquals(List.of(), group.arrays());
    assertEquals(List.of("inner"), group.groups());
    assertEquals(List.of("t"), group.group("inner").arrays());
    assertEquals(DType.FLOAT64, group.group("inner").array("t").dtype());
    assertThrows(FileNotFoundException.class, () -> group.array("inner"));
    assertThrows(FileNotFoundException.class, () -> group.group("outer"));
    assertThrows(IllegalArgumentException.class, () -> group.array("../codecs/raw-C-le"));
    assertThrows(FormatException.class, () -> Zarr.open(golden.path("v2/consolidated")));
  }

  @Test
  void readsWhatOnlyConsolidatedMetadataHas() throws IOException {
    Golden own = new Golden(Files.createTempDirectory(folder, "own"));
    Files.delete(own.path("v2/consolidated/inner/t/.zarray"));
    Files.delete(own.path("v2/consolidated/inner/.zgroup"));
    ZarrArray t = Zarr.open(own.path("v2/consolidated"), "inner/t");
    assertEquals(List.of("time", "x"), t.dimensionNames());
    assertArrayEquals(
        DenseData.read(Zarr.open(golden.path("v2/consolidated"), "inner/t").source()).bytes,
        DenseData.read(t.source()).bytes);
  }
}
