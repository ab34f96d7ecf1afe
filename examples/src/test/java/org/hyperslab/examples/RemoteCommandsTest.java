package org.hyperslab.examples;

import static org.hyperslab.examples.CommandLines.out;
import static org.hyperslab.examples.CommandLines.run;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.hyperslab.ChunkedArray;
import org.hyperslab.Chunks;
import org.hyperslab.DenseArray;
import org.hyperslab.Random;
import org.hyperslab.Session;
import org.hyperslab.block.DType;
import org.hyperslab.dataset.Attributes;
import org.hyperslab.dataset.Dataset;
import org.hyperslab.dataset.Dimension;
import org.hyperslab.dataset.Variable;
import org.hyperslab.exec.ComputeException;
import org.hyperslab.grid.Shape;
import org.hyperslab.netcdf.NetCdf;
import org.hyperslab.netcdf.NetCdfOptions;
import org.hyperslab.zarr.Stores;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** NetCDF files and Zarr stores on servers, through the library and through the commands. */
class RemoteCommandsTest {
  private static final Shape SHAPE = Shape.of(64, 128, 256);
  private static final long BUDGET = 64 << 20;

  @TempDir private Path folder;
  private FileHost host;
  private ChunkedArray values;

  @BeforeEach
  void start() throws IOException {
    Path bucket = Files.createDirectory(folder.resolve("bucket"));
    values = Random.seeded(3).uniform(SHAPE, Chunks.of(2, 128, 256)).cast(DType.FLOAT32);
    write(
        bucket.resolve("t.nc"),
        NetCdfOptions.netCdf4().withChunk("time", 1).withChunk("y", 16).withChunk("x", 64));
    write(bucket.resolve("large.nc4"), NetCdfOptions.netCdf4());
    write(bucket.resolve("classic.nc"), NetCdfOptions.classic());
    host = new FileHost(folder);
  }

  private void write(Path file, NetCdfOptions options) {
    Dataset.Builder dataset = Dataset.builder().attribute("title", "far away");
    dataset.dimension(new Dimension("time", SHAPE.dim(0), true));
    for (String name : List.of("a", "b")) {
      ChunkedArray array = name.equals("a") ? values : values.multiply(2);
      dataset.variable(Variable.of(name, List.of("time", "y", "x"), array, Attributes.none()));
    }
    try (Session session = Session.builder().memory(BUDGET).workers(1).build()) {
      NetCdf.write(file, dataset.build(), options).run(session);
    }
  }

  @AfterEach
  void stop() {
    host.close();
  }

  private List<String> places(String file) {
    return List.of(host.http(file), host.s3(file));
  }

  @Test
  void netCdfFilesAreReadWhereTheyAre() throws IOException {
    for (String file : List.of("t.nc", "large.nc4", "classic.nc")) {
      for (String place : places(file)) {
        try (Dataset dataset = NetCdf.open(Stores.file(place));
            Session session = Session.builder().memory(BUDGET).workers(2).build();
            DenseArray expected = values.compute(session);
            DenseArray read = dataset.variable("a").array().compute(session);
            DenseArray sum = dataset.variable("b").array().sum(0).compute(session);
            DenseArray expectedSum = values.multiply(2).sum(0).compute(session)) {
          assertEquals(List.of(), differences(expected, read), place);
          assertEquals(List.of(), differences(expectedSum, sum), place);
          assertEquals("far away", dataset.attributes().text("title"));
          assertTrue(session.budget().peak() <= BUDGET);
        }
      }
    }
  }

  private static List<Integer> differences(DenseArray expected, DenseArray found) {
    double[] e = expected.toDoubles();
    double[] f = found.toDoubles();
    assertEquals(e.length, f.length);
    return java.util.stream.IntStream.range(0, e.length).filter(i -> e[i] != f[i]).boxed().toList();
  }

  @Test
  void openingAFileTakesFewRequests() throws IOException {
    for (String file : List.of("t.nc", "classic.nc")) {
      int before = host.requests();
      NetCdf.open(Stores.file(host.http(file))).close();
      int requests = host.requests() - before;
      // One for the size, then the metadata at the file's begin and end.
      assertTrue(requests <= 4, () -> file + ": requests=" + requests);
    }
  }

