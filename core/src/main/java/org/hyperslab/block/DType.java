package org.hyperslab.block;

/**
 * An element type. In memory elements are in the machine's byte order; a bool is one byte, 0 or 1.
 */
public enum DType {
  BOOL("bool", 1, Kind.BOOL),
  INT8("int8", 1, Kind.SIGNED),
  INT16("int16", 2, Kind.SIGNED),
  INT32("int32", 4, Kind.SIGNED),
  INT64("int64", 8, Kind.SIGNED),
  UINT8("uint8", 1, Kind.UNSIGNED),
  UINT16("uint16", 2, Kind.UNSIGNED),
  UINT32("uint32", 4, Kind.UNSIGNED),
  UINT64("uint64", 8, Kind.UNSIGNED),
  FLOAT32("float32", 4, Kind.FLOAT),
  FLOAT64("float64", 8, Kind.FLOAT);

  /** The families of types that promotion knows. */
  public enum Kind {
    BOOL,
    SIGNED,
    UNSIGNED,
    FLOAT
  }

  private final String label;
  private final int bytes;
  private final Kind kind;

  DType(String label, int bytes, Kind kind) {
    this.label = label;
    this.bytes = bytes;
    this.kind = kind;
  }

  /** Bytes per element. */
  public int bytes() {
    return bytes;
  }

  public Kind kind() {
    return kind;
  }

  public boolean isFloat() {
    return kind == Kind.FLOAT;
  }

  /** Whether this is an integer type, signed or not; bool is none. */
  public boolean isInteger() {
    return kind == Kind.SIGNED || kind == Kind.UNSIGNED;
  }

  /**
   * The type with NumPy's name, such as {@code "float32"}.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static DType named(String label) {
    for (DType t : values()) {
      if (t.label.equals(label)) {
        return t;
      }
    }
    throw new IllegalArgumentException("unknown dtype: " + label);
  }

  /**
   * The type of a result computed from two arrays of these types: the array API standard's table,
   * and for the pairs that the standard leaves open (integers with floats, uint64 with signed
   * integers) NumPy's {@code result_type}.
   */
  public static DType promote(DType a, DType b) {
    if (a == b || b == BOOL) {
      return a;
    }
    if (a == BOOL) {
      return b;
    }
    if (a.isFloat() || b.isFloat()) {
      return a.fitsFloat32() && b.fitsFloat32() ? FLOAT32 : FLOAT64;
    }
    if (a.kind == b.kind) {
      return a.bytes >= b.bytes ? a : b;
    }
    DType signed = a.kind == Kind.SIGNED ? a : b;
    DType unsigned = a.kind == Kind.SIGNED ? b : a;
    if (signed.bytes > unsigned.bytes) {
      return signed;
    }
    return switch (unsigned) {
      case UINT8 -> INT16;
      case UINT16 -> INT32;
      case UINT32 -> INT64;
      default -> FLOAT64;
    };
  }

  private boolean fitsFloat32() {
    return this == FLOAT32 || bytes <= 2;
  }

  /** NumPy's name of the type. */
  @Override
  public String toString() {
    return label;
  }
}
