package org.hyperslab.netcdf;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.hyperslab.ChunkedArray;
import org.hyperslab.Chunks;
import org.hyperslab.DenseArray;
import org.hyperslab.Random;
import org.hyperslab.Session;
import org.hyperslab.Write;
import org.hyperslab.block.DType;
import org.hyperslab.dataset.Attributes;
import org.hyperslab.dataset.Dataset;
import org.hyperslab.dataset.Variable;
import org.hyperslab.exec.ComputeException;
import org.hyperslab.grid.Shape;
import org.hyperslab.store.FormatException;
import org.hyperslab.testing.Leaks;
import org.hyperslab.testing.SmallDisk;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever happens while a file is written, the previous one stays. */
class WriteFaultsTest {
  private static final List<NetCdfOptions> FORMATS =
      List.of(NetCdfOptions.classic(), NetCdfOptions.netCdf4());

  @TempDir private Path folder;

  private static Dataset dataset(ChunkedArray array) {
    return Dataset.builder()
        .variable(Variable.of("small", List.of("z"), ChunkedArray.ones(3), Attributes.none()))
        .variable(Variable.of("a", List.of("y", "x"), array, Attributes.none()))
        .build();
  }

  private static void write(Path file, ChunkedArray array, NetCdfOptions options) {
    try (Session session = Session.builder().memory("64MiB").workers(2).build()) {
      try {
        NetCdfWrite.of(file, dataset(array), options).run(session);
      } finally {
        assertEquals(0, session.budget().used());
      }
    }
  }

  private byte[] previous(Path file, NetCdfOptions options) throws IOException {
    write(file, ChunkedArray.ones(10, 10), options);
    return Files.readAllBytes(file);
  }