  /** 64 chunks a load, which lie side by side in the file. */
  @Test
  void smallChunksOfALoadAreReadTogether() throws IOException {
    try (Dataset dataset = NetCdf.open(Stores.file(host.http("t.nc")));
        Session session = Session.builder().memory(BUDGET).workers(2).build()) {
      ChunkedArray a = dataset.variable("a").array();
      int before = host.requests();
      a.slice("0:8").sum().compute(session).close();
      int requests = host.requests() - before;
      assertTrue(requests < 128, () -> "requests=" + requests);
    }
  }

  /** Answers wait for each other, so the run ends only if 16 are asked for at once. */
  @Test
  void aReductionKeepsSixteenRequestsUnderWay() throws IOException {
    for (String place : places("large.nc4")) {
      try (Dataset dataset = NetCdf.open(Stores.file(place));
          Session session = Session.builder().memory(BUDGET).workers(2).build()) {
        ChunkedArray a = dataset.variable("a").array();
        a.slice("0:1").sum().compute(session).close();
        CountDownLatch sixteen = new CountDownLatch(16);
        host.answer(
            path -> {
              sixteen.countDown();
              try {
                return sixteen.await(20, TimeUnit.SECONDS) ? 200 : 400;
              } catch (InterruptedException e) {
                return 400;
              }
            });
        host.forget();
        a.sum().compute(session).close();
        assertTrue(host.mostAtOnce() >= 16, () -> "at once: " + host.mostAtOnce());
        assertTrue(session.budget().peak() <= BUDGET);
        assertEquals(0, session.budget().used());
        host.answer(path -> 200);
      }
    }
  }

  @Test
  void errorsThatPassAreOvercomeAndOthersNameTheFile() throws IOException {
    for (String place : places("classic.nc")) {
      try (Dataset dataset = NetCdf.open(Stores.file(place));
          Session session = Session.builder().memory(BUDGET).workers(2).build()) {
        ChunkedArray a = dataset.variable("a").array();
        AtomicInteger count = new AtomicInteger();
        host.answer(path -> count.incrementAndGet() > 4 ? 200 : 500);
        double expected = values.sum().compute(session).scalar();
        assertEquals(expected, a.sum().compute(session).scalar(), 1e-6 * expected);
        host.answer(path -> 403);
        ComputeException e = assertThrows(ComputeException.class, () -> a.sum().compute(session));
        assertTrue(e.getMessage().contains("bucket/classic.nc#a"), e::getMessage);
        assertTrue(e.getMessage().contains("AccessDenied"), e::getMessage);
        host.answer(path -> 200);
        Files.write(folder.resolve("bucket/classic.nc"), new byte[100]);
        ComputeException changed =
            assertThrows(ComputeException.class, () -> a.sum().compute(session));
        assertTrue(changed.getMessage().contains("file has changed"), changed::getMessage);
        write(folder.resolve("bucket/classic.nc"), NetCdfOptions.classic());
      }
    }
  }

  @Test
  void commandsReadNetCdfFromServers() {
    String local = folder.resolve("bucket/t.nc").toString();
    String mean = out("reduce", local + "#a", "--op", "mean", "--over", "time,y");
    for (String place : places("t.nc")) {
      assertEquals(mean, out("reduce", place + "#a", "--op", "mean", "--over", "time,y"));
      String info = out("info", place);
      assertTrue(info.contains("far away") && info.contains("time"), info);
      Path copy = folder.resolve("copy.zarr");
      out("convert", place, copy, "--overwrite");
      assertEquals(mean, out("reduce", copy + "#a", "--op", "mean", "--over", "time,y"));
    }
  }

