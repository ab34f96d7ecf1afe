package org.hyperslab.netcdf;

/**
 * A dimension of a classic file.
 *
 * @param length its extent; of the record dimension, the number of records
 * @param record whether it is the record dimension
 */
record ClassicDimension(String name, long length, boolean record) {}
