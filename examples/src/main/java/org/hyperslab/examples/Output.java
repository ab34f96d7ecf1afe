package org.hyperslab.examples;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.hyperslab.ChunkedArray;
import org.hyperslab.Session;
import org.hyperslab.Write;
import org.hyperslab.dataset.Dataset;
import org.hyperslab.dataset.Variable;
import org.hyperslab.exec.ComputeException;
import org.hyperslab.grid.Shape;
import org.hyperslab.netcdf.NetCdf;
import org.hyperslab.netcdf.NetCdfOptions;
import org.hyperslab.netcdf.NetCdfWrite;
import org.hyperslab.plan.Plan;
import org.hyperslab.zarr.Stores;
import org.hyperslab.zarr.Zarr;
import org.hyperslab.zarr.ZarrDatasetWrite;
import org.hyperslab.zarr.ZarrSpec;
import org.hyperslab.zarr.ZarrStore;
import org.jspecify.annotations.Nullable;

/**
 * Where a command writes a dataset or an array: a NetCDF file, or Zarr in a folder, a zip file or
 * an object store.
 */
final class Output {
  /** The first name of a host, which may be a bucket's, and the path, which may begin with one. */
  private static final Pattern URL = Pattern.compile("(?i)https?://([^/.:]*)[^/]*/(.*)");

  private final String location;
  private final WriteOptions options;

  /**
   * @throws IllegalArgumentException if nothing can be written there
   */
  Output(String location, WriteOptions options) {
    this.location = location;
    this.options = options;
    if (location.matches("(?i)https?://.*")) {
      throw new IllegalArgumentException(
          "nothing is written over HTTP; write to a folder, a .zip file or s3://: " + location);
    }
    if (isRemote() && (Input.endsAsNetCdf(location) || isZip())) {
      throw new IllegalArgumentException(
          "only Zarr is written to object stores; leave the ending away: " + location);
    }
  }

  private boolean isRemote() {
    return Stores.isRemote(location);
  }

  /** The location in lower case, without the settings behind it. */
  private String name() {
    String name = isRemote() ? location.replaceAll("\\?.*", "") : location;
    return name.toLowerCase(Locale.ROOT);
  }

  boolean isNetCdf() {
    return name().endsWith(".nc") || name().endsWith(".nc4");
  }

  /**
   * Checks that this is a place for an array alone.
   *
   * @throws IllegalArgumentException if it is a NetCDF file
   */
  void checkZarr() {
    if (isNetCdf()) {
      throw new IllegalArgumentException(
          "only Zarr is written here; the command convert writes NetCDF: " + location);
    }
  }

  private boolean isZip() {
    return name().endsWith(".zip");
  }

  /** What was written, to be read. */
  Input written() {
    return new Input(location, "");
  }

  /**
   * Checks that nothing is lost by writing.
   *
   * @throws FileAlreadyExistsException if there is something, and it is not to be replaced
   */
  void checkFree() throws IOException {
    if (!isRemote()) {
      options.checkFree(Path.of(location));
    } else if (!options.overwrites()) {
      try (ZarrStore store = Stores.open(location)) {
        if (Zarr.exists(store, "")) {
          throw new FileAlreadyExistsException(store.name() + "; --overwrite replaces it");
        }
      }
    }
  }

  /**
   * Checks that what is read is not what is replaced: objects have no other place to wait in, so
   * chunks would be gone before they are read.
   *
   * @throws IllegalArgumentException if one lies in the other, in an object store
   */
  void checkApart(Input input) {
    String array = input.name().isEmpty() ? "" : "/" + input.name();
    String to = place(location) + "/";
    for (String from : objects(place(input.location()))) {
      String read = from + array + "/";
      if (isRemote() && (read.startsWith(to) || to.startsWith(read))) {
        throw new IllegalArgumentException(
            "in an object store nothing is replaced by what is computed from it; write elsewhere: "
                + location);
      }
    }
  }

  /** Without the settings behind it, and slashes at its end. */
  private static String place(String location) {
    return location.replaceAll("\\?.*", "").replaceAll("/+$", "");
  }

  /** What a location may be called in an object store that is also a web server. */
  private static List<String> objects(String location) {
    Matcher url = URL.matcher(location);
    return url.matches()
        ? List.of("s3://" + url.group(2), "s3://" + url.group(1) + "/" + url.group(2))
        : List.of(location);
  }

