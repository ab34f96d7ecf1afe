package org.hyperslab.netcdf.hdf5;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.hyperslab.dataset.Dataset;
import org.hyperslab.store.FormatException;

/** Opens HDF5 files, those of NetCDF-4 and any other. */
public final class Hdf5File {
  private Hdf5File() {}

  /** Whether a file has the signature of HDF5, at its begin or behind a user block. */
  public static boolean isHdf5(Path path, FileChannel channel) throws IOException {
    return Superblock.find(channel, channel.size(), path.toString()) >= 0;
  }

  /**
   * Reads all of a file's metadata but the chunk indexes. The dataset holds nothing open.
   *
   * @param filters by number, beside those that are known
   * @throws FormatException if the metadata is malformed
   */
  public static Dataset open(Path path, Map<Integer, ChunkFilter> filters) throws IOException {
    Map<Integer, ChunkFilter> all = new HashMap<>(Filters.builtIn());
    all.putAll(filters);
    try (MetadataFile file = MetadataFile.open(path)) {
      return new DatasetBuilder(file.id(), TreeReader.read(file), all).build();
    }
  }
}
