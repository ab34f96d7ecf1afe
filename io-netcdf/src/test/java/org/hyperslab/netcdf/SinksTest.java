package org.hyperslab.netcdf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.hyperslab.ChunkedArray;
import org.hyperslab.Chunks;
import org.hyperslab.Write;
import org.hyperslab.block.Block;
import org.hyperslab.block.DType;
import org.hyperslab.dataset.Attributes;
import org.hyperslab.dataset.Dataset;
import org.hyperslab.dataset.Variable;
import org.hyperslab.grid.Shape;
import org.hyperslab.store.ChunkSink;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The sinks of one file, used without an engine. */
class SinksTest {
  private static final List<NetCdfOptions> FORMATS =
      List.of(
          NetCdfOptions.classic(),
          NetCdfOptions.netCdf4(),
          NetCdfOptions.netCdf4().withFletcher32(true).withDeflate(0));

  @TempDir private Path folder;

  private List<Write> writes(Path file, NetCdfOptions options) {
    ChunkedArray array =
        ChunkedArray.full(Shape.of(300, 1000), 7, DType.INT16, Chunks.of(100, 1000));
    Dataset d =
        Dataset.builder()
            .variable(Variable.of("a", List.of("y", "x"), array, Attributes.none()))
            .variable(Variable.of("b", List.of("y", "x"), array, Attributes.none()))
            .build();
    return NetCdfWrite.of(file, d, options).writes();
  }

  private static void storeAll(ChunkSink sink) throws IOException {
    for (long c = sink.grid().count() - 1; c >= 0; c--) {
      store(sink, c, sink.grid().region(c).shape());
    }
  }

  private static void store(ChunkSink sink, long chunk, Shape shape) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      Block block =
          Block.of(arena.allocate(shape.size() * sink.dtype().bytes(), 64), sink.dtype(), shape);
      MemorySegment scratch = arena.allocate(Math.max(1, sink.scratchBytes()), 64);
      assertTrue(sink.store(chunk, block, scratch) > 0);
    }
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      return all.toList();
    }
  }

  @Test
  void theFileIsThereWhenTheLastSinkIsCommitted() throws IOException {
    for (NetCdfOptions options : FORMATS) {
      Path file = folder.resolve("file.nc");
      List<Write> writes = writes(file, options);
      try (ChunkSink a = writes.get(0).store().open();
          ChunkSink b = writes.get(1).store().open()) {
        storeAll(b);
        storeAll(a);
        b.commit();
        assertFalse(Files.exists(file));
        a.commit();
        assertTrue(Files.exists(file));
      }
      assertEquals(List.of(file), files());
      Files.delete(file);
    }
  }

  @Test
  void aSinkThatIsClosedBeforeItIsCommittedAbandonsTheFile() throws IOException {
    for (NetCdfOptions options : FORMATS) {
      List<Write> writes = writes(folder.resolve("file.nc"), options);
      try (ChunkSink a = writes.get(0).store().open()) {
        try (ChunkSink b = writes.get(1).store().open()) {
          storeAll(b);
          b.commit();
        }
        storeAll(a);
      }
      assertEquals(List.of(), files());
    }
  }

  @Test
  void closingTwiceDoesNothing() throws IOException {
    for (NetCdfOptions options : FORMATS) {
      ChunkSink sink = writes(folder.resolve("file.nc"), options).get(0).store().open();
      sink.close();
      sink.close();
      assertEquals(List.of(), files());
    }
  }

  @Test
  void aSinkThatLacksChunksIsNotCommitted() throws IOException {
    for (NetCdfOptions options : FORMATS) {
      try (ChunkSink a = writes(folder.resolve("file.nc"), options).get(0).store().open()) {
        for (long c = 1; c < a.grid().count(); c++) {
          store(a, c, a.grid().region(c).shape());
        }
        assertThrows(IllegalStateException.class, a::commit);
      }
    }
  }

  @Test
  void aBlockOfAnotherShapeIsRefused() throws IOException {
    for (NetCdfOptions options : FORMATS) {
      try (ChunkSink a = writes(folder.resolve("file.nc"), options).get(0).store().open()) {
        assertThrows(IllegalArgumentException.class, () -> store(a, 0, Shape.of(3, 3)));
      }
    }
  }
}
