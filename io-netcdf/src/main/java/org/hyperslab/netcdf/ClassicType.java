package org.hyperslab.netcdf;

import java.util.Arrays;
import org.hyperslab.block.DType;
import org.hyperslab.block.FillValue;
import org.jspecify.annotations.Nullable;

/** The external types of the classic formats; the last five are CDF-5's alone. */
enum ClassicType {
  BYTE(1, DType.INT8, -127),
  CHAR(2, DType.UINT8, 0),
  SHORT(3, DType.INT16, -32767),
  INT(4, DType.INT32, -2147483647),
  FLOAT(5, DType.FLOAT32, 0x7cf0_0000L),
  DOUBLE(6, DType.FLOAT64, 0x479e_0000_0000_0000L),
  UBYTE(7, DType.UINT8, 255),
  USHORT(8, DType.UINT16, 65535),
  UINT(9, DType.UINT32, 4294967295L),
  INT64(10, DType.INT64, -9223372036854775806L),
  UINT64(11, DType.UINT64, -2);

  private final int code;
  private final DType dtype;
  private final long fillBits;

  ClassicType(int code, DType dtype, long fillBits) {
    this.code = code;
    this.dtype = dtype;
    this.fillBits = fillBits;
  }

  /** The number that stands for it in a header. */
  int code() {
    return code;
  }

  /** Bytes per element. */
  int bytes() {
    return dtype.bytes();
  }

  /** What elements are in memory; a char is its byte. */
  DType dtype() {
    return dtype;
  }

  /**
   * What netCDF-C fills with where nothing was written and no {@code _FillValue} says otherwise.
   */
  FillValue defaultFill() {
    return dtype.isFloat() ? new FillValue(dtype, fillBits) : FillValue.of(dtype, fillBits);
  }

  /** Whether only CDF-5 has it. */
  boolean needsCdf5() {
    return code > DOUBLE.code;
  }

  /** The type with a code, in files of a version; null if there is none. */
  static @Nullable ClassicType of(int code, int version) {
    return Arrays.stream(values())
        .filter(t -> t.code == code && (version == 5 || !t.needsCdf5()))
        .findFirst()
        .orElse(null);
  }

  /** The type that elements are stored as; a bool is a byte, 0 or 1. */
  static ClassicType of(DType dtype) {
    return switch (dtype) {
      case BOOL, INT8 -> BYTE;
      case INT16 -> SHORT;
      case INT32 -> INT;
      case INT64 -> INT64;
      case UINT8 -> UBYTE;
      case UINT16 -> USHORT;
      case UINT32 -> UINT;
      case UINT64 -> UINT64;
      case FLOAT32 -> FLOAT;
      case FLOAT64 -> DOUBLE;
    };
  }
}
