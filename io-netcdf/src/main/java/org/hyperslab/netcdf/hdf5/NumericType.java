package org.hyperslab.netcdf.hdf5;

import java.nio.ByteOrder;
import org.hyperslab.block.DType;
import org.jspecify.annotations.Nullable;

/**
 * How stored numbers become those of blocks.
 *
 * @param dtype the type in blocks
 * @param storedBytes bytes of a stored element
 * @param order of a stored element's bytes
 */
record NumericType(DType dtype, int storedBytes, ByteOrder order) {
  /** The block's type of a stored one; null if elements are no numbers. */
  static @Nullable NumericType of(Datatype type) {
    return switch (type) {
      case Datatype.IntegerType i -> new NumericType(of(i), (int) i.size(), i.order());
      case Datatype.FloatType f ->
          new NumericType(f.size() == 8 ? DType.FLOAT64 : DType.FLOAT32, (int) f.size(), f.order());
      case Datatype.Enumeration e ->
          new NumericType(e.isBool() ? DType.BOOL : of(e.base()), (int) e.size(), e.base().order());
      case Datatype.FixedText t -> null;
      case Datatype.VariableText t -> null;
      case Datatype.Sequence s -> null;
      case Datatype.ArrayType a -> null;
      case Datatype.ObjectReference r -> null;
      case Datatype.Compound c -> null;
      case Datatype.Other o -> null;
    };
  }

  static DType of(Datatype.IntegerType type) {
    return switch ((int) type.size()) {
      case 1 -> type.signed() ? DType.INT8 : DType.UINT8;
      case 2 -> type.signed() ? DType.INT16 : DType.UINT16;
      case 4 -> type.signed() ? DType.INT32 : DType.UINT32;
      default -> type.signed() ? DType.INT64 : DType.UINT64;
    };
  }

  /** Whether stored elements of the machine's byte order are a block's as they are. */
  boolean isPlain() {
    return storedBytes == dtype.bytes();
  }

  boolean isSwapped() {
    return storedBytes > 1 && order != ByteOrder.nativeOrder();
  }
}
