package org.hyperslab;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleBinaryOperator;
import java.util.function.LongBinaryOperator;
import org.hyperslab.block.Block;
import org.hyperslab.block.DType;
import org.hyperslab.grid.Shape;

/**
 * Arrays as simple as can be: all elements in a Java array in C order, every operation a loop over
 * indices. The reference that the engine is compared with.
 */
final class Naive {
  final Shape shape;
  final DType dtype;

  /** Integers and bools; uint64 is left out. */
  final long[] longs;

  /** Floats, rounded to float32 where they are that. */
  final double[] doubles;

  /** Whether every float is what exact arithmetic gives; false allows for rounding. */
  boolean exact = true;

  /**
   * The largest absolute value that was met on the way here; rounding errors are relative to it.
   */
  double scale;

  Naive(Shape shape, DType dtype) {
    this.shape = shape;
    this.dtype = dtype;
    int n = Math.toIntExact(shape.size());
    this.longs = dtype.isFloat() ? new long[0] : new long[n];
    this.doubles = dtype.isFloat() ? new double[n] : new double[0];
  }

  int size() {
    return Math.toIntExact(shape.size());
  }

  double get(int i) {
    return dtype.isFloat() ? doubles[i] : longs[i];
  }

  boolean isTrue(int i) {
    return dtype.isFloat() ? doubles[i] != 0 : longs[i] != 0;
  }

  void set(int i, double value) {
    if (dtype.isFloat()) {
      doubles[i] = dtype == DType.FLOAT32 ? (float) value : value;
      if (Double.isFinite(value)) {
        scale = Math.max(scale, Math.abs(value));
      }
    } else {
      set(i, (long) value);
    }
  }

  void set(int i, long value) {
    if (dtype.isFloat()) {
      set(i, (double) value);
    } else {
      longs[i] = wrap(dtype, value);
      scale = Math.max(scale, Math.abs((double) longs[i]));
    }
  }

  static long wrap(DType dtype, long value) {
    return switch (dtype) {
      case BOOL -> value != 0 ? 1 : 0;
      case INT8 -> (byte) value;
      case INT16 -> (short) value;
      case INT32 -> (int) value;
      case UINT8 -> value & 0xff;
      case UINT16 -> value & 0xffff;
      case UINT32 -> value & 0xffff_ffffL;
      default -> value;
    };
  }

  boolean hasNaN() {
    return Arrays.stream(doubles).anyMatch(Double::isNaN);
  }

  boolean isFinite() {
    return Arrays.stream(doubles).allMatch(Double::isFinite);
  }

  private Naive from(Naive... sources) {
    for (Naive s : sources) {
      exact &= s.exact;
      scale = Math.max(scale, s.scale);
    }
    return this;
  }

  /** Copies all elements into a block. */
  void copyTo(Block flat) {
    for (int i = 0; i < size(); i++) {
      if (dtype.isFloat()) {
        flat.setDouble(doubles[i], i);
      } else {
        flat.setLong(longs[i], i);
      }
    }
  }

  // ---- indices

  /** The index of element {@code i} in C order. */
  static int[] index(Shape shape, int i) {
    int[] index = new int[shape.rank()];
    for (int d = shape.rank() - 1; d >= 0; d--) {
      index[d] = (int) (i % shape.dim(d));
      i /= (int) shape.dim(d);
    }
    return index;
  }

  static int ordinal(Shape shape, int[] index) {
    int i = 0;
    for (int d = 0; d < index.length; d++) {
      i = (int) (i * shape.dim(d)) + index[d];
    }
    return i;
  }

  /** From an index in the result to one in the source. */
  interface Place {
    int[] of(int[] index);
  }

  Naive gather(Shape result, Place place) {
    Naive r = new Naive(result, dtype).from(this);
    for (int i = 0; i < r.size(); i++) {
      int at = ordinal(shape, place.of(index(result, i)));
      if (dtype.isFloat()) {
        r.doubles[i] = doubles[at];
      } else {
        r.longs[i] = longs[at];
      }
    }
    return r;
  }

