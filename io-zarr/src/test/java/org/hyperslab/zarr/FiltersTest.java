package org.hyperslab.zarr;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.hyperslab.block.DType;
import org.hyperslab.grid.Shape;
import org.hyperslab.store.ChunkSink;
import org.hyperslab.store.FormatException;
import org.hyperslab.testing.DenseData;
import org.hyperslab.zarr.ZarrSpec.Compression;
import org.hyperslab.zarr.ZarrSpec.Filter;
import org.hyperslab.zarr.ZarrSpec.Shuffle;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Numcodecs' filters and compressors, written and read; and codecs that the user brings. */
class FiltersTest {
  private static final long SEED = Long.getLong("seed", System.nanoTime());
  private static final Shape SHAPE = Shape.of(45, 31);
  private static final Shape CHUNK = Shape.of(20, 31);

  @TempDir private Path folder;

  private static ZarrSpec spec(DType dtype) {
    return ZarrSpec.of(SHAPE, CHUNK, dtype).withCompression(Compression.none());
  }

  /** Chains that lose nothing, over all element types that they take. */
  static List<ZarrSpec> lossless() {
    List<ZarrSpec> specs = new ArrayList<>();
    for (DType dtype : DType.values()) {
      ZarrSpec plain = spec(dtype);
      specs.add(plain.withFilters(Filter.shuffle(dtype.bytes())));
      specs.add(plain.withFilters(Filter.shuffle(3)));
      specs.add(plain.withCompression(Compression.lz4(1)));
      specs.add(plain.withCompression(Compression.zlib(5)));
      specs.add(plain.withCompression(Compression.bz2(1)));
      for (String checksum : List.of("adler32", "crc32", "crc32c", "fletcher32")) {
        specs.add(plain.withFilters(new Filter(checksum, Map.of())));
      }
      specs.add(
          plain
              .withFilters(new Filter("crc32", Map.of("location", "end")))
              .withCompression(Compression.zstd(1)));
      if (dtype.isInteger()) {
        specs.add(plain.withFilters(Filter.delta()));
        specs.add(
            plain
                .withFilters(Filter.delta(), Filter.delta(), Filter.shuffle(dtype.bytes()))
                .withCompression(Compression.lz4(3)));
        specs.add(
            plain
                .withFilters(new Filter("astype", Map.of("encode_dtype", "<i8")), Filter.delta())
                .withCompression(Compression.blosc("lz4", 5, Shuffle.BYTE)));
      }
      if (dtype == DType.BOOL) {
        specs.add(plain.withFilters(Filter.packBits()));
        specs.add(plain.withFilters(Filter.packBits(), Filter.delta()));
      }
    }
    return specs;
  }

  static Stream<ZarrSpec> losslessOfBothFormats() {
    Random random = new Random(SEED);
    return lossless().stream()
        .flatMap(s -> Stream.of(s, s.withFormat(2)))
        .map(
            s ->
                s.withColumnMajor(random.nextBoolean())
                    .withByteOrder(
                        random.nextBoolean() ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN));
  }

  @ParameterizedTest
  @MethodSource("losslessOfBothFormats")
  void readsWhatWasWritten(ZarrSpec spec) throws IOException {
    boolean wholeElements = spec.filters().stream().noneMatch(f -> f.equals(Filter.shuffle(3)));
    ZarrSpec fitting = wholeElements ? spec : withChunksOfThrees(spec);
    DenseData data = DenseData.random(spec.dtype(), SHAPE, new Random(SEED));
    ZarrArray array = write(fitting, data);
    assertArrayEquals(
        data.bytes, DenseData.read(array.source()).bytes, () -> "seed=" + SEED + ", " + array);
  }

  private static ZarrSpec withChunksOfThrees(ZarrSpec spec) {
    return ZarrSpec.of(SHAPE, Shape.of(21, 31), spec.dtype())
        .withFormat(spec.format())
        .withFilters(Filter.shuffle(3))
        .withCompression(Compression.none());
  }

  private ZarrArray write(ZarrSpec spec, DenseData data) throws IOException {
    Path path = folder.resolve("a");
    try (ChunkSink sink = Zarr.create(path, spec)) {
      data.write(sink);
    }
    return Zarr.open(path);
  }