  /** Writes an array, as Zarr, as often as the options say. */
  RunOptions.Timing write(ChunkedArray array, ZarrSpec spec, RunOptions runs, Session session)
      throws IOException {
    if (isZip() || isRemote()) {
      try (ZarrStore store = Stores.create(location)) {
        RunOptions.Timing timing = runs.write(session, Zarr.write(store, "", array, spec));
        store.commit();
        return timing;
      }
    }
    return runs.write(session, Zarr.write(Path.of(location), array, spec));
  }

  /**
   * Writes a dataset, as often as the options say.
   *
   * @param cuts how each variable is to be cut; null for the way that suits it
   */
  RunOptions.Timing write(
      Dataset dataset, Function<Variable, @Nullable Shape> cuts, RunOptions runs, Session session)
      throws IOException {
    if (isNetCdf()) {
      NetCdfWrite write = NetCdf.write(Path.of(location), dataset, netCdfOptions(dataset, cuts));
      return runs.time(session, () -> write.run(session));
    }
    if (isZip() || isRemote()) {
      try (ZarrStore store = Stores.create(location)) {
        ZarrDatasetWrite write = zarr(Zarr.write(store, "", dataset), cuts);
        if (isRemote()) {
          write.plan(session);
        }
        RunOptions.Timing timing = runs.time(session, () -> replace(store, write, session));
        store.commit();
        return timing;
      }
    }
    ZarrDatasetWrite write = zarr(Zarr.write(Path.of(location), dataset), cuts);
    return runs.time(session, () -> write.run(session));
  }

  /** Where folders are replaced by renaming, objects are deleted first. */
  private static void replace(ZarrStore store, ZarrDatasetWrite write, Session session) {
    try {
      if (Zarr.exists(store, "")) {
        Zarr.delete(store, "");
      }
    } catch (IOException e) {
      throw new ComputeException("cannot replace: " + e.getMessage(), e);
    }
    write.run(session);
  }

  /** The plan for writing an array; nothing is computed. It is the same for every kind of store. */
  Plan plan(ChunkedArray array, ZarrSpec spec, Session session) {
    return session.plan(Zarr.write(Path.of(location), array, spec));
  }

  /**
   * The plan for writing a dataset; nothing is computed. It is the same for every kind of store.
   */
  Plan plan(Dataset dataset, Function<Variable, @Nullable Shape> cuts, Session session) {
    if (isNetCdf()) {
      NetCdfWrite write = NetCdf.write(Path.of(location), dataset, netCdfOptions(dataset, cuts));
      return session.plan(write.writes().toArray(Write[]::new));
    }
    return zarr(Zarr.write(Path.of(location), dataset), cuts).plan(session);
  }

  private NetCdfOptions netCdfOptions(Dataset dataset, Function<Variable, @Nullable Shape> cuts) {
    int level = options.deflate();
    NetCdfOptions result = NetCdfOptions.netCdf4().withDeflate(level).withShuffle(level > 0);
    for (Variable v : dataset.variables()) {
      Shape chunk = v.isNumeric() ? cuts.apply(v) : null;
      for (int d = 0; chunk != null && d < v.rank(); d++) {
        result = result.withChunk(v.dimensions().get(d), chunk.dim(d));
      }
    }
    return result;
  }

  private ZarrDatasetWrite zarr(ZarrDatasetWrite write, Function<Variable, @Nullable Shape> cuts) {
    return write.withFormat(options.format()).withSpecs((v, spec) -> spec(v, spec, cuts.apply(v)));
  }

  /** Shards are for the variables of their rank, and are rounded up to whole chunks. */
  private ZarrSpec spec(Variable v, ZarrSpec given, @Nullable Shape cut) {
    Shape chunk = cut == null ? OutputChunks.of(v.array()) : cut;
    ZarrSpec spec =
        options
            .spec(v.shape(), chunk, given.dtype())
            .withFill(given.fill())
            .withDimensionNames(given.dimensionNames())
            .withAttributes(given.attributes());
    Shape shard = spec.shardShape();
    if (shard == null || shard.rank() != v.rank() || v.rank() == 0) {
      return spec.withShards(null);
    }
    long[] whole = shard.toArray();
    for (int d = 0; d < whole.length; d++) {
      whole[d] = Math.ceilDiv(whole[d], chunk.dim(d)) * chunk.dim(d);
    }
    return spec.withShards(Shape.of(whole));
  }
}