  /** Element {@code i} of axis {@code axis} is element {@code start + i * step}. */
  Naive range(int axis, int start, int count, int step) {
    return gather(
        shape.with(axis, count),
        index -> {
          index[axis] = start + step * index[axis];
          return index;
        });
  }

  /** Element {@code i} along axis {@code axis} is element {@code indices[i]}. */
  Naive take(int axis, int[] indices) {
    return gather(
        shape.with(axis, indices.length),
        index -> {
          index[axis] = indices[index[axis]];
          return index;
        });
  }

  Naive drop(int axis, int at) {
    return gather(without(shape, List.of(axis)), index -> insert(index, axis, at));
  }

  static int[] insert(int[] index, int axis, int at) {
    int[] full = new int[index.length + 1];
    for (int d = 0; d < full.length; d++) {
      full[d] = d < axis ? index[d] : d == axis ? at : index[d - 1];
    }
    return full;
  }

  Naive expand(int axis) {
    List<Long> extents = new ArrayList<>();
    for (long e : shape.toArray()) {
      extents.add(e);
    }
    extents.add(axis, 1L);
    return gather(
        Shape.of(extents.stream().mapToLong(Long::longValue).toArray()),
        index -> {
          int[] less = new int[index.length - 1];
          for (int d = 0; d < less.length; d++) {
            less[d] = d < axis ? index[d] : index[d + 1];
          }
          return less;
        });
  }

  Naive transpose(int... order) {
    long[] extents = new long[order.length];
    for (int d = 0; d < order.length; d++) {
      extents[d] = shape.dim(order[d]);
    }
    return gather(
        Shape.of(extents),
        index -> {
          int[] source = new int[order.length];
          for (int d = 0; d < order.length; d++) {
            source[order[d]] = index[d];
          }
          return source;
        });
  }

  Naive broadcast(Shape to) {
    int lead = to.rank() - shape.rank();
    return gather(
        to,
        index -> {
          int[] source = new int[shape.rank()];
          for (int d = 0; d < source.length; d++) {
            source[d] = shape.dim(d) == 1 ? 0 : index[d + lead];
          }
          return source;
        });
  }

  static Shape without(Shape shape, List<Integer> axes) {
    long[] kept = new long[shape.rank() - axes.size()];
    int k = 0;
    for (int d = 0; d < shape.rank(); d++) {
      if (!axes.contains(d)) {
        kept[k++] = shape.dim(d);
      }
    }
    return Shape.of(kept);
  }

  Naive concat(int axis, Naive other) {
    long split = shape.dim(axis);
    Naive r =
        new Naive(
                shape.with(axis, split + other.shape.dim(axis)), DType.promote(dtype, other.dtype))
            .from(this, other);
    for (int i = 0; i < r.size(); i++) {
      int[] index = index(r.shape, i);
      boolean first = index[axis] < split;
      index[axis] -= first ? 0 : (int) split;
      Naive part = first ? this : other;
      int at = ordinal(part.shape, index);
      r.copy(i, part, at);
    }
    return r;
  }

  private void copy(int i, Naive from, int at) {
    if (from.dtype.isFloat()) {
      set(i, from.doubles[at]);
    } else {
      set(i, from.longs[at]);
    }
  }

  // ---- elements

  Naive cast(DType to) {
    Naive r = new Naive(shape, to).from(this);
    for (int i = 0; i < size(); i++) {
      if (to == DType.BOOL) {
        r.set(i, isTrue(i) ? 1L : 0L);
      } else {
        r.copy(i, this, i);
      }
    }
    return r;
  }

  Naive map(DType to, boolean keepsExact, java.util.function.DoubleUnaryOperator f) {
    Naive r = new Naive(shape, to).from(this);
    for (int i = 0; i < size(); i++) {
      r.set(i, f.applyAsDouble(get(i)));
    }
    r.exact &= keepsExact;
    return r;
  }

