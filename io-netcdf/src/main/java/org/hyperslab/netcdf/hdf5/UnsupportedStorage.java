package org.hyperslab.netcdf.hdf5;

import java.lang.foreign.MemorySegment;
import org.hyperslab.grid.Region;
import org.hyperslab.store.ByteReader;
import org.hyperslab.store.FormatException;

/**
 * Elements that this module cannot read; their dataset is listed all the same.
 *
 * @param reason what isn't supported
 */
record UnsupportedStorage(Hdf5Dataset dataset, String reason) implements Hdf5Source.Storage {
  @Override
  public long scratchBytes() {
    return 0;
  }

  @Override
  public long read(ByteReader file, Region region, BoxCopy.Box into, MemorySegment scratch)
      throws FormatException {
    throw new FormatException(
        "%s is not supported: file=%s, variable=%s"
            .formatted(reason, dataset.file().name(), dataset.path()));
  }
}
