package org.hyperslab.zarr;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.hyperslab.ChunkedArray;
import org.hyperslab.Session;
import org.hyperslab.block.Block;
import org.hyperslab.block.DType;
import org.hyperslab.exec.ComputeException;
import org.hyperslab.grid.ChunkGrid;
import org.hyperslab.grid.Shape;
import org.hyperslab.store.ChunkSink;
import org.hyperslab.store.ChunkSource;
import org.hyperslab.testing.DenseData;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Writes that are killed, and go on. */
class ResumeTest {
  private static final Shape SHAPE = Shape.of(60, 40);
  private static final Shape CHUNK = Shape.of(10, 10);
  private static final int STORED = 13;

  @TempDir private Path folder;

  private static ZarrSpec spec() {
    return ZarrSpec.of(SHAPE, CHUNK, DType.INT32);
  }

  private static DenseData data() {
    return DenseData.random(DType.INT32, SHAPE, new Random(4));
  }

  /** A process that stores some chunks, says so, and waits to be killed. */
  static final class Writer {
    private Writer() {}

    public static void main(String[] args) throws IOException {
      ChunkSink sink = Zarr.create(Path.of(args[0]), spec());
      for (int c = 0; c < STORED; c++) {
        data().storeChunk(sink, c);
      }
      System.out.println("stored");
      int end = System.in.read();
      Reference.reachabilityFence(sink);
      System.exit(end);
    }
  }

  private static Process writer(Path array) throws IOException {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    String classes = System.getProperty("java.class.path");
    Process process =
        new ProcessBuilder(
                java,
                "--add-modules",
                "jdk.incubator.vector",
                "--enable-native-access=ALL-UNNAMED",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                classes,
                Writer.class.getName(),
                array.toString())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    BufferedReader out =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    assertEquals("stored", out.readLine());
    return process;
  }

  /** Counts the loads of a source, which it hides from the engine. */
  private record Counting(ChunkSource source, AtomicInteger loads) implements ChunkSource {
    @Override
    public String name() {
      return source.name();
    }

    @Override
    public ChunkGrid grid() {
      return source.grid();
    }

    @Override
    public DType dtype() {
      return source.dtype();
    }

    @Override
    public long scratchBytes() {
      return source.scratchBytes();
    }

    @Override
    public long load(long ordinal, Block into, MemorySegment scratch) throws IOException {
      loads.incrementAndGet();
      return source.load(ordinal, into, scratch);
    }
  }

  private Counting source() throws IOException {
    Path in = folder.resolve("in");
    if (!Files.exists(in)) {
      try (ChunkSink sink = Zarr.create(in, spec())) {
        data().write(sink);
      }
    }
    return new Counting(Zarr.open(in).source(), new AtomicInteger());
  }

