package org.hyperslab;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.hyperslab.block.Block;
import org.hyperslab.block.DType;
import org.hyperslab.block.HeldBlock;
import org.hyperslab.grid.Shape;
import org.hyperslab.plan.Grids;
import org.hyperslab.plan.Node;
import org.hyperslab.store.InMemoryStore;

/**
 * An array in memory, C-contiguous, off-heap: what a computation results in. Its bytes are part of
 * the session's budget until it is closed, or becomes unreachable. A run that reads it keeps the
 * memory until it ends, also when it is closed meanwhile.
 */
public final class DenseArray implements AutoCloseable {
  private final HeldBlock held;
  private final AtomicBoolean closed = new AtomicBoolean();

  DenseArray(HeldBlock held) {
    this.held = held;
  }

  /** See {@link ChunkedArray#fromJava}. */
  static DenseArray fromJava(Object array) {
    List<Long> extents = new ArrayList<>();
    Object leaf = array;
    while (leaf instanceof Object[] outer) {
      extents.add((long) outer.length);
      if (outer.length == 0) {
        throw new IllegalArgumentException("cannot tell the shape of an empty array of arrays");
      }
      leaf = outer[0];
    }
    MemorySegment first = segment(leaf);
    DType dtype = dtypeOf(leaf);
    extents.add(first.byteSize() / dtype.bytes());
    Shape shape = Shape.of(extents.stream().mapToLong(Long::longValue).toArray());
    MemorySegment all = Arena.ofAuto().allocate(Math.max(1, shape.size() * dtype.bytes()), 64);
    copy(array, all, 0, shape, 0, dtype);
    return new DenseArray(HeldBlock.unbudgeted(Block.of(all, dtype, shape)));
  }

  private static long copy(
      Object array, MemorySegment to, long at, Shape shape, int depth, DType dtype) {
    if (array instanceof Object[] outer && depth < shape.rank() - 1) {
      check(outer.length, shape, depth);
      long next = at;
      for (Object inner : outer) {
        next = copy(inner, to, next, shape, depth + 1, dtype);
      }
      return next;
    }
    MemorySegment from = segment(array);
    if (dtypeOf(array) != dtype) {
      throw new IllegalArgumentException(
          "inner arrays differ in type: " + dtypeOf(array) + ", " + dtype);
    }
    check(from.byteSize() / dtype.bytes(), shape, depth);
    MemorySegment.copy(from, 0, to, at, from.byteSize());
    return at + from.byteSize();
  }

  private static void check(long length, Shape shape, int depth) {
    if (length != shape.dim(depth)) {
      throw new IllegalArgumentException(
          "inner arrays differ in length: dimension="
              + depth
              + ", lengths="
              + length
              + ", "
              + shape.dim(depth));
    }
  }

  private static DType dtypeOf(Object array) {
    return switch (array) {
      case boolean[] a -> DType.BOOL;
      case byte[] a -> DType.INT8;
      case short[] a -> DType.INT16;
      case int[] a -> DType.INT32;
      case long[] a -> DType.INT64;
      case float[] a -> DType.FLOAT32;
      case double[] a -> DType.FLOAT64;
      default -> throw new IllegalArgumentException("not an array of a primitive type: " + array);
    };
  }

  private static MemorySegment segment(Object array) {
    return switch (array) {
      case boolean[] a -> {
        byte[] bytes = new byte[a.length];
        for (int i = 0; i < a.length; i++) {
          bytes[i] = (byte) (a[i] ? 1 : 0);
        }
        yield MemorySegment.ofArray(bytes);
      }
      case byte[] a -> MemorySegment.ofArray(a);
      case short[] a -> MemorySegment.ofArray(a);
      case int[] a -> MemorySegment.ofArray(a);
      case long[] a -> MemorySegment.ofArray(a);
      case float[] a -> MemorySegment.ofArray(a);
      case double[] a -> MemorySegment.ofArray(a);
      default -> throw new IllegalArgumentException("not an array of a primitive type: " + array);
    };
  }

  public Shape shape() {
    return held.block().shape();
  }

  public DType dtype() {
    return held.block().dtype();
  }

  /**
   * The elements, in place. Not to be used once this is closed, nor changed while a computation
   * reads them.
   */
  public Block block() {
    if (closed.get()) {
      throw new IllegalStateException("array was closed: shape=" + shape());
    }
    return held.block();
  }

  /** The only element, as a double; 64-bit integers are rounded. */
  public double scalar() {
    if (shape().size() != 1) {
      throw new IllegalArgumentException("array is no scalar: shape=" + shape());
    }
    return getDouble(new long[shape().rank()]);
  }

  /** An element as a double; 64-bit integers are rounded, bool is 0 or 1. */
  public double getDouble(long... index) {
    try {
      return block().getDouble(index);
    } finally {
      Reference.reachabilityFence(this);
    }
  }

  /** An element as a long; floats are truncated, a uint64 keeps its bits. */
  public long getLong(long... index) {
    try {
      return block().getLong(index);
    } finally {
      Reference.reachabilityFence(this);
    }
  }

  /**
   * A copy of all elements, in C order, as doubles.
   *
   * @throws ArithmeticException if there are more than a Java array can hold
   */
  public double[] toDoubles() {
    double[] result = new double[Math.toIntExact(shape().size())];
    try {
      Block flat = flat();
      for (int i = 0; i < result.length; i++) {
        result[i] = flat.getDouble(i);
      }
      return result;
    } finally {
      Reference.reachabilityFence(this);
    }
  }

  /** A copy of all elements, in C order, as longs; floats are truncated. */
  public long[] toLongs() {
    long[] result = new long[Math.toIntExact(shape().size())];
    try {
      Block flat = flat();
      for (int i = 0; i < result.length; i++) {
        result[i] = flat.getLong(i);
      }
      return result;
    } finally {
      Reference.reachabilityFence(this);
    }
  }

  private Block flat() {
    return Block.of(block().segment(), dtype(), Shape.of(shape().size()));
  }

  /**
   * The bytes of all elements in C order, read-only, in the machine's byte order. They are there as
   * long as this array is reachable and not closed.
   */
  public MemorySegment bytes() {
    return block().segment().asReadOnly();
  }

  /**
   * This array as the input of further computations, in pieces of about 4 MiB. It must not be
   * closed before they are run.
   */
  public ChunkedArray chunked() {
    return ChunkedArray.of(
        new Node.Source(new InMemoryStore(held, Grids.auto(shape(), dtype().bytes()))));
  }

  /**
   * Gives the memory back to the session's budget, once no run uses it. Closing twice does nothing.
   */
  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      held.close();
    }
  }

  /** As NumPy prints it: large arrays with their middle left out. */
  @Override
  public String toString() {
    try {
      return ArrayPrinter.print(block());
    } finally {
      Reference.reachabilityFence(this);
    }
  }
}
