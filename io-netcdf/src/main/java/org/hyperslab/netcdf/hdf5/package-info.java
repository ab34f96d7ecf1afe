/**
 * HDF5 files read from their bytes, as the HDF5 File Format Specification (version 3.0) describes
 * them. Not an API: {@code org.hyperslab.netcdf} calls {@link org.hyperslab.netcdf.hdf5.Hdf5File}.
 *
 * <p>Metadata is read with bounds: every address and size is checked against the file's length, no
 * structure is followed twice, so that a malformed file costs neither more memory nor more time
 * than its own size explains.
 */
@NullMarked
package org.hyperslab.netcdf.hdf5;

import org.jspecify.annotations.NullMarked;
