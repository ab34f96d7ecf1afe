package org.hyperslab.netcdf;

import java.nio.charset.StandardCharsets;
import org.hyperslab.block.DType;

/** Datatype messages, of version 1. */
final class HdfTypes {
  private static final int FIXED_POINT = 0x10;
  private static final int FLOATING_POINT = 0x11;
  private static final int STRING = 0x13;
  private static final int COMPOUND = 0x16;
  private static final int REFERENCE = 0x17;
  private static final int VARIABLE_LENGTH = 0x19;
  private static final int SIGNED = 8;

  /** Bytes of a reference to variable-length data: its length, a heap's address and an index. */
  static final int VARIABLE_LENGTH_BYTES = 16;

  private HdfTypes() {}

  /** Numbers, little-endian; a bool is a signed byte. */
  static byte[] of(DType dtype) {
    return switch (dtype) {
      case FLOAT32 -> floats(0, 4, 23, 8, 127);
      case FLOAT64 -> floats(0, 8, 52, 11, 1023);
      default -> integers(dtype.bytes(), dtype.kind() != DType.Kind.UNSIGNED);
    };
  }

  private static byte[] integers(int bytes, boolean signed) {
    return header(FIXED_POINT, signed ? SIGNED : 0, bytes).u16(0).u16(8 * bytes).toArray();
  }

  private static byte[] floats(int order, int bytes, int mantissa, int exponent, int bias) {
    int flags = order | 2 << 4 | (8 * bytes - 1) << 8;
    return header(FLOATING_POINT, flags, bytes)
        .u16(0)
        .u16(8 * bytes)
        .u8(mantissa)
        .u8(exponent)
        .u8(0)
        .u8(mantissa)
        .i32(bias)
        .toArray();
  }

  /** The type of dimensions that have no variable: netCDF-C makes them of big-endian float32. */
  static byte[] dimension() {
    return floats(1, 4, 23, 8, 127);
  }

  /** Texts of a length in bytes, which end at a NUL if there is one. */
  static byte[] string(int bytes, boolean utf8) {
    return header(STRING, utf8 ? 1 << 4 : 0, bytes).toArray();
  }

  /** UTF-8 texts of any length, in a heap. */
  static byte[] variableString() {
    return header(VARIABLE_LENGTH, 1 | 1 << 8, VARIABLE_LENGTH_BYTES)
        .put(integers(1, false))
        .toArray();
  }

  /** The address of an object. */
  static byte[] reference() {
    return header(REFERENCE, 0, 8).toArray();
  }

  /** Lists of references, in a heap. */
  static byte[] referenceList() {
    return header(VARIABLE_LENGTH, 0, VARIABLE_LENGTH_BYTES).put(reference()).toArray();
  }

  /** What a dimension scale keeps of each dimension that it is the scale of; 16 bytes. */
  static byte[] scaleUse() {
    HdfBytes type = header(COMPOUND, 2, 16);
    member(type, "dataset", 0, reference());
    member(type, "dimension", 8, integers(4, true));
    return type.toArray();
  }

  private static void member(HdfBytes type, String name, int offset, byte[] memberType) {
    byte[] padded = new byte[(name.length() + 8) & -8];
    byte[] ascii = name.getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(ascii, 0, padded, 0, ascii.length);
    type.put(padded).i32(offset).zeros(28).put(memberType);
  }

  private static HdfBytes header(int classAndVersion, int flags, int bytes) {
    return new HdfBytes().u8(classAndVersion).bits(flags, 3).i32(bytes);
  }
}
