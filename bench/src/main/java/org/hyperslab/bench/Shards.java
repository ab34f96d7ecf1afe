package org.hyperslab.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.hyperslab.ChunkedArray;
import org.hyperslab.Chunks;
import org.hyperslab.DenseArray;
import org.hyperslab.Random;
import org.hyperslab.Session;
import org.hyperslab.block.DType;
import org.hyperslab.exec.RunReport;
import org.hyperslab.grid.Shape;
import org.hyperslab.zarr.HttpSettings;
import org.hyperslab.zarr.Stores;
import org.hyperslab.zarr.Zarr;
import org.hyperslab.zarr.ZarrSpec;
import org.hyperslab.zarr.ZarrStore;

/**
 * Reads 1 % of an array of 1 GiB, and all of it, whose Zstandard chunks of 256 KiB lie in shards of
 * 64 MiB: from the disk, and from a server that takes 50 ms for each request. Prints how much of
 * what is stored was read, in how many requests, and how many were under way at once. The argument
 * is a folder, in which the array is made if it isn't there.
 */
public final class Shards {
  private static final String ARRAY = "shards.zarr";
  private static final String SLICE = "5000:6638, 9000:10638";
  private static final long BUDGET = 256 << 20;
  private static final long LATENCY_MILLIS = 50;

  private Shards() {}

  public static void main(String[] args) throws IOException {
    Path folder = Path.of(args[0]);
    make(folder.resolve(ARRAY));
    long stored = Zarr.open(folder.resolve(ARRAY)).storedBytes();
    System.out.printf(
        "%-22s %8s %9s %9s %8s %9s%n", "", "read", "seconds", "requests", "at once", "peak MiB");
    try (ZarrStore disk = Stores.folder(folder)) {
      read("disk, 1 %", disk, SLICE, stored, null);
      read("disk, all", disk, ":", stored, null);
    }
    try (SlowServer server = new SlowServer(folder, LATENCY_MILLIS);
        ZarrStore web = Stores.http(server.url(), HttpSettings.defaults())) {
      read("50 ms, 1 %", web, SLICE, stored, server);
      read("50 ms, all", web, ":", stored, server);
    }
  }

  private static void make(Path array) {
    if (Files.exists(array)) {
      return;
    }
    ChunkedArray random =
        Random.seeded(1).uniform(Shape.of(16384, 16384), Chunks.of(1024, 1024)).cast(DType.FLOAT32);
    ZarrSpec spec =
        ZarrSpec.of(random.shape(), Shape.of(256, 256), DType.FLOAT32)
            .withShards(Shape.of(4096, 4096))
            .withCompression(ZarrSpec.Compression.zstd(1));
    try (Session session = Session.builder().memory(1L << 30).workers(2).build()) {
      Zarr.write(array, random, spec).run(session);
    }
  }

  private static void read(
      String what, ZarrStore store, String slice, long stored, SlowServer server)
      throws IOException {
    ChunkedArray array = Zarr.open(store, ARRAY).array();
    if (server != null) {
      server.reset();
    }
    try (Session session = Session.builder().memory(BUDGET).workers(2).build()) {
      long start = System.nanoTime();
      try (DenseArray sum = array.slice(slice).sum().compute(session)) {
        double seconds = (System.nanoTime() - start) / 1e9;
        RunReport report = session.lastReport();
        long bytes = server == null ? report.bytesRead() : server.bytes();
        System.out.printf(
            Locale.ROOT,
            "%-22s %7.2f%% %9.2f %9s %8s %9.0f   sum %.6e%n",
            what,
            100.0 * bytes / stored,
            seconds,
            server == null ? "" : server.requests(),
            server == null ? "" : server.mostAtOnce(),
            session.budget().peak() / 1048576.0,
            sum.scalar());
      }
    }
  }
}
