package org.hyperslab.netcdf.hdf5;

import java.io.IOException;

/**
 * A filter cannot undo what it is said to have done. Whoever knows the file and the chunk turns
 * this into a {@code FormatException}.
 */
public final class FilterException extends IOException {
  private static final long serialVersionUID = 1L;

  public FilterException(String message) {
    super(message);
  }
}
