/**
 * NetCDF classic (CDF-1, CDF-2, CDF-5) and NetCDF-4 on a file system. Chunks go between files and
 * off-heap blocks without a copy on the heap.
 */
@NullMarked
package org.hyperslab.netcdf;

import org.jspecify.annotations.NullMarked;
