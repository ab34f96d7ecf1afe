package org.hyperslab.block;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import org.hyperslab.grid.Region;
import org.hyperslab.grid.Shape;
import org.hyperslab.grid.Strides;

/**
 * An N-dimensional piece of memory that a task computes on: a segment seen through a dtype, a shape
 * and strides. A block never owns its memory; whoever took the segment gives it back. Views share
 * the segment. Immutable as a description; the elements are not, and writing them from several
 * threads is the callers' business.
 *
 * <p>Element accessors check their index and are meant for edges and tests; loops over elements
 * belong in kernels.
 */
public final class Block {
  private final MemorySegment segment;
  private final DType dtype;
  private final Shape shape;
  private final long offset;
  private final long[] strides;

  private Block(MemorySegment segment, DType dtype, Shape shape, long offset, long[] strides) {
    this.segment = segment;
    this.dtype = dtype;
    this.shape = shape;
    this.offset = offset;
    this.strides = strides;
  }

  /**
   * A C-contiguous block over the first bytes of a segment. {@link #segment()} is exactly the bytes
   * of the elements.
   *
   * @throws IllegalArgumentException if the segment is too small
   */
  public static Block of(MemorySegment segment, DType dtype, Shape shape) {
    long bytes = Math.multiplyExact(shape.size(), dtype.bytes());
    if (segment.byteSize() < bytes) {
      throw new IllegalArgumentException(
          "segment too small: bytes="
              + segment.byteSize()
              + ", needed="
              + bytes
              + ", shape="
              + shape);
    }
    return new Block(segment.asSlice(0, bytes), dtype, shape, 0, Strides.contiguous(shape));
  }

  /**
   * The memory that this block is a view of. For a C-contiguous block it is exactly the elements,
   * in order.
   */
  public MemorySegment segment() {
    return segment;
  }

  public DType dtype() {
    return dtype;
  }

  public Shape shape() {
    return shape;
  }

  /** Elements from the segment's begin to the element at index 0, 0, .... */
  public long offset() {
    return offset;
  }

  /** Elements between neighbours along a dimension; may be 0 or negative. */
  public long stride(int dimension) {
    return strides[dimension];
  }

  /** Whether the elements are one run in C order. */
  public boolean isContiguous() {
    return Strides.isContiguous(shape, strides);
  }

  /** The machine address of the element at index 0, 0, .... Valid while the segment is. */
  public long address() {
    return segment.address() + offset * dtype.bytes();
  }

  /**
   * The same elements with another shape, offset and strides, all in elements; the caller keeps
   * them inside the segment.
   */
  public Block withLayout(Shape newShape, long newOffset, long[] newStrides) {
    return new Block(segment, dtype, newShape, newOffset, newStrides.clone());
  }

  /** A view of a box of this block. */
  public Block slice(Region region) {
    if (!Region.whole(shape).contains(region)) {
      throw new IllegalArgumentException(
          "region outside block: region=" + region + ", shape=" + shape);
    }
    return withLayout(region.shape(), offset + Strides.offset(strides, region.origin()), strides);
  }

  private long byteAt(long[] index) {
    if (index.length != shape.rank()) {
      throw new IllegalArgumentException(
          "index has the wrong rank: index=" + Arrays.toString(index) + ", shape=" + shape);
    }
    for (int d = 0; d < index.length; d++) {
      if (index[d] < 0 || index[d] >= shape.dim(d)) {
        throw new IndexOutOfBoundsException(
            "index outside block: index=" + Arrays.toString(index) + ", shape=" + shape);
      }
    }
    return (offset + Strides.offset(strides, index)) * dtype.bytes();
  }

  /** An element as a double; 64-bit integers are rounded. */
  public double getDouble(long... index) {
    return switch (dtype) {
      case FLOAT32 -> segment.get(ValueLayout.JAVA_FLOAT_UNALIGNED, byteAt(index));
      case FLOAT64 -> segment.get(ValueLayout.JAVA_DOUBLE_UNALIGNED, byteAt(index));
      case UINT64 -> unsignedToDouble(getLong(index));
      default -> getLong(index);
    };
  }