  /** Web servers don't list, so nobody knows how much is stored. */
  @Test
  void zarrStoresAreDescribedWhereverTheyAre() {
    Path zarr = folder.resolve("bucket/z.zarr");
    out("convert", folder.resolve("bucket/t.nc"), zarr);
    String local = out("info", zarr);
    for (String place : places("z.zarr")) {
      for (String name : List.of("", "#b")) {
        String info = out("info", place + name);
        assertTrue(info.contains("logical") && info.contains("float32"), info);
        assertEquals(place.startsWith("s3"), info.contains("stored"), info);
        assertEquals(
            place.startsWith("s3"), out("info", place + name, "--json").contains("storedBytes"));
      }
    }
    assertTrue(local.contains("stored"), local);
  }

  @Test
  void commandsWriteZarrToObjectStores() {
    String nc = host.http("classic.nc");
    String mean = out("reduce", nc + "#b", "--op", "mean", "--over", "time");
    String group = host.s3("group");
    out("convert", nc, group);
    assertEquals(mean, out("reduce", group + "#b", "--op", "mean", "--over", "time"));
    assertTrue(run("convert", nc, group).err().contains("--overwrite"));
    out("convert", nc + "#a", group, "--overwrite");
    assertNotEquals(0, run("info", group + "#b").exit(), "replaced as a whole");
    for (String from : List.of(group, group + "#a", host.http("group"), host.http("group#a"))) {
      String err = run("convert", from, group, "--overwrite").err();
      assertTrue(err.contains("write elsewhere"), err);
    }
    assertNotEquals(0, run("convert", nc, group, "--overwrite", "--memory", "1KiB").exit());
    out("info", group + "#a");
    out("convert", nc, group, "--overwrite");
    assertEquals(mean, out("reduce", group + "#b", "--op", "mean", "--over", "time"));
    Path zip = folder.resolve("bucket/x.zip");
    out("convert", group, zip);
    for (String place : places("x.zip")) {
      assertEquals(mean, out("reduce", place + "#b", "--op", "mean", "--over", "time"));
    }
    String columns = host.s3("deep/er/columns");
    out("rechunk", group + "#b", columns, "--chunks", "-1,64,64", "--json");
    assertEquals(out("reduce", group + "#b", "--op", "max"), out("reduce", columns, "--op", "max"));
    for (String[] onto : new String[][] {{columns, columns}, {group + "#b", group + "/b"}}) {
      String err = run("rechunk", onto[0], onto[1], "--chunks", "1,8,8", "--overwrite").err();
      assertTrue(err.contains("write elsewhere"), err);
    }
    assertEquals(out("reduce", group + "#b", "--op", "max"), out("reduce", columns, "--op", "max"));
    String result = host.s3("mean");
    out("reduce", group + "#b", "--op", "mean", "--over", "time", "--out", result, "--json");
    assertTrue(out("info", result).contains("far away"));
    assertFalse(Files.exists(Path.of("s3:")));
  }

  @Test
  void failuresSayWhatToDo() {
    assertFails(host.http("other.nc"), "no such file: " + host.http("other.nc"));
    assertFails(host.s3("other.nc"), "no such file: s3://bucket/other.nc");
    assertFails(host.http("group"), "no Zarr");
    assertFails(host.s3("group"), "no Zarr");
    host.answer(path -> 403);
    assertFails(host.http("t.nc"), "permission denied");
    assertFails(host.s3("t.nc"), "permission denied", "?anonymous=true");
    assertFails(host.http("group"), "permission denied");
    host.close();
    assertFails(host.http("t.nc"), "cannot connect");
    for (String out : List.of("http://localhost/x.zarr", host.s3("x.nc"), host.s3("x.zip"))) {
      CommandLines.Outcome outcome = run("convert", folder.resolve("bucket/t.nc"), out);
      assertNotEquals(0, outcome.exit(), outcome::toString);
      assertTrue(outcome.err().contains(out), outcome::toString);
    }
  }

  private static void assertFails(String place, String... words) {
    CommandLines.Outcome outcome = run("info", place);
    assertEquals(1, outcome.exit(), outcome::toString);
    for (String word : words) {
      assertTrue(outcome.err().contains(word), outcome::toString);
    }
  }
}
