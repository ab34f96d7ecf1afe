package org.hyperslab.netcdf;

/** The formats in which NetCDF files are written. */
public enum NetCdfFormat {
  /** CDF-2 where it can hold the dataset, else CDF-5. */
  CLASSIC,

  /**
   * The classic format with 64-bit offsets, which every program reads: no unsigned and no 64-bit
   * integers, no variable (or record of one) beyond 4 GiB.
   */
  CDF2,

  /** The classic format with 64-bit data: all types, any size. */
  CDF5,

  /** HDF5 with NetCDF's conventions: chunked and compressed, with groups. */
  NETCDF4
}