  static double unsignedToDouble(long bits) {
    return bits >= 0 ? bits : ((bits >>> 1) | (bits & 1)) * 2.0;
  }

  /** An element as a long; floats are truncated, a uint64 keeps its bits. */
  public long getLong(long... index) {
    long at = byteAt(index);
    return switch (dtype) {
      case BOOL, INT8 -> segment.get(ValueLayout.JAVA_BYTE, at);
      case INT16 -> segment.get(ValueLayout.JAVA_SHORT_UNALIGNED, at);
      case INT32 -> segment.get(ValueLayout.JAVA_INT_UNALIGNED, at);
      case INT64, UINT64 -> segment.get(ValueLayout.JAVA_LONG_UNALIGNED, at);
      case UINT8 -> segment.get(ValueLayout.JAVA_BYTE, at) & 0xffL;
      case UINT16 -> segment.get(ValueLayout.JAVA_SHORT_UNALIGNED, at) & 0xffffL;
      case UINT32 -> segment.get(ValueLayout.JAVA_INT_UNALIGNED, at) & 0xffff_ffffL;
      case FLOAT32 -> (long) segment.get(ValueLayout.JAVA_FLOAT_UNALIGNED, at);
      case FLOAT64 -> (long) segment.get(ValueLayout.JAVA_DOUBLE_UNALIGNED, at);
    };
  }

  /** Sets an element; converted as a Java cast does, bool to 0 or 1. */
  public void setDouble(double value, long... index) {
    long at = byteAt(index);
    switch (dtype) {
      case FLOAT32 -> segment.set(ValueLayout.JAVA_FLOAT_UNALIGNED, at, (float) value);
      case FLOAT64 -> segment.set(ValueLayout.JAVA_DOUBLE_UNALIGNED, at, value);
      case BOOL -> segment.set(ValueLayout.JAVA_BYTE, at, (byte) (value != 0 ? 1 : 0));
      default -> setLong((long) value, index);
    }
  }

  /** Sets an element; integers keep their low bits, bool becomes 0 or 1. */
  public void setLong(long value, long... index) {
    long at = byteAt(index);
    switch (dtype) {
      case BOOL -> segment.set(ValueLayout.JAVA_BYTE, at, (byte) (value != 0 ? 1 : 0));
      case INT8, UINT8 -> segment.set(ValueLayout.JAVA_BYTE, at, (byte) value);
      case INT16, UINT16 -> segment.set(ValueLayout.JAVA_SHORT_UNALIGNED, at, (short) value);
      case INT32, UINT32 -> segment.set(ValueLayout.JAVA_INT_UNALIGNED, at, (int) value);
      case INT64, UINT64 -> segment.set(ValueLayout.JAVA_LONG_UNALIGNED, at, value);
      case FLOAT32 -> segment.set(ValueLayout.JAVA_FLOAT_UNALIGNED, at, (float) value);
      case FLOAT64 -> segment.set(ValueLayout.JAVA_DOUBLE_UNALIGNED, at, (double) value);
    }
  }

  /**
   * Checks what formats ask of a block: bytes go to and from addresses, so a block of another size
   * would be more than a wrong result.
   *
   * @param array what the message calls the array that the block is of
   * @throws IllegalArgumentException if this isn't a contiguous block of that type and shape in
   *     native memory of exactly its size
   */
  public void checkFits(DType wanted, Shape wantedShape, String array) {
    boolean fits =
        dtype == wanted
            && shape.equals(wantedShape)
            && segment.isNative()
            && isContiguous()
            && segment.byteSize() == wantedShape.size() * wanted.bytes();
    if (!fits) {
      throw new IllegalArgumentException(
          "block does not fit: block=%s, dtype=%s, shape=%s, array=%s"
              .formatted(this, wanted, wantedShape, array));
    }
  }

  @Override
  public String toString() {
    return "Block[" + dtype + " " + shape + ", strides=" + Arrays.toString(strides) + "]";
  }
}