  private List<Path> temporary() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(f -> f.getFileName().toString().startsWith(".out.tmp-")).toList();
    }
  }

  @Test
  void aKilledWriteGoesOn() throws Exception {
    Path out = folder.resolve("out");
    Process process = writer(out);
    try {
      // The process is still at work: nobody takes its folder.
      try (ChunkSink other = Zarr.resume(out, spec())) {
        assertFalse(other.isStored(0));
        assertEquals(2, temporary().size());
      }
    } finally {
      process.destroyForcibly().waitFor();
    }
    assertThrows(FileNotFoundException.class, () -> Zarr.open(out));
    Path left =
        temporary().stream()
            .filter(f -> Files.exists(f.resolve("c/0/0")))
            .findFirst()
            .orElseThrow();
    Files.write(left.resolve("c/0/.3.tmp"), new byte[7]);
    Files.write(left.resolve("c/1/0"), new byte[0]);
    for (Path empty : temporary()) {
      if (!empty.equals(left)) {
        Files.delete(empty.resolve(Draft.INCOMPLETE));
        Files.delete(empty);
      }
    }

    Counting source = source();
    try (Session session = Session.builder().memory("32 MiB").workers(2).build()) {
      Zarr.resume(out, ChunkedArray.from(source), spec()).run(session);
    }
    assertEquals(24 - (STORED - 1), source.loads().get());
    assertArrayEquals(data().bytes, DenseData.read(Zarr.open(out).source()).bytes);
    assertEquals(List.of(), temporary());
    try (Stream<Path> files = Files.walk(out)) {
      assertEquals(List.of(), files.filter(f -> f.toString().endsWith(".tmp")).toList());
    }
    assertFalse(Files.exists(out.resolve(Draft.INCOMPLETE)));
  }

  @Test
  void aRunThatFailedGoesOn() throws IOException {
    Path out = folder.resolve("out");
    Counting source = source();
    ChunkSource failing = new Failing(source, 17);
    try (Session session = Session.builder().memory("32 MiB").workers(1).build()) {
      ChunkedArray array = ChunkedArray.from(failing);
      assertThrows(ComputeException.class, () -> Zarr.resume(out, array, spec()).run(session));
      int before = source.loads().get();
      assertTrue(before >= 10, () -> "loads=" + before);
      ChunkedArray again = ChunkedArray.from(source);
      Zarr.resume(out, again, spec()).run(session);
      assertTrue(source.loads().get() - before < 24, () -> "loads=" + source.loads());
    }
    assertArrayEquals(data().bytes, DenseData.read(Zarr.open(out).source()).bytes);
  }

  private record Failing(ChunkSource source, long at) implements ChunkSource {
    @Override
    public String name() {
      return source.name();
    }

    @Override
    public ChunkGrid grid() {
      return source.grid();
    }

    @Override
    public DType dtype() {
      return source.dtype();
    }

    @Override
    public long scratchBytes() {
      return source.scratchBytes();
    }

    @Override
    public long load(long ordinal, Block into, MemorySegment scratch) throws IOException {
      if (ordinal == at) {
        throw new FileNotFoundException("gone");
      }
      return source.load(ordinal, into, scratch);
    }
  }

  @Test
  void anotherArrayIsNotGoneOnWith() throws IOException {
    Path out = folder.resolve("out");
    try (ChunkSink sink = Zarr.resume(out, spec())) {
      data().storeChunk(sink, 0);
    }
    for (ZarrSpec other :
        List.of(
            spec().withAttributes(Map.of("units", "K")),
            spec().withCompression(ZarrSpec.Compression.none()))) {
      try (ChunkSink sink = Zarr.resume(out, other)) {
        assertFalse(sink.isStored(0));
      }
    }
    try (ChunkSink sink = Zarr.resume(out, spec())) {
      assertTrue(sink.isStored(0));
      assertFalse(sink.isStored(1));
      assertThrows(IllegalStateException.class, sink::commit);
    }
  }

  @Test
  void whatIsThereAlreadyMayBeStoredAgain() throws IOException {
    for (int format = 2; format <= 3; format++) {
      Path out = folder.resolve("again" + format);
      ZarrSpec spec = spec().withFormat(format).withSeparator(format == 2 ? "." : "/");
      try (ChunkSink sink = Zarr.resume(out, spec)) {
        data().storeChunk(sink, 0);
      }
      try (ChunkSink sink = Zarr.resume(out, spec)) {
        assertTrue(sink.isStored(0));
        data().write(sink);
      }
      assertArrayEquals(data().bytes, DenseData.read(Zarr.open(out).source()).bytes);
    }
  }

  @Test
  void objectsThatCannotBeRenamedAreKept() throws IOException {
    try (ZarrStore zip = Stores.createZip(folder.resolve("x.zip"))) {
      try (ChunkSink sink = Zarr.create(zip, "a", spec())) {
        data().storeChunk(sink, 5);
      }
      try (ChunkSink sink = Zarr.resume(zip, "a", spec())) {
        assertTrue(sink.isStored(5));
        for (int c = 0; c < 24; c++) {
          if (!sink.isStored(c)) {
            data().storeChunk(sink, c);
          }
        }
        sink.commit();
      }
      assertArrayEquals(data().bytes, DenseData.read(Zarr.open(zip, "a").source()).bytes);
    }
  }
}