  Naive combine(Naive other, DoubleBinaryOperator onDoubles, LongBinaryOperator onLongs) {
    DType in = DType.promote(dtype, other.dtype);
    Shape to = shape.broadcast(other.shape);
    Naive a = cast(in).broadcast(to);
    Naive b = other.cast(in).broadcast(to);
    Naive r = new Naive(to, in).from(a, b);
    for (int i = 0; i < r.size(); i++) {
      if (in.isFloat()) {
        r.set(i, onDoubles.applyAsDouble(a.doubles[i], b.doubles[i]));
      } else {
        r.set(i, onLongs.applyAsLong(a.longs[i], b.longs[i]));
      }
    }
    return r;
  }

  interface Comparison {
    boolean test(int sign);
  }

  /** NaN is neither less nor greater; {@code test} is not asked then. */
  Naive compare(Naive other, Comparison test, boolean withNaN) {
    DType in = DType.promote(dtype, other.dtype);
    Shape to = shape.broadcast(other.shape);
    Naive a = cast(in).broadcast(to);
    Naive b = other.cast(in).broadcast(to);
    Naive r = new Naive(to, DType.BOOL).from(a, b);
    for (int i = 0; i < r.size(); i++) {
      boolean nan = Double.isNaN(a.get(i)) || Double.isNaN(b.get(i));
      int sign =
          in.isFloat()
              ? Double.compare(a.doubles[i] + 0.0, b.doubles[i] + 0.0)
              : Long.compare(a.longs[i], b.longs[i]);
      r.set(i, (nan ? withNaN : test.test(sign)) ? 1L : 0L);
    }
    return r;
  }

  static Naive where(Naive condition, Naive a, Naive b) {
    DType in = DType.promote(a.dtype, b.dtype);
    Shape to = condition.shape.broadcast(a.shape).broadcast(b.shape);
    Naive c = condition.broadcast(to);
    Naive x = a.cast(in).broadcast(to);
    Naive y = b.cast(in).broadcast(to);
    Naive r = new Naive(to, in).from(condition, a, b);
    for (int i = 0; i < r.size(); i++) {
      r.copy(i, c.isTrue(i) ? x : y, i);
    }
    return r;
  }

  // ---- reductions

  interface Cell {
    void reduce(Naive from, List<Integer> elements, Naive into, int cell);
  }

  /** Gives {@code cell} the elements of every cell, in C order. */
  Naive reduce(List<Integer> axes, DType to, Cell cell) {
    Naive r = new Naive(without(shape, axes), to).from(this);
    List<List<Integer>> elements = new ArrayList<>();
    for (int i = 0; i < r.size(); i++) {
      elements.add(new ArrayList<>());
    }
    for (int i = 0; i < size(); i++) {
      int[] index = index(shape, i);
      int[] kept = new int[r.shape.rank()];
      int k = 0;
      for (int d = 0; d < index.length; d++) {
        if (!axes.contains(d)) {
          kept[k++] = index[d];
        }
      }
      elements.get(ordinal(r.shape, kept)).add(i);
    }
    for (int i = 0; i < r.size(); i++) {
      cell.reduce(this, elements.get(i), r, i);
    }
    return r;
  }

  Naive sum(List<Integer> axes) {
    DType to =
        switch (dtype.kind()) {
          case FLOAT -> dtype;
          case UNSIGNED -> DType.UINT64;
          default -> DType.INT64;
        };
    return reduce(
        axes,
        to,
        (from, elements, into, i) -> {
          double d = 0;
          long l = 0;
          double absolute = 0;
          for (int e : elements) {
            d += from.get(e);
            l += from.dtype.isFloat() ? 0 : from.longs[e];
            absolute += Double.isFinite(from.get(e)) ? Math.abs(from.get(e)) : 0;
          }
          into.scale = Math.max(into.scale, absolute);
          if (from.dtype.isFloat()) {
            into.set(i, d);
          } else {
            into.set(i, l);
          }
        });
  }

  Naive mean(List<Integer> axes) {
    Naive r =
        reduce(
            axes,
            dtype.isFloat() ? dtype : DType.FLOAT64,
            (from, elements, into, i) -> {
              double d = 0;
              for (int e : elements) {
                d += from.get(e);
              }
              into.set(i, d / elements.size());
            });
    r.exact = false;
    return r;
  }

