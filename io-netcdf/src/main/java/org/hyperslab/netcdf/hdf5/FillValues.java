package org.hyperslab.netcdf.hdf5;

import java.lang.foreign.MemorySegment;
import org.hyperslab.block.DType;
import org.hyperslab.block.FillValue;

/** Fill values in blocks. */
final class FillValues {
  private FillValues() {}

  static FillValue of(Hdf5Dataset dataset, NumericType type) {
    byte[] bytes = dataset.fill();
    DType dtype = type.dtype();
    if (bytes == null || bytes.length != type.storedBytes()) {
      return FillValue.zero(dtype);
    }
    long bits = Elements.bits(bytes, 0, bytes.length, type.order());
    if (!type.isPlain()) {
      return FillValue.of(dtype, Float.float16ToFloat((short) bits));
    }
    return new FillValue(dtype, dtype == DType.BOOL ? Math.min(1, bits) : bits);
  }

  /** Fills the elements of a box that another one shares with it. */
  static void fill(FillValue fill, BoxCopy.Box into, org.hyperslab.grid.Region region) {
    int bytes = fill.dtype().bytes();
    MemorySegment memory = into.memory();
    BoxCopy.forRuns(
        into,
        into,
        into.region().intersect(region),
        (from, to, n) -> fill.fill(memory.asSlice(to * bytes, n * bytes)));
  }
}
