package org.hyperslab.zarr;

import java.lang.foreign.MemorySegment;
import org.hyperslab.block.FillValue;

/**
 * What elements are that were never written.
 *
 * @param value the value, of a complex array the real part's
 * @param imaginary the imaginary part's; {@code value} again of any other array
 */
record Fill(FillValue value, FillValue imaginary) {
  static Fill of(FillValue value) {
    return new Fill(value, value);
  }

  /** Sets every element of a segment; of a complex array, pairs. */
  void set(MemorySegment target) {
    value.fill(target);
    if (!imaginary.equals(value)) {
      int bytes = value.dtype().bytes();
      for (long at = bytes; at < target.byteSize(); at += 2L * bytes) {
        imaginary.fill(target.asSlice(at, bytes));
      }
    }
  }
}