  private void assertOnly(Path... files) throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      assertEquals(List.of(files), all.sorted().toList());
    }
  }

  @Test
  void aFailedComputation() throws IOException {
    for (NetCdfOptions options : FORMATS) {
      Path file = folder.resolve("a.nc");
      byte[] before = previous(file, options);
      AtomicInteger blocks = new AtomicInteger();
      ChunkedArray bad =
          ChunkedArray.ones(Shape.of(100, 100), DType.FLOAT64, Chunks.of(10, 100))
              .mapBlocks(
                  DType.FLOAT64,
                  (in, at, out) -> {
                    if (blocks.incrementAndGet() > 5) {
                      throw new IllegalStateException("no such luck");
                    }
                    out.segment().fill((byte) 0);
                  });
      assertThrows(ComputeException.class, () -> write(file, bad, options));
      assertArrayEquals(before, Files.readAllBytes(file));
      assertOnly(file);
    }
  }

  @Test
  void aProcessThatIsKilled() throws Exception {
    for (NetCdfOptions options : FORMATS) {
      Path file = folder.resolve("killed-" + options.format());
      byte[] before = previous(file, options);
      Process child = child("", file, options);
      try (BufferedReader out = child.inputReader()) {
        assertTrue(out.lines().anyMatch("half"::equals));
      } finally {
        child.destroyForcibly().waitFor();
      }
      assertArrayEquals(before, Files.readAllBytes(file));
      assertIsNoFile(file);
      // Who comes next is not disturbed by what the killed process left.
      write(file, ChunkedArray.ones(3, 3), options);
      try (Dataset written = NetCdf.open(file);
          DenseArray a = written.variable("a").array().compute()) {
        assertEquals(9, a.shape().size());
      }
    }
  }

  /** What a killed process leaves beside a file cannot be taken for one. */
  private void assertIsNoFile(Path file) throws IOException {
    List<Path> left;
    try (Stream<Path> all = Files.list(folder)) {
      left =
          all.filter(f -> f.getFileName().toString().startsWith("." + file.getFileName() + ".tmp-"))
              .toList();
    }
    assertEquals(1, left.size());
    assertThrows(FormatException.class, () -> NetCdf.open(left.getFirst()));
  }

  /** A disk that is full: the previous file stays, and nothing else. */
  @Test
  void aFullDisk() throws IOException {
    Path disk = Files.createDirectory(folder.resolve("disk"));
    SmallDisk mounted = SmallDisk.mount(disk, 1 << 20);
    assumeTrue(mounted != null, "mounting a small disk takes Linux and root's rights");
    try (mounted) {
      for (NetCdfOptions options : FORMATS) {
        Path file = disk.resolve("a.nc");
        byte[] before = previous(file, options);
        ChunkedArray large = Random.seeded(1).uniform(Shape.of(1000, 1000), Chunks.of(100, 1000));
        ComputeException e =
            assertThrows(ComputeException.class, () -> write(file, large, options));
        assertTrue(e.getMessage().contains("No space left"), e::getMessage);
        assertTrue(e.getMessage().contains(file + "#a"), e::getMessage);
        assertTrue(e.getMessage().contains("chunk"), e::getMessage);
        assertArrayEquals(before, Files.readAllBytes(file));
        assertEquals(Set.of("a.nc"), Leaks.names(disk));
        assertEquals(List.of(), Leaks.openFiles(disk));
      }
    }
  }

  /** Each writes a file of its own; who is ready last has the place. */
  @Test
  void twoWritersOfOneFile() throws Exception {
    for (NetCdfOptions options : FORMATS) {
      Path file = folder.resolve("two.nc");
      CountDownLatch both = new CountDownLatch(2);
      try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
        List<Future<?>> writers = new ArrayList<>();
        for (int value = 1; value <= 2; value++) {
          ChunkedArray array = meeting(both, value);
          writers.add(threads.submit(() -> write(file, array, options)));
        }
        for (Future<?> writer : writers) {
          writer.get();
        }
      }
      try (Dataset written = NetCdf.open(file);
          DenseArray least = written.variable("a").array().min().compute();
          DenseArray most = written.variable("a").array().max().compute()) {
        assertEquals(least.scalar(), most.scalar());
        assertTrue(least.scalar() == 1 || least.scalar() == 2);
      }
      assertOnly(file);
      Files.delete(file);
    }
  }

  /** An array of one value, whose second chunk waits until another writer is as far. */
  private static ChunkedArray meeting(CountDownLatch both, double value) {
    AtomicInteger blocks = new AtomicInteger();
    return ChunkedArray.full(Shape.of(100, 100), value, DType.FLOAT64, Chunks.of(10, 100))
        .mapBlocks(
            DType.FLOAT64,
            (in, at, out) -> {
              out.segment().copyFrom(in.getFirst().segment());
              if (blocks.incrementAndGet() == 2) {
                both.countDown();
                await(both);
              }
            });
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void aFileThatCannotGrow() throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/bin/bash")), "no bash");
    for (NetCdfOptions options : FORMATS) {
      Path file = folder.resolve("full-" + options.format());
      byte[] before = previous(file, options);
      Process child = child("ulimit -f 64; ", file, options);
      List<String> output = new ArrayList<>();
      try (BufferedReader out = child.inputReader()) {
        out.lines().forEach(output::add);
      }
      child.waitFor();
      assertTrue(output.toString().contains("ComputeException"), output::toString);
      assertTrue(output.toString().contains(file + "#a"), output::toString);
      assertArrayEquals(before, Files.readAllBytes(file));
      Files.delete(file);
      assertOnly();
    }
  }

  private static Process child(String prefix, Path file, NetCdfOptions options) throws IOException {
    List<String> command =
        new ArrayList<>(
            Arrays.asList(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-XX:TieredStopAtLevel=1",
                "--add-modules",
                "jdk.incubator.vector",
                "-cp",
                System.getProperty("java.class.path"),
                WriteFaultsTest.class.getName(),
                file.toString(),
                options.format().toString(),
                prefix));
    if (!prefix.isEmpty()) {
      command.addAll(0, List.of("/bin/bash", "-c", prefix + "exec \"$@\"", "bash"));
    }
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
  }

  /** Writes a file of 8 MB that does not compress; stops in the middle if it may not fail. */
  public static void main(String[] args) {
    AtomicInteger blocks = new AtomicInteger();
    ChunkedArray slow =
        Random.seeded(1)
            .uniform(Shape.of(1000, 1000), Chunks.of(100, 1000))
            .mapBlocks(
                DType.FLOAT64,
                (in, at, out) -> {
                  out.segment().copyFrom(in.getFirst().segment());
                  if (args[2].isEmpty() && blocks.incrementAndGet() == 6) {
                    System.out.println("half");
                    await(new CountDownLatch(1));
                  }
                });
    NetCdfOptions options =
        NetCdfOptions.netCdf4().withFormat(NetCdfFormat.valueOf(args[1])).withShuffle(false);
    try {
      write(Path.of(args[0]), slow, options);
    } catch (ComputeException e) {
      System.out.println(e);
    }
  }

  @Test
  void aFolderInTheWay() throws IOException {
    Path place = Files.createDirectory(folder.resolve("folder.nc"));
    for (NetCdfOptions options : FORMATS) {
      ComputeException e =
          assertThrows(
              ComputeException.class, () -> write(place, ChunkedArray.ones(2, 2), options));
      assertTrue(e.getCause() instanceof FileAlreadyExistsException, e::toString);
      assertTrue(Files.isDirectory(place));
    }
  }

  @Test
  void anotherSinkThatCannotBeOpened() throws IOException {
    for (NetCdfOptions options : FORMATS) {
      Path file = folder.resolve("b.nc");
      List<Write> writes =
          new ArrayList<>(NetCdfWrite.of(file, dataset(ChunkedArray.ones(5, 5)), options).writes());
      writes.add(
          new Write(
              ChunkedArray.ones(3),
              () -> {
                throw new IOException("cannot be opened");
              }));
      try (Session session = Session.builder().memory("64MiB").build()) {
        assertThrows(ComputeException.class, () -> session.run(writes.toArray(Write[]::new)));
      }
      assertFalse(Files.exists(file));
      assertOnly();
    }
  }

  @Test
  void aLinkIsFollowed() throws IOException {
    Path target = folder.resolve("target.nc");
    Path link = folder.resolve("link.nc");
    write(target, ChunkedArray.ones(2, 2), NetCdfOptions.classic());
    Files.createSymbolicLink(link, target);
    write(link, ChunkedArray.ones(3, 3), NetCdfOptions.classic());
    assertTrue(Files.isSymbolicLink(link));
    try (DenseArray a = NetCdf.open(target).variable("a").array().compute()) {
      assertEquals(9, a.shape().size());
    }
  }

  @Test
  void aFileThatWasReplacedIsNotReadByTheOldMetadata() throws IOException {
    for (NetCdfOptions options : FORMATS) {
      Path file = folder.resolve("a.nc");
      write(file, ChunkedArray.ones(10, 10), options);
      Dataset before = NetCdf.open(file);
      Dataset other =
          dataset(ChunkedArray.ones(10, 10)).toBuilder().attribute("title", "moved").build();
      NetCdfWrite.of(file, other, options).run();
      ComputeException e =
          assertThrows(
              ComputeException.class, () -> before.variable("a").array().compute().close());
      assertTrue(
          String.valueOf(e.getMessage()).contains("file was replaced since it was opened"),
          e.getMessage());
      assertTrue(String.valueOf(e.getMessage()).contains("a.nc"), e.getMessage());
      try (DenseArray now = NetCdf.open(file).variable("a").array().compute()) {
        assertEquals(1, now.getDouble(5, 5));
      }
    }
  }

  @Test
  void aFileThatGrowsInPlaceIsTheSameFile() throws IOException {
    Path file = folder.resolve("a.nc");
    write(file, ChunkedArray.ones(10, 10), NetCdfOptions.classic());
    Dataset before = NetCdf.open(file);
    Files.write(file, new byte[100], StandardOpenOption.APPEND);
    try (DenseArray now = before.variable("a").array().compute()) {
      assertEquals(1, now.getDouble(5, 5));
    }
  }
}
