package org.hyperslab.zarr;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.hyperslab.DenseArray;
import org.hyperslab.block.DType;
import org.hyperslab.block.FillValue;
import org.hyperslab.grid.Shape;
import org.hyperslab.store.ChunkSink;
import org.hyperslab.testing.DenseData;
import org.hyperslab.zarr.ZarrSpec.Compression;
import org.hyperslab.zarr.ZarrSpec.Shuffle;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Element types that blocks don't have: stored floats of 16 bits, complex numbers, times, text. */
class StoredTypesTest {
  private static final long SEED = Long.getLong("seed", System.nanoTime());
  private static final Shape SHAPE = Shape.of(33, 20);

  @TempDir private static Path stores;
  private static Golden golden;

  @TempDir private Path folder;

  @BeforeAll
  static void unpack() {
    golden = new Golden(stores);
  }

  private ZarrArray write(ZarrSpec spec, DenseData data) throws IOException {
    try (ChunkSink sink = Zarr.create(folder.resolve("a"), spec)) {
      data.write(sink);
    }
    return Zarr.open(folder.resolve("a"));
  }

  @Test
  void floatsAreRoundedTo16Bits() throws IOException {
    DenseData data = new DenseData(DType.FLOAT32, SHAPE);
    DenseData rounded = new DenseData(DType.FLOAT32, SHAPE);
    Random random = new Random(SEED);
    for (int i = 0; i < SHAPE.size(); i++) {
      float value = (float) (random.nextGaussian() * Math.exp(random.nextInt(16) - 8));
      float half = Float.float16ToFloat(Float.floatToFloat16(value));
      MemorySegment.ofArray(data.bytes).set(ValueLayout.JAVA_FLOAT_UNALIGNED, 4L * i, value);
      MemorySegment.ofArray(rounded.bytes).set(ValueLayout.JAVA_FLOAT_UNALIGNED, 4L * i, half);
    }
    ZarrSpec plain =
        ZarrSpec.of(SHAPE, Shape.of(8, 20), DType.FLOAT32)
            .withStoredAs("float16")
            .withFill(FillValue.of(DType.FLOAT32, 0.1));
    for (int format = 2; format <= 3; format++) {
      for (Compression c : List.of(Compression.none(), Compression.blosc("lz4", 5, Shuffle.BYTE))) {
        for (ByteOrder order : List.of(ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN)) {
          ZarrSpec spec = plain.withFormat(format).withCompression(c).withByteOrder(order);
          ZarrArray array = write(spec, data);
          assertEquals("float16", array.storedType());
          assertEquals(DType.FLOAT32, array.dtype());
          assertEquals(FillValue.of(DType.FLOAT32, 0.099975586), array.fillValue());
          assertArrayEquals(
              rounded.bytes, DenseData.read(array.source()).bytes, () -> "seed=" + SEED + spec);
        }
      }
    }
    write(plain.withCompression(Compression.none()).withSeparator("."), data);
    assertEquals(8 * 20 * 2, Files.size(folder.resolve("a/c.0.0")));
  }

  @Test
  void timesAreIntegersWithAUnit() throws IOException {
    DenseData data = DenseData.random(DType.INT64, SHAPE, new Random(SEED));
    ZarrSpec plain =
        ZarrSpec.of(SHAPE, Shape.of(8, 20), DType.INT64)
            .withFill(FillValue.of(DType.INT64, Long.MIN_VALUE));
    for (int format = 2; format <= 3; format++) {
      for (String type : List.of("datetime64[ns]", "timedelta64[10D]")) {
        ZarrArray array = write(plain.withFormat(format).withStoredAs(type), data);
        assertEquals(type, array.storedType());
        assertEquals(type.substring(type.indexOf('[') + 1, type.length() - 1), array.timeUnit());
        assertEquals(DType.INT64, array.dtype());
        assertEquals(Long.MIN_VALUE, array.fillValue().bits());
        assertArrayEquals(data.bytes, DenseData.read(array.source()).bytes);
      }
    }
    assertNull(Zarr.open(golden.path("v2/codecs/raw-C-le")).timeUnit());
  }

