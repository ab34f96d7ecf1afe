package org.hyperslab.zarr;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.zarr.zarrjava.core.Array;
import dev.zarr.zarrjava.v3.DataType;
import dev.zarr.zarrjava.v3.codec.CodecBuilder;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.hyperslab.ChunkedArray;
import org.hyperslab.DenseArray;
import org.hyperslab.Session;
import org.hyperslab.block.DType;
import org.hyperslab.exec.ComputeException;
import org.hyperslab.grid.Shape;
import org.hyperslab.store.ChunkSink;
import org.hyperslab.testing.DenseData;
import org.hyperslab.zarr.ZarrSpec.Compression;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What we write is read by zarr-java, what it writes by us, and its arrays are computed with. */
class ZarrJavaTest {
  private static final Shape SHAPE = Shape.of(50, 47);
  private static final int[] CHUNK = {20, 16};

  @TempDir private Path folder;
  private final DenseData data = data();

  @BeforeAll
  static void bloscHasALibraryHere() {
    String arch = System.getProperty("os.arch");
    assumeTrue(!arch.equals("aarch64"), "blosc-java has no library for aarch64");
  }

  private static DenseData data() {
    Random random = new Random(3);
    DenseData data = new DenseData(DType.FLOAT32, SHAPE);
    MemorySegment elements = MemorySegment.ofArray(data.bytes);
    for (int i = 0; i < SHAPE.size(); i++) {
      elements.set(ValueLayout.JAVA_FLOAT_UNALIGNED, 4L * i, random.nextInt(50) / 4f);
    }
    return data;
  }

  /** A chunk, with zeros beyond the array. */
  private float[] chunk(long y, long x) {
    float[] chunk = new float[CHUNK[0] * CHUNK[1]];
    MemorySegment elements = MemorySegment.ofArray(data.bytes);
    for (int i = 0; i < CHUNK[0]; i++) {
      for (int j = 0; j < CHUNK[1]; j++) {
        long row = y * CHUNK[0] + i;
        long column = x * CHUNK[1] + j;
        if (row < SHAPE.dim(0) && column < SHAPE.dim(1)) {
          chunk[i * CHUNK[1] + j] =
              elements.get(ValueLayout.JAVA_FLOAT_UNALIGNED, 4 * (row * SHAPE.dim(1) + column));
        }
      }
    }
    return chunk;
  }

  static Stream<ZarrSpec> specs() {
    return Stream.of(2, 3)
        .flatMap(
            format -> {
              ZarrSpec spec =
                  ZarrSpec.of(SHAPE, Shape.of(CHUNK[0], CHUNK[1]), DType.FLOAT32)
                      .withFormat(format)
                      .withSeparator(format == 2 ? "." : "/");
              // zarr-java's v2 has blosc and zlib only.
              return RoundTripTest.compressions(format).stream()
                  .filter(
                      c ->
                          format == 3
                              || List.of("none", "zlib").contains(c.codec())
                              || c.codec().startsWith("blosc"))
                  // It takes the checksum behind zstd's frame for a part of it.
                  .filter(c -> !(c.codec().equals("zstd") && c.crc32c()))
                  .map(spec::withCompression);
            });
  }

  private Path write(ZarrSpec spec) throws Exception {
    Path path = folder.resolve("ours");
    try (ChunkSink sink = Zarr.create(path, spec)) {
      data.write(sink);
    }
    return path;
  }

  @ParameterizedTest
  @MethodSource("specs")
  void readsWhatWeWrite(ZarrSpec spec) throws Exception {
    Array array = Array.open(write(spec));
    for (long y = 0; y < 3; y++) {
      for (long x = 0; x < 3; x++) {
        Object read = array.readChunk(new long[] {y, x}).copyTo1DJavaArray();
        assertArrayEquals(chunk(y, x), (float[]) read);
      }
    }
  }

  @Test
  void readsTransposedAndBigEndianChunks() throws Exception {
    ZarrSpec spec =
        ZarrSpec.of(SHAPE, Shape.of(CHUNK[0], CHUNK[1]), DType.FLOAT32)
            .withColumnMajor(true)
            .withByteOrder(ByteOrder.BIG_ENDIAN);
    readsWhatWeWrite(spec);
  }

