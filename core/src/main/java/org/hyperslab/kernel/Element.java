package org.hyperslab.kernel;

import org.hyperslab.block.DType;

/**
 * How elements of a dtype are loaded and stored: integers and bool as {@code long} (sign- or
 * zero-extended, stored by their low bits), floats as {@code double}. A record, because the JIT
 * trusts the fields of a constant record, so that every branch in here is gone from a loop whose
 * {@code Element} is a {@code static final}.
 */
record Element(int bytes, boolean signed, boolean floating) {
  static Element of(DType dtype) {
    return new Element(dtype.bytes(), dtype.kind() == DType.Kind.SIGNED, dtype.isFloat());
  }

  /** An integer or bool; a uint64 keeps its bits. */
  long loadLong(long at) {
    if (bytes == 8) {
      return NativeMemory.getLong(at);
    }
    if (bytes == 4) {
      int x = NativeMemory.getInt(at);
      return signed ? x : x & 0xffff_ffffL;
    }
    if (bytes == 2) {
      short x = NativeMemory.getShort(at);
      return signed ? x : x & 0xffffL;
    }
    byte x = NativeMemory.getByte(at);
    return signed ? x : x & 0xffL;
  }

  /** A float. */
  double loadDouble(long at) {
    return bytes == 8 ? NativeMemory.getDouble(at) : NativeMemory.getFloat(at);
  }

  /** An element of any kind as float64; 64-bit integers are rounded to nearest, half to even. */
  double loadAsDouble(long at) {
    if (floating) {
      return loadDouble(at);
    }
    long x = loadLong(at);
    return signed || bytes < 8 ? x : FloatMath.fromUnsigned(x);
  }

  void storeLong(long at, long value) {
    if (bytes == 8) {
      NativeMemory.putLong(at, value);
    } else if (bytes == 4) {
      NativeMemory.putInt(at, (int) value);
    } else if (bytes == 2) {
      NativeMemory.putShort(at, (short) value);
    } else {
      NativeMemory.putByte(at, (byte) value);
    }
  }

  void storeDouble(long at, double value) {
    if (bytes == 8) {
      NativeMemory.putDouble(at, value);
    } else {
      NativeMemory.putFloat(at, (float) value);
    }
  }
}