  private static DenseData floats(DType dtype) {
    DenseData data = new DenseData(dtype, SHAPE);
    MemorySegment memory = MemorySegment.ofArray(data.bytes);
    Random random = new Random(SEED);
    for (int i = 0; i < SHAPE.size(); i++) {
      double value = random.nextGaussian() * 100;
      if (dtype == DType.FLOAT32) {
        memory.set(ValueLayout.JAVA_FLOAT_UNALIGNED, 4L * i, (float) value);
      } else {
        memory.set(ValueLayout.JAVA_DOUBLE_UNALIGNED, 8L * i, value);
      }
    }
    return data;
  }

  private void assertClose(ZarrSpec spec, double absolute, double relative) throws IOException {
    for (int format = 2; format <= 3; format++) {
      DenseData data = floats(spec.dtype());
      DenseData read = DenseData.read(write(spec.withFormat(format), data).source());
      boolean same = true;
      for (int i = 0; i < SHAPE.size(); i++) {
        double expected = data.value(i);
        double off = Math.abs(read.value(i) - expected);
        same &= off == 0;
        assertTrue(
            off <= absolute + relative * Math.abs(expected),
            () -> "seed=" + SEED + ", expected=" + expected + ", off by " + off);
      }
      assertTrue(!same, "nothing was rounded");
    }
  }

  @Test
  void lossyFiltersRoundAsFarAsTheySay() throws IOException {
    for (DType dtype : List.of(DType.FLOAT32, DType.FLOAT64)) {
      double ulps = dtype == DType.FLOAT32 ? 1e-4 : 0;
      ZarrSpec plain = spec(dtype).withByteOrder(ByteOrder.BIG_ENDIAN);
      Filter pack = Filter.fixedScaleOffset(10, 50, DType.INT32);
      assertClose(plain.withFilters(pack), 0.01001 + ulps, 0);
      assertClose(plain.withFilters(pack, Filter.delta()), 0.01001 + ulps, 0);
      assertClose(plain.withFilters(Filter.quantize(2)), 0.005, 0);
      assertClose(plain.withFilters(Filter.bitRound(8)), 0, 1.0 / 512);
    }
  }

  @Test
  void filtersForOtherTypesAreRefused() {
    List<ZarrSpec> wrong =
        List.of(
            spec(DType.BOOL).withFilters(Filter.delta()),
            spec(DType.INT16).withFilters(Filter.packBits()),
            spec(DType.INT16).withFilters(Filter.bitRound(3)),
            spec(DType.FLOAT32).withFilters(Filter.bitRound(24)),
            spec(DType.INT32).withFilters(Filter.quantize(3)),
            spec(DType.INT32).withFilters(new Filter("delta", Map.of("dtype", "<i8"))),
            spec(DType.FLOAT32).withFilters(new Filter("delta", Map.of("astype", "<i4"))),
            spec(DType.FLOAT32).withFilters(new Filter("fixedscaleoffset", Map.of("scale", 2))),
            spec(DType.FLOAT32).withFilters(new Filter("shuffle", Map.of("elementsize", 0))),
            spec(DType.FLOAT32).withFilters(Filter.shuffle(4), Filter.quantize(1)),
            spec(DType.FLOAT32).withFilters(new Filter("sparkle", Map.of())));
    for (ZarrSpec s : wrong) {
      assertThrows(
          IllegalArgumentException.class, () -> Zarr.create(folder.resolve("a"), s), s::toString);
    }
  }

  @Test
  void filtersGoIntoMetadataAsNumcodecsNamesThem() throws IOException {
    ZarrSpec spec =
        spec(DType.INT32)
            .withFilters(Filter.delta(), Filter.shuffle(4))
            .withCompression(Compression.bz2(3));
    DenseData data = DenseData.random(DType.INT32, SHAPE, new Random(SEED));
    assertEquals("delta(<i4), bytes(little), shuffle(4), bz2(3)", write(spec, data).codecs());
    String v3 = Files.readString(folder.resolve("a/zarr.json")).replaceAll("\\s", "");
    assertTrue(
        v3.contains(
            "{\"name\":\"numcodecs.delta\",\"configuration\":{\"dtype\":\"<i4\",\"astype\":\"<i4\"}},"
                + "{\"name\":\"bytes\",\"configuration\":{\"endian\":\"little\"}},"
                + "{\"name\":\"numcodecs.shuffle\",\"configuration\":{\"elementsize\":4}},"
                + "{\"name\":\"numcodecs.bz2\",\"configuration\":{\"level\":3}}"),
        v3);
    assertEquals(
        "bytes(little), delta(<i4), shuffle(4), bz2(3)", write(spec.withFormat(2), data).codecs());
    String v2 = Files.readString(folder.resolve("a/.zarray")).replaceAll("\\s", "");
    assertTrue(v2.contains("\"compressor\":{\"id\":\"bz2\",\"level\":3}"), v2);
    assertTrue(
        v2.contains(
            "\"filters\":[{\"id\":\"delta\",\"dtype\":\"<i4\",\"astype\":\"<i4\"},"
                + "{\"id\":\"shuffle\",\"elementsize\":4}]"),
        v2);
  }