  static Stream<UnaryOperator<CodecBuilder>> chains() {
    Stream<UnaryOperator<CodecBuilder>> plain =
        Stream.of(
            b -> b.withBytes("BIG"),
            b -> b.withBytes("LITTLE").withCrc32c(),
            b -> b.withBytes("LITTLE").withGzip(5),
            b -> b.withBytes("LITTLE").withZstd(5, true),
            b -> b.withBytes("LITTLE").withZstd(5, false).withCrc32c(),
            b -> b.withTranspose(new int[] {1, 0}).withBytes("LITTLE").withGzip(1),
            b -> b.withSharding(new int[] {10, 8}, c -> c.withBytes("LITTLE").withGzip(1)));
    Stream<UnaryOperator<CodecBuilder>> blosc =
        Stream.of("lz4", "lz4hc", "zstd", "zlib", "blosclz")
            .flatMap(
                compressor ->
                    Stream.of("noshuffle", "shuffle", "bitshuffle")
                        .map(
                            shuffle ->
                                b -> b.withBytes("LITTLE").withBlosc(compressor, shuffle, 5)));
    return Stream.concat(plain, blosc);
  }

  private Path writtenByThem(UnaryOperator<CodecBuilder> chain) throws Exception {
    Path path = folder.resolve("theirs");
    Array array =
        dev.zarr.zarrjava.v3.Array.create(
            path,
            b ->
                b.withShape(50, 47)
                    .withDataType(DataType.FLOAT32)
                    .withChunkShape(CHUNK)
                    .withFillValue(1.5)
                    .withDimensionNames("y", "x")
                    .withCodecs(chain::apply)
                    .putAttribute("k", "v"),
            false);
    for (long y = 0; y < 3; y++) {
      for (long x = 0; x < 3; x++) {
        array.writeChunk(
            new long[] {y, x}, ucar.ma2.Array.factory(ucar.ma2.DataType.FLOAT, CHUNK, chunk(y, x)));
      }
    }
    return path;
  }

  @ParameterizedTest
  @MethodSource("chains")
  void isReadByUs(UnaryOperator<CodecBuilder> chain) throws Exception {
    ZarrArray array = Zarr.open(writtenByThem(chain));
    assertArrayEquals(data.bytes, DenseData.read(array.source()).bytes, array::toString);
    assertEquals(List.of("y", "x"), array.dimensionNames());
    assertEquals("v", array.attributes().get("k"));
    assertEquals(Float.floatToRawIntBits(1.5f), array.fillValue().bits());
  }

  @Test
  void isComputedWith() throws Exception {
    Path path = writtenByThem(b -> b.withBytes("LITTLE").withZstd(1, true));
    ChunkedArray wrapped = ZarrJava.wrap(Array.open(path));
    try (Session session = Session.builder().memory("32 MiB").workers(2).build();
        DenseArray theirs = wrapped.slice("3:41:2, ::-1").add(wrapped.mean()).compute(session);
        DenseArray ours =
            Zarr.open(path)
                .array()
                .slice("3:41:2, ::-1")
                .add(Zarr.open(path).array().mean())
                .compute(session)) {
      assertEquals(-1, ours.bytes().mismatch(theirs.bytes()));
    }
    assertArrayEquals(data.bytes, DenseData.read(new ZarrJavaSource(Array.open(path))).bytes);
  }

  @Test
  void damagedChunksAreNamed() throws Exception {
    Path path = write(ZarrSpec.of(SHAPE, Shape.of(20, 16), DType.FLOAT32));
    Files.write(path.resolve("c/1/2"), new byte[] {1, 2, 3});
    ChunkedArray wrapped = ZarrJava.wrap(Array.open(path));
    try (Session session = Session.builder().memory("32 MiB").workers(1).build()) {
      ComputeException e =
          assertThrows(ComputeException.class, () -> wrapped.sum().compute(session));
      assertTrue(e.getMessage().contains("chunk=[1, 2]"), e::getMessage);
    }
  }

  @Test
  void anOrderThatIsPassedOverIsRefused() throws Exception {
    Path path =
        write(
            ZarrSpec.of(SHAPE, Shape.of(20, 16), DType.FLOAT32)
                .withFormat(2)
                .withCompression(Compression.zlib(1))
                .withColumnMajor(true));
    Array array = Array.open(path);
    assertThrows(IllegalArgumentException.class, () -> ZarrJava.wrap(array));
  }
}
