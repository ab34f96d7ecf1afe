package org.hyperslab.zarr;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Random;
import org.hyperslab.block.Block;
import org.hyperslab.block.DType;
import org.hyperslab.grid.Shape;
import org.hyperslab.store.ChunkSink;
import org.hyperslab.store.ChunkSource;
import org.hyperslab.zarr.ZarrSpec.Compression;
import org.hyperslab.zarr.ZarrSpec.Shuffle;

/**
 * Times loads of one 4 MiB float32 chunk from the page cache. Run by hand: {@code DecodeBenchmark
 * [folder]}.
 */
final class DecodeBenchmark {
  private static final Shape SHAPE = Shape.of(1024, 1024);

  private DecodeBenchmark() {}

  public static void main(String[] args) throws IOException {
    Path folder = args.length > 0 ? Path.of(args[0]) : Files.createTempDirectory("zarr");
    try (Arena arena = Arena.ofConfined()) {
      Block field = Block.of(arena.allocate(SHAPE.size() * 4, 64), DType.FLOAT32, SHAPE);
      smooth(field.segment());
      ZarrSpec spec = ZarrSpec.of(SHAPE, SHAPE, DType.FLOAT32);
      time(folder, "raw", spec.withCompression(Compression.none()), field);
      time(folder, "raw+crc32c", spec.withCompression(Compression.none().withCrc32c()), field);
      time(folder, "raw F", spec.withCompression(Compression.none()).withColumnMajor(true), field);
      time(folder, "zstd-1", spec.withCompression(Compression.zstd(1)), field);
      time(folder, "gzip-1", spec.withCompression(Compression.gzip(1)), field);
      for (String compressor : new String[] {"lz4", "zstd", "zlib"}) {
        for (Shuffle shuffle : Shuffle.values()) {
          Compression compression = Compression.blosc(compressor, 5, shuffle);
          time(
              folder,
              "blosc-" + compressor + "-" + shuffle,
              spec.withCompression(compression),
              field);
        }
      }
    }
  }

  /** A smooth field with noise in the last bits, as measurements have. */
  private static void smooth(MemorySegment field) {
    Random random = new Random(1);
    for (int i = 0; i < SHAPE.size(); i++) {
      double y = (i >> 10) / 1024.0;
      double x = (i & 1023) / 1024.0;
      float value =
          (float) (280 + 20 * Math.sin(6 * x) * Math.cos(5 * y) + 0.01 * random.nextGaussian());
      value = Math.round(value * 256) / 256f;
      field.setAtIndex(ValueLayout.JAVA_FLOAT, i, value);
    }
  }

  private static void time(Path folder, String name, ZarrSpec spec, Block field)
      throws IOException {
    Path path = folder.resolve(name + ".zarr");
    try (Arena arena = Arena.ofConfined();
        ChunkSink sink = Zarr.create(path, spec)) {
      long begin = System.nanoTime();
      long stored = sink.store(0, field, arena.allocate(sink.scratchBytes(), 64));
      double wrote = (System.nanoTime() - begin) * 1e-6;
      sink.commit();
      ChunkSource source = Zarr.open(path).source();
      MemorySegment scratch = arena.allocate(source.scratchBytes(), 64);
      Block into = Block.of(arena.allocate(SHAPE.size() * 4, 64), DType.FLOAT32, SHAPE);
      double best = Double.MAX_VALUE;
      for (long end = System.nanoTime() + 1_500_000_000L; System.nanoTime() < end; ) {
        begin = System.nanoTime();
        source.load(0, into, scratch);
        best = Math.min(best, System.nanoTime() - begin);
      }
      if (into.segment().mismatch(field.segment()) >= 0) {
        throw new AssertionError(name);
      }
      System.out.printf(
          Locale.ROOT,
          "%-20s stored %8d  load %7.3f ms  %6.2f GB/s  (first store %.1f ms)%n",
          name,
          stored,
          best * 1e-6,
          SHAPE.size() * 4 / best,
          wrote);
    }
  }
}
