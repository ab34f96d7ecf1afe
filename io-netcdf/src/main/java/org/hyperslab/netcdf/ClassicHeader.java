package org.hyperslab.netcdf;

import java.util.List;

/**
 * The header of a classic file: what is in it, and where.
 *
 * @param version 1 (CDF-1), 2 (64-bit offsets) or 5 (64-bit data)
 * @param dimensions at most one of which is the record dimension
 * @param attributes the file's own
 */
record ClassicHeader(
    int version,
    List<ClassicDimension> dimensions,
    List<ClassicAttribute> attributes,
    List<ClassicVariable> variables) {}
