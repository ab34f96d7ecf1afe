package org.hyperslab.examples;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.function.Function;
import org.hyperslab.Session;
import org.hyperslab.dataset.Dataset;
import org.hyperslab.dataset.Variable;
import org.hyperslab.grid.Shape;
import org.hyperslab.netcdf.NetCdf;
import org.hyperslab.netcdf.NetCdfOptions;
import org.hyperslab.netcdf.NetCdfWrite;
import org.hyperslab.zarr.Stores;
import org.hyperslab.zarr.Zarr;
import org.hyperslab.zarr.ZarrDatasetWrite;
import org.hyperslab.zarr.ZarrSpec;
import org.hyperslab.zarr.ZarrStore;
import org.jspecify.annotations.Nullable;

/** Where a command writes a dataset: a NetCDF file, or a Zarr group in a folder or a zip file. */
final class Output {
  private final Path path;
  private final WriteOptions options;

  Output(Path path, WriteOptions options) {
    this.path = path;
    this.options = options;
  }

  boolean isNetCdf() {
    String lower = path.toString().toLowerCase(Locale.ROOT);
    return lower.endsWith(".nc") || lower.endsWith(".nc4");
  }

  private boolean isZip() {
    return path.toString().toLowerCase(Locale.ROOT).endsWith(".zip");
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
      NetCdfWrite write = NetCdf.write(path, dataset, netCdfOptions(dataset, cuts));
      return runs.time(session, () -> write.run(session));
    }
    if (isZip()) {
      try (ZarrStore store = Stores.createZip(path)) {
        ZarrDatasetWrite write = zarr(Zarr.write(store, "", dataset), cuts);
        RunOptions.Timing timing = runs.time(session, () -> write.run(session));
        store.commit();
        return timing;
      }
    }
    ZarrDatasetWrite write = zarr(Zarr.write(path, dataset), cuts);
    return runs.time(session, () -> write.run(session));
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