  /** Adds a number to every byte. */
  private record Caesar(int by) implements ZarrCodec {
    @Override
    public long maxEncodedBytes(long decodedBytes) {
      return decodedBytes;
    }

    @Override
    public long decode(MemorySegment encoded, MemorySegment decoded) {
      return shift(encoded, decoded, -by);
    }

    @Override
    public long encode(MemorySegment decoded, MemorySegment encoded) {
      return shift(decoded, encoded, by);
    }

    private static long shift(MemorySegment from, MemorySegment to, int by) {
      for (long i = 0; i < from.byteSize(); i++) {
        byte b = from.get(ValueLayout.JAVA_BYTE, i);
        to.set(ValueLayout.JAVA_BYTE, i, (byte) (b + by));
      }
      return from.byteSize();
    }
  }

  private static final ZarrCodecs CAESAR =
      ZarrCodecs.none()
          .with("example.caesar", c -> new Caesar(((Long) c.getOrDefault("by", 3L)).intValue()));

  @ParameterizedTest
  @ValueSource(ints = {2, 3})
  void aUsersCodecIsWrittenAndRead(int format) throws IOException {
    DenseData data = DenseData.random(DType.INT16, SHAPE, new Random(SEED));
    ZarrStore store = Stores.folder(folder);
    ZarrSpec spec =
        spec(DType.INT16)
            .withFormat(format)
            .withCodecs(CAESAR)
            .withFilters(Filter.delta(), new Filter("example.caesar", Map.of("by", 5)))
            .withCompression(Compression.gzip(1));
    try (ChunkSink sink = Zarr.create(store, "a", spec)) {
      data.write(sink);
    }
    ZarrArray array = Zarr.open(store, "a", CAESAR);
    assertArrayEquals(data.bytes, DenseData.read(array.source()).bytes);
    assertEquals(array.source(), Zarr.open(store, "a", CAESAR).source());
    assertTrue(array.codecs().contains("example.caesar{by=5}"), array::codecs);
    FormatException e = assertThrows(FormatException.class, () -> Zarr.open(store, "a"));
    assertTrue(e.getMessage().contains("example.caesar"), e::getMessage);
  }

  @Test
  void aUsersCodecThatFailsIsACorruptChunk() throws IOException {
    ZarrStore store = Stores.folder(folder);
    ZarrSpec spec =
        spec(DType.INT16).withCodecs(CAESAR).withFilters(new Filter("example.caesar", Map.of()));
    try (ChunkSink sink = Zarr.create(store, "a", spec)) {
      DenseData.random(DType.INT16, SHAPE, new Random(SEED)).write(sink);
    }
    Path chunk = folder.resolve("a/c/1/0");
    byte[] bytes = Files.readAllBytes(chunk);
    Files.write(chunk, java.util.Arrays.copyOf(bytes, bytes.length - 1));
    FormatException e =
        assertThrows(
            FormatException.class, () -> DenseData.read(Zarr.open(store, "a", CAESAR).source()));
    assertTrue(e.getMessage().contains("chunk=[1, 0]"), e::getMessage);
  }

  @Test
  void compressionsInWords() {
    assertEquals(Compression.none(), Compression.parse("none"));
    assertEquals(Compression.zstd(3), Compression.parse("zstd"));
    assertEquals(Compression.zstd(-5), Compression.parse("zstd:-5"));
    assertEquals(Compression.gzip(6).withCrc32c(), Compression.parse("GZIP+crc32c"));
    assertEquals(Compression.blosc("lz4", 5, Shuffle.BYTE), Compression.parse("blosc"));
    assertEquals(Compression.blosc("zstd", 7, Shuffle.BIT), Compression.parse("blosc-zstd:7:bit"));
    for (String wrong :
        List.of(
            "", "zstd:", "zstd:a", "none:1", "gzip:1:bit", "blosc-lz4:5:7", "snappy", "x+crc32c")) {
      assertThrows(IllegalArgumentException.class, () -> Compression.parse(wrong), wrong);
    }
  }
}
