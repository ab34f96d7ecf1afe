package org.hyperslab.netcdf.hdf5;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.hyperslab.dataset.Dataset;
import org.hyperslab.store.ByteFile;
import org.hyperslab.store.ByteReader;
import org.hyperslab.store.FormatException;

/** Opens HDF5 files, those of NetCDF-4 and any other. */
public final class Hdf5File {
  private Hdf5File() {}

  /** Whether a file has the signature of HDF5, at its begin or behind a user block. */
  public static boolean isHdf5(ByteReader file) throws IOException {
    return Superblock.find(file) >= 0;
  }

  /**
   * Reads all of a file's metadata but the chunk indexes. The dataset holds nothing open.
   *
   * @param reader of the file
   * @param filters by number, beside those that are known
   * @throws FormatException if the metadata is malformed
   */
  public static Dataset open(ByteFile file, ByteReader reader, Map<Integer, ChunkFilter> filters)
      throws IOException {
    Map<Integer, ChunkFilter> all = new HashMap<>(Filters.builtIn());
    all.putAll(filters);
    MetadataFile metadata = MetadataFile.of(file, reader);
    return new DatasetBuilder(metadata.id(), TreeReader.read(metadata), all).build();
  }
}
