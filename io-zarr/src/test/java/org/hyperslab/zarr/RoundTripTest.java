package org.hyperslab.zarr;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.hyperslab.block.DType;
import org.hyperslab.block.FillValue;
import org.hyperslab.grid.Shape;
import org.hyperslab.store.ChunkSink;
import org.hyperslab.testing.DenseData;
import org.hyperslab.zarr.ZarrSpec.Compression;
import org.hyperslab.zarr.ZarrSpec.Shuffle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is written is read: all dtypes, codecs, orders and versions, over random shapes. */
class RoundTripTest {
  private static final long SEED = Long.getLong("seed", System.nanoTime());

  @TempDir private Path folder;

  static List<Compression> compressions(int format) {
    List<Compression> all = new ArrayList<>();
    all.add(Compression.none());
    all.add(Compression.gzip(1));
    all.add(Compression.zstd(3));
    if (format == 2) {
      all.add(Compression.zlib(5));
    } else {
      all.add(Compression.none().withCrc32c());
      all.add(Compression.zstd(1).withCrc32c());
    }
    for (String compressor : List.of("lz4", "lz4hc", "zlib", "zstd")) {
      for (Shuffle shuffle : Shuffle.values()) {
        all.add(Compression.blosc(compressor, 5, shuffle));
      }
    }
    all.add(Compression.blosc("zstd", 0, Shuffle.BYTE));
    all.add(Compression.blosc("lz4", 9, Shuffle.BYTE));
    return all;
  }

  static Stream<ZarrSpec> specs() {
    Random random = new Random(SEED);
    List<ZarrSpec> specs = new ArrayList<>();
    for (DType dtype : DType.values()) {
      for (int format = 2; format <= 3; format++) {
        for (Compression compression : compressions(format)) {
          specs.add(
              spec(dtype, random)
                  .withFormat(format)
                  .withCompression(compression)
                  .withColumnMajor(random.nextBoolean())
                  .withSeparator(random.nextBoolean() ? "/" : ".")
                  .withByteOrder(
                      random.nextBoolean() ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN));
        }
      }
    }
    return specs.stream();
  }

  private static ZarrSpec spec(DType dtype, Random random) {
    long[] shape = new long[random.nextInt(5)];
    long[] chunk = new long[shape.length];
    int most = new int[] {1, 3000, 90, 25, 9}[shape.length];
    for (int d = 0; d < shape.length; d++) {
      shape[d] = random.nextInt(40) == 0 ? 0 : 1 + random.nextInt(most);
      chunk[d] = 1 + random.nextInt(most);
      if (random.nextInt(3) == 0 && shape[d] > 0) {
        chunk[d] = shape[d];
      }
      chunk[d] = Math.max(chunk[d], shape[d] / 6 + 1);
    }
    return ZarrSpec.of(Shape.of(shape), Shape.of(chunk), dtype).withFill(FillValue.of(dtype, 1));
  }

  @ParameterizedTest
  @MethodSource("specs")
  void readsWhatWasWritten(ZarrSpec spec) throws IOException {
    Random random = new Random(SEED ^ spec.shape().hashCode());
    DenseData data = DenseData.random(spec.dtype(), spec.shape(), random);
    Path path = folder.resolve("a.zarr");
    String[] names = new String[spec.shape().rank()];
    Arrays.setAll(names, d -> "dim" + d);
    ZarrSpec named =
        spec.withDimensionNames(names).withAttributes(Map.of("a", List.of(1L, "b", 2.5)));
    try (ChunkSink sink = Zarr.create(path, named)) {
      data.write(sink);
    }
    ZarrArray array = Zarr.open(path);
    assertEquals(spec.shape(), array.shape(), () -> "seed=" + SEED);
    assertEquals(spec.chunkShape(), array.grid().chunkShape());
    assertEquals(spec.fill(), array.fillValue());
    assertEquals(Arrays.asList(names), array.dimensionNames());
    assertEquals(List.of(1L, "b", 2.5), array.attributes().get("a"));
    assertArrayEquals(
        data.bytes, DenseData.read(array.source()).bytes, () -> "seed=" + SEED + ", " + array);
  }
}
