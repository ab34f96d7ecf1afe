package org.hyperslab.netcdf.hdf5;

import java.util.List;

/** A group or dataset. */
sealed interface Hdf5Object permits Hdf5Dataset, Hdf5Group {
  /** Where its header is, which is how references name it. */
  long address();

  List<Hdf5Attribute> attributes();
}