  Naive var(List<Integer> axes) {
    Naive r =
        reduce(
            axes,
            dtype.isFloat() ? dtype : DType.FLOAT64,
            (from, elements, into, i) -> {
              double d = 0;
              for (int e : elements) {
                d += from.get(e);
              }
              double mean = d / elements.size();
              double m2 = 0;
              for (int e : elements) {
                m2 += (from.get(e) - mean) * (from.get(e) - mean);
              }
              into.set(i, m2 / elements.size());
            });
    r.exact = false;
    r.scale = Math.max(r.scale, scale * scale);
    return r;
  }

  /** The element at place {@code q * (n - 1)} of the sorted ones, interpolated linearly. */
  Naive quantile(List<Integer> axes, double q, boolean skipNaN) {
    Naive r =
        reduce(
            axes,
            dtype == DType.FLOAT32 ? dtype : DType.FLOAT64,
            (from, elements, into, i) -> {
              double[] sorted = elements.stream().mapToDouble(from::get).sorted().toArray();
              long numbers = Arrays.stream(sorted).filter(x -> !Double.isNaN(x)).count();
              if (numbers == 0 || (numbers < sorted.length && !skipNaN)) {
                into.set(i, Double.NaN);
                return;
              }
              double at = q * (numbers - 1);
              int low = (int) at;
              double above = sorted[Math.min(low + 1, (int) numbers - 1)];
              into.set(i, sorted[low] + (above - sorted[low]) * (at - low));
            });
    r.exact = false;
    return r;
  }

  Naive extreme(List<Integer> axes, boolean max) {
    return reduce(
        axes, dtype, (from, elements, into, i) -> into.copy(i, from, best(from, elements, max)));
  }

  Naive argExtreme(List<Integer> axes, boolean max) {
    return reduce(
        axes,
        DType.INT64,
        (from, elements, into, i) ->
            into.set(i, (long) elements.indexOf(best(from, elements, max))));
  }

  private static int best(Naive from, List<Integer> elements, boolean max) {
    int best = elements.getFirst();
    for (int e : elements) {
      if (Double.isNaN(from.get(best))) {
        return best;
      }
      boolean better =
          from.dtype.isFloat()
              ? Double.isNaN(from.get(e))
                  || (max
                      ? from.doubles[e] > from.doubles[best]
                      : from.doubles[e] < from.doubles[best])
              : max ? from.longs[e] > from.longs[best] : from.longs[e] < from.longs[best];
      best = better ? e : best;
    }
    return best;
  }

  Naive count(List<Integer> axes, DType to, LongBinaryOperator ofCountAndSize) {
    return reduce(
        axes,
        to,
        (from, elements, into, i) -> {
          long n = elements.stream().filter(from::isTrue).count();
          into.set(i, ofCountAndSize.applyAsLong(n, elements.size()));
        });
  }

  // ---- comparing

  /** What is wrong with an array, or null if nothing is. */
  String differs(DType otherType, Shape otherShape, Block flat) {
    if (otherType != dtype || !otherShape.equals(shape)) {
      return "got " + otherType + " " + otherShape + ", expected " + dtype + " " + shape;
    }
    double tolerance = exact ? 0 : (dtype == DType.FLOAT32 ? 1e-4 : 1e-9) * Math.max(1, scale);
    for (int i = 0; i < size(); i++) {
      boolean same =
          dtype.isFloat()
              ? close(doubles[i], flat.getDouble(i), tolerance)
              : longs[i] == flat.getLong(i);
      if (!same) {
        return "element "
            + Arrays.toString(index(shape, i))
            + ": got "
            + (dtype.isFloat() ? flat.getDouble(i) : flat.getLong(i))
            + ", expected "
            + get(i)
            + ", tolerance "
            + tolerance;
      }
    }
    return null;
  }

  private static boolean close(double a, double b, double tolerance) {
    return a == b || (Double.isNaN(a) && Double.isNaN(b)) || Math.abs(a - b) <= tolerance;
  }
}