  @Test
  void elementsAreStoredOnlyAsWhatTheyFit() {
    for (String type : List.of("float16", "datetime64[eon]", "datetime64", "int32", "<M8[ns]")) {
      assertThrows(
          IllegalArgumentException.class,
          () -> ZarrSpec.of(SHAPE, SHAPE, DType.INT64).withStoredAs(type),
          type);
    }
  }

  @Test
  void complexArraysAreReadAsTwo() throws IOException {
    for (String name : List.of("v2/types/c16-F-be", "v2/types/c8-C-le", "v3/types/c8-shards")) {
      ZarrArray array = Zarr.open(golden.path(name));
      DenseData both = DenseData.read(array.source());
      try (DenseArray real = array.real().compute();
          DenseArray imaginary = array.imaginary().compute()) {
        assertEquals(array.shape(), real.shape());
        assertEquals(array.dtype(), real.dtype());
        assertTrue(array.isComplex());
        long[] last = array.shape().toArray();
        for (int d = 0; d < last.length; d++) {
          last[d]--;
        }
        int n = (int) array.shape().size();
        assertEquals(both.value(2 * n - 2), real.getDouble(last));
        assertEquals(both.value(2 * n - 1), imaginary.getDouble(last));
      }
      assertThrows(UnsupportedOperationException.class, array::array);
    }
    ZarrArray real = Zarr.open(golden.path("v2/codecs/raw-C-le"));
    assertThrows(UnsupportedOperationException.class, real::imaginary);
    assertEquals(real.shape(), real.real().shape());
  }

  @Test
  void aComplexArrayLooksLikeOneWithItsOwnDimensions() throws IOException {
    ZarrArray array = Zarr.open(golden.path("v3/types/c8-shards"));
    assertEquals("complex64", array.storedType());
    assertEquals(Shape.of(11, 9, 6), array.shape());
    assertEquals(Shape.of(2, 3, 6), array.grid().chunkShape());
    assertEquals(Shape.of(4, 6, 6), array.shardShape());
  }

  @Test
  void whatIsNotNumericIsNamed() throws IOException {
    ZarrGroup group = Zarr.openGroup(golden.path("v2/named"));
    assertEquals(List.of("bytes", "objects", "records", "text"), group.arrays());
    List<String> types = List.of("|S3", "|O", "structured", "<U3");
    for (int i = 0; i < 4; i++) {
      ZarrArray array = group.array(group.arrays().get(i));
      assertFalse(array.isNumeric());
      assertEquals(types.get(i), array.storedType());
      assertThrows(UnsupportedOperationException.class, array::array);
      assertThrows(UnsupportedOperationException.class, array::source);
      assertThrows(UnsupportedOperationException.class, array::dtype);
    }
    assertEquals("vlen-utf8, blosc", group.array("objects").codecs());
    assertEquals(Shape.of(1), group.array("text").grid().chunkShape());
  }

  @Test
  void typesOfVersion3ThatAreNotNumericAreNamed() throws IOException {
    String document =
        """
        {"zarr_format": 3, "node_type": "array", "shape": [10], "data_type": "string",
         "chunk_grid": {"name": "regular", "configuration": {"chunk_shape": [5]}},
         "chunk_key_encoding": {"name": "default"}, "fill_value": "",
         "codecs": [{"name": "vlen-utf8"}, {"name": "zstd"}]}
        """;
    for (String type :
        List.of(
            "\"string\"",
            "\"r24\"",
            "{\"name\": \"fixed_length_utf32\", \"configuration\": {\"length_bytes\": 28}}")) {
      Path array = Files.createTempDirectory(folder, "s");
      Files.writeString(array.resolve("zarr.json"), document.replace("\"string\"", type));
      assertFalse(Zarr.open(array).isNumeric(), type);
      assertEquals("vlen-utf8, zstd", Zarr.open(array).codecs());
    }
  }
}
