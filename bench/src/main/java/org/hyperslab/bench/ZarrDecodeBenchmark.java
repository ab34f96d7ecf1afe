package org.hyperslab.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.hyperslab.block.Block;
import org.hyperslab.block.DType;
import org.hyperslab.grid.Shape;
import org.hyperslab.store.ChunkSink;
import org.hyperslab.store.ChunkSource;
import org.hyperslab.zarr.Zarr;
import org.hyperslab.zarr.ZarrSpec;
import org.hyperslab.zarr.ZarrSpec.Compression;
import org.hyperslab.zarr.ZarrSpec.Shuffle;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Loads of one chunk of climate-like data, (60, 91, 180) float32, 3.9 MB, from files in the page
 * cache, beside reads of the decoded chunk. Counts the decoded bytes.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class ZarrDecodeBenchmark {
  private static final Shape SHAPE = Shape.of(60, 91, 180);

  @Param({"raw", "lz4", "zstd"})
  public String codec;

  private Path folder;
  private Arena arena;
  private ChunkSource source;
  private Block block;
  private MemorySegment scratch;

  @Setup
  public void write() throws IOException {
    folder = Files.createTempDirectory("hyperslab-bench");
    arena = Arena.ofShared();
    block = Block.of(arena.allocate(SHAPE.size() * 4, 64), DType.FLOAT32, SHAPE);
    temperatures(block.segment());
    Path path = folder.resolve(codec + ".zarr");
    ZarrSpec spec =
        ZarrSpec.of(SHAPE, SHAPE, DType.FLOAT32).withFormat(2).withCompression(compression());
    try (ChunkSink sink = Zarr.create(path, spec)) {
      sink.store(0, block, arena.allocate(Math.max(1, sink.scratchBytes()), 64));
      sink.commit();
    }
    source = Zarr.open(path).source();
    scratch = arena.allocate(Math.max(1, source.scratchBytes()), 64);
  }

  private Compression compression() {
    return switch (codec) {
      case "raw" -> Compression.none();
      case "lz4" -> Compression.blosc("lz4", 5, Shuffle.BYTE);
      case "zstd" -> Compression.blosc("zstd", 3, Shuffle.BYTE);
      default -> throw new IllegalArgumentException("no such codec: " + codec);
    };
  }

  /** Around 288 K, with noise, rounded to 0.01 K: as the data of the side-by-side runs. */
  private static void temperatures(MemorySegment to) {
    Random random = new Random(1);
    for (long i = 0; i < SHAPE.size(); i++) {
      double season = 10 * Math.sin(2 * Math.PI * (i / (91 * 180)) / 365.25);
      double kelvin = 288 + season + random.nextGaussian();
      to.setAtIndex(ValueLayout.JAVA_FLOAT, i, Math.round(kelvin * 100) / 100f);
    }
  }

  @TearDown
  public void delete() throws IOException {
    arena.close();
    try (Stream<Path> files = Files.walk(folder)) {
      files.sorted(Comparator.reverseOrder()).forEach(ZarrDecodeBenchmark::delete);
    }
  }

  private static void delete(Path file) {
    try {
      Files.delete(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Benchmark
  public long load(Traffic traffic) throws IOException {
    traffic.moved(block.segment().byteSize());
    return source.load(0, block, scratch);
  }

  @Benchmark
  public long readDecoded(Traffic traffic) {
    long bytes = block.segment().byteSize() & -1024;
    traffic.moved(bytes);
    return ReadLoop.sum(block.segment().asSlice(0, bytes));
  }
}
