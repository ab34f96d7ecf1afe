package org.hyperslab.dataset;

import java.util.Arrays;
import java.util.StringJoiner;
import org.hyperslab.block.DType;
import org.hyperslab.block.FillValue;
import org.jspecify.annotations.Nullable;

/**
 * An attribute's number, or several, all of one type. A number and an array of one are the same:
 * NetCDF does not tell them apart. Immutable.
 */
public final class Numbers implements AttributeValue {
  private final DType dtype;
  private final long[] bits;

  private Numbers(DType dtype, long[] bits) {
    this.dtype = dtype;
    this.bits = bits;
  }

  /**
   * Numbers from their bytes.
   *
   * @param bits each number's bytes as an integer of the type's width, in the low bits; what is
   *     above does not matter
   */
  public static Numbers ofBits(DType dtype, long... bits) {
    long mask = dtype.bytes() == 8 ? -1 : (1L << (8 * dtype.bytes())) - 1;
    return new Numbers(dtype, Arrays.stream(bits).map(b -> b & mask).toArray());
  }

  /** Integers; only the low bits that the type has are kept. For a float type they are rounded. */
  public static Numbers of(DType dtype, long... values) {
    return new Numbers(
        dtype, Arrays.stream(values).map(v -> FillValue.of(dtype, v).bits()).toArray());
  }

  /** Numbers of a float type, rounded to it; for an integer type they are truncated. */
  public static Numbers of(DType dtype, double... values) {
    return new Numbers(
        dtype,
        Arrays.stream(values)
            .mapToLong(
                v ->
                    (dtype.isFloat() ? FillValue.of(dtype, v) : FillValue.of(dtype, (long) v))
                        .bits())
            .toArray());
  }

  public DType dtype() {
    return dtype;
  }

  /** How many there are. */
  public int size() {
    return bits.length;
  }

  /** A number's bytes as an integer of the type's width; the bits above are 0. */
  public long bits(int i) {
    return bits[i];
  }

  /** A number with its type. */
  public FillValue element(int i) {
    return new FillValue(dtype, bits[i]);
  }

  /** A number as a double; 64-bit integers are rounded. */
  public double getDouble(int i) {
    return switch (dtype) {
      case FLOAT32 -> Float.intBitsToFloat((int) bits[i]);
      case FLOAT64 -> Double.longBitsToDouble(bits[i]);
      case UINT64 -> (double) (bits[i] >>> 1) * 2 + (bits[i] & 1);
      default -> (double) getLong(i);
    };
  }

  /** A number as a long; floats are truncated, a uint64 keeps its bits. */
  public long getLong(int i) {
    return switch (dtype) {
      case FLOAT32, FLOAT64 -> (long) getDouble(i);
      case INT8 -> (byte) bits[i];
      case INT16 -> (short) bits[i];
      case INT32 -> (int) bits[i];
      case INT64, UINT64, UINT32, UINT16, UINT8, BOOL -> bits[i];
    };
  }

  public double[] toDoubles() {
    double[] values = new double[bits.length];
    Arrays.setAll(values, this::getDouble);
    return values;
  }

  public long[] toLongs() {
    long[] values = new long[bits.length];
    Arrays.setAll(values, this::getLong);
    return values;
  }

  /** A number as a text that is as short as its type allows. */
  public String toString(int i) {
    return switch (dtype) {
      case FLOAT32 -> String.valueOf((float) getDouble(i));
      case FLOAT64 -> String.valueOf(getDouble(i));
      case UINT64 -> Long.toUnsignedString(bits[i]);
      default -> String.valueOf(getLong(i));
    };
  }

  @Override
  public boolean equals(@Nullable Object o) {
    return o instanceof Numbers n && n.dtype == dtype && Arrays.equals(n.bits, bits);
  }

  @Override
  public int hashCode() {
    return 31 * dtype.hashCode() + Arrays.hashCode(bits);
  }

  @Override
  public String toString() {
    StringJoiner joined = new StringJoiner(", ");
    for (int i = 0; i < bits.length; i++) {
      joined.add(toString(i));
    }
    return joined.toString();
  }
}
