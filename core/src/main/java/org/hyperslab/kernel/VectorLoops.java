package org.hyperslab.kernel;

import java.lang.invoke.MethodHandles;
import java.util.Objects;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.Vector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;
import org.jspecify.annotations.Nullable;

/**
 * Templates (see {@link Spinner}) of elementwise loops with SIMD.
 *
 * <p>All have one shape. The last vector of a tile is computed first and stored last: it overlaps
 * the one before it, so that ragged tiles need no other loop, and because its operands were read
 * before anything was written a tile can be computed in place. Only tiles of less than one vector
 * are masked. Each element goes through the same vector code wherever it lies in a tile, so its
 * value depends on nothing but its operands. Bodies are not unrolled by hand: that measured the
 * same.
 */
final class VectorLoops {
  private VectorLoops() {}

  /** What is done to a vector. */
  @FunctionalInterface
  interface Lanewise1 {
    Vector<Object> apply(Vector<Object> x);
  }

  /** What is done to two vectors. */
  @FunctionalInterface
  interface Lanewise2 {
    Vector<Object> apply(Vector<Object> x, Vector<Object> y);
  }

  /** What is asked about a vector. */
  @FunctionalInterface
  interface Test1 {
    VectorMask<Object> apply(Vector<Object> x);
  }

  /** What is asked about two vectors. */
  @FunctionalInterface
  interface Test2 {
    VectorMask<Object> apply(Vector<Object> x, Vector<Object> y);
  }

  /**
   * A function, the species of its operands, and that of its result, which has as many lanes.
   *
   * @param small what does tiles of less than a vector where a loop does not mask them
   */
  record Spec(
      @Nullable Object function,
      VectorSpecies<Object> in,
      VectorSpecies<Object> out,
      @Nullable Object small) {
    <F> F function(Class<F> type) {
      return Objects.requireNonNull(type.cast(function));
    }

    <K> K small(Class<K> type) {
      return Objects.requireNonNull(type.cast(small));
    }
  }

  /** One operand, result of the same type. */
  static final class Unary implements UnaryKernel {
    private static final Spec SPEC = Spinner.data(MethodHandles.lookup(), Spec.class);
    private static final Lanewise1 F = SPEC.function(Lanewise1.class);
    private static final VectorSpecies<Object> S = SPEC.in();
    private static final int LANES = S.length();
    private static final int BYTES = S.elementSize() / 8;

    @Override
    public void apply(long dst, long a, int n) {
      if (n < LANES) {
        VectorMask<Object> set = S.indexInRange(0, n);
        F.apply(Lanes.load(S, a, set)).intoMemorySegment(Lanes.ALL, dst, Lanes.ORDER, set);
        return;
      }
      int last = n - LANES;
      Vector<Object> end = at(a, last);
      for (int i = 0; i < last; i += LANES) {
        store(dst, i, at(a, i));
      }
      store(dst, last, end);
    }

    private static Vector<Object> at(long a, int i) {
      return F.apply(S.fromMemorySegment(Lanes.ALL, a + (long) i * BYTES, Lanes.ORDER));
    }

    private static void store(long dst, int i, Vector<Object> x) {
      x.intoMemorySegment(Lanes.ALL, dst + (long) i * BYTES, Lanes.ORDER);
    }
  }

  /** Two operands, result of their type. */
  static final class Binary implements BinaryKernel {
    private static final Spec SPEC = Spinner.data(MethodHandles.lookup(), Spec.class);
    private static final Lanewise2 F = SPEC.function(Lanewise2.class);
    private static final VectorSpecies<Object> S = SPEC.in();
    private static final int LANES = S.length();
    private static final int BYTES = S.elementSize() / 8;

    @Override
    public void apply(long dst, long a, int aStep, long b, int bStep, int n) {
      if (n < LANES) {
        small(dst, a, aStep, b, bStep, n);
      } else if (aStep != 0 && bStep != 0) {
        arrays(dst, a, b, n);
      } else if (aStep != 0) {
        arrayAndScalar(dst, a, Lanes.broadcast(S, b), n);
      } else if (bStep != 0) {
        scalarAndArray(dst, Lanes.broadcast(S, a), b, n);
      } else {
        scalars(dst, F.apply(Lanes.broadcast(S, a), Lanes.broadcast(S, b)), n);
      }
    }

    private static void small(long dst, long a, int aStep, long b, int bStep, int n) {
      VectorMask<Object> set = S.indexInRange(0, n);
      Vector<Object> x = aStep != 0 ? Lanes.load(S, a, set) : Lanes.broadcast(S, a);
      Vector<Object> y = bStep != 0 ? Lanes.load(S, b, set) : Lanes.broadcast(S, b);
      F.apply(x, y).intoMemorySegment(Lanes.ALL, dst, Lanes.ORDER, set);
    }

    private static void arrays(long dst, long a, long b, int n) {
      int last = n - LANES;
      Vector<Object> end = F.apply(load(a, last), load(b, last));
      for (int i = 0; i < last; i += LANES) {
        store(dst, i, F.apply(load(a, i), load(b, i)));
      }
      store(dst, last, end);
    }

    private static void arrayAndScalar(long dst, long a, Vector<Object> y, int n) {
      int last = n - LANES;
      Vector<Object> end = F.apply(load(a, last), y);
      for (int i = 0; i < last; i += LANES) {
        store(dst, i, F.apply(load(a, i), y));
      }
      store(dst, last, end);
    }

    private static void scalarAndArray(long dst, Vector<Object> x, long b, int n) {
      int last = n - LANES;
      Vector<Object> end = F.apply(x, load(b, last));
      for (int i = 0; i < last; i += LANES) {
        store(dst, i, F.apply(x, load(b, i)));
      }
      store(dst, last, end);
    }

    private static void scalars(long dst, Vector<Object> result, int n) {
      int last = n - LANES;
      for (int i = 0; i < last; i += LANES) {
        store(dst, i, result);
      }
      store(dst, last, result);
    }

    private static Vector<Object> load(long a, int i) {
      return S.fromMemorySegment(Lanes.ALL, a + (long) i * BYTES, Lanes.ORDER);
    }

    private static void store(long dst, int i, Vector<Object> x) {
      x.intoMemorySegment(Lanes.ALL, dst + (long) i * BYTES, Lanes.ORDER);
    }
  }

  /** One operand, bool result. */
  static final class UnaryTest implements UnaryKernel {
    private static final Spec SPEC = Spinner.data(MethodHandles.lookup(), Spec.class);
    private static final Test1 F = SPEC.function(Test1.class);
    private static final VectorSpecies<Object> S = SPEC.in();
    private static final VectorSpecies<Byte> BOOLS = SPEC.out().check(byte.class);
    private static final int LANES = S.length();
    private static final int BYTES = S.elementSize() / 8;
    private static final UnaryKernel SMALL = SPEC.small(UnaryKernel.class);

    @Override
    public void apply(long dst, long a, int n) {
      if (n < LANES) {
        SMALL.apply(dst, a, n);
        return;
      }
      int last = n - LANES;
      ByteVector end = at(a, last);
      for (int i = 0; i < last; i += LANES) {
        at(a, i).intoMemorySegment(Lanes.ALL, dst + i, Lanes.ORDER);
      }
      end.intoMemorySegment(Lanes.ALL, dst + last, Lanes.ORDER);
    }

    private static ByteVector at(long a, int i) {
      Vector<Object> x = S.fromMemorySegment(Lanes.ALL, a + (long) i * BYTES, Lanes.ORDER);
      return ByteVector.zero(BOOLS).blend((byte) 1, F.apply(x).cast(BOOLS));
    }
  }

  /** Two operands, bool result. */
  static final class BinaryTest implements BinaryKernel {
    private static final Spec SPEC = Spinner.data(MethodHandles.lookup(), Spec.class);
    private static final Test2 F = SPEC.function(Test2.class);
    private static final VectorSpecies<Object> S = SPEC.in();
    private static final VectorSpecies<Byte> BOOLS = SPEC.out().check(byte.class);
    private static final int LANES = S.length();
    private static final int BYTES = S.elementSize() / 8;
    private static final BinaryKernel SMALL = SPEC.small(BinaryKernel.class);

    @Override
    public void apply(long dst, long a, int aStep, long b, int bStep, int n) {
      if (n < LANES || (aStep == 0 && bStep == 0)) {
        SMALL.apply(dst, a, aStep, b, bStep, n);
      } else if (aStep != 0 && bStep != 0) {
        arrays(dst, a, b, n);
      } else if (aStep != 0) {
        arrayAndScalar(dst, a, Lanes.broadcast(S, b), n);
      } else {
        scalarAndArray(dst, Lanes.broadcast(S, a), b, n);
      }
    }

    private static void arrays(long dst, long a, long b, int n) {
      int last = n - LANES;
      ByteVector end = bools(load(a, last), load(b, last));
      for (int i = 0; i < last; i += LANES) {
        bools(load(a, i), load(b, i)).intoMemorySegment(Lanes.ALL, dst + i, Lanes.ORDER);
      }
      end.intoMemorySegment(Lanes.ALL, dst + last, Lanes.ORDER);
    }

    private static void arrayAndScalar(long dst, long a, Vector<Object> y, int n) {
      int last = n - LANES;
      ByteVector end = bools(load(a, last), y);
      for (int i = 0; i < last; i += LANES) {
        bools(load(a, i), y).intoMemorySegment(Lanes.ALL, dst + i, Lanes.ORDER);
      }
      end.intoMemorySegment(Lanes.ALL, dst + last, Lanes.ORDER);
    }

    private static void scalarAndArray(long dst, Vector<Object> x, long b, int n) {
      int last = n - LANES;
      ByteVector end = bools(x, load(b, last));
      for (int i = 0; i < last; i += LANES) {
        bools(x, load(b, i)).intoMemorySegment(Lanes.ALL, dst + i, Lanes.ORDER);
      }
      end.intoMemorySegment(Lanes.ALL, dst + last, Lanes.ORDER);
    }

    private static Vector<Object> load(long a, int i) {
      return S.fromMemorySegment(Lanes.ALL, a + (long) i * BYTES, Lanes.ORDER);
    }

    private static ByteVector bools(Vector<Object> x, Vector<Object> y) {
      return ByteVector.zero(BOOLS).blend((byte) 1, F.apply(x, y).cast(BOOLS));
    }
  }

  /** One operand, result of another type. */
  static final class Cast implements UnaryKernel {
    private static final Spec SPEC = Spinner.data(MethodHandles.lookup(), Spec.class);
    private static final Lanewise1 F = SPEC.function(Lanewise1.class);
    private static final VectorSpecies<Object> IN = SPEC.in();
    private static final int LANES = IN.length();
    private static final int IN_BYTES = IN.elementSize() / 8;
    private static final int OUT_BYTES = SPEC.out().elementSize() / 8;
    private static final UnaryKernel SMALL = SPEC.small(UnaryKernel.class);

    @Override
    public void apply(long dst, long a, int n) {
      if (n < LANES) {
        SMALL.apply(dst, a, n);
        return;
      }
      int last = n - LANES;
      Vector<Object> end = at(a, last);
      for (int i = 0; i < last; i += LANES) {
        store(dst, i, at(a, i));
      }
      store(dst, last, end);
    }

    private static Vector<Object> at(long a, int i) {
      return F.apply(IN.fromMemorySegment(Lanes.ALL, a + (long) i * IN_BYTES, Lanes.ORDER));
    }

    private static void store(long dst, int i, Vector<Object> x) {
      x.intoMemorySegment(Lanes.ALL, dst + (long) i * OUT_BYTES, Lanes.ORDER);
    }
  }

  /** A choice between two operands. */
  static final class Where implements WhereKernel {
    private static final Spec SPEC = Spinner.data(MethodHandles.lookup(), Spec.class);
    private static final VectorSpecies<Object> S = SPEC.in();
    private static final VectorSpecies<Byte> BOOLS = SPEC.out().check(byte.class);
    private static final int LANES = S.length();
    private static final int BYTES = S.elementSize() / 8;
    private static final WhereKernel SMALL = SPEC.small(WhereKernel.class);

    @Override
    public void apply(long dst, long condition, long a, int aStep, long b, int bStep, int n) {
      if (n < LANES || (aStep == 0 && bStep == 0)) {
        SMALL.apply(dst, condition, a, aStep, b, bStep, n);
      } else if (aStep != 0 && bStep != 0) {
        arrays(dst, condition, a, b, n);
      } else if (aStep != 0) {
        arrayAndScalar(dst, condition, a, Lanes.broadcast(S, b), n);
      } else {
        scalarAndArray(dst, condition, Lanes.broadcast(S, a), b, n);
      }
    }

    private static void arrays(long dst, long condition, long a, long b, int n) {
      int last = n - LANES;
      Vector<Object> end = load(b, last).blend(load(a, last), chosen(condition, last));
      for (int i = 0; i < last; i += LANES) {
        store(dst, i, load(b, i).blend(load(a, i), chosen(condition, i)));
      }
      store(dst, last, end);
    }

    private static void arrayAndScalar(long dst, long condition, long a, Vector<Object> y, int n) {
      int last = n - LANES;
      Vector<Object> end = y.blend(load(a, last), chosen(condition, last));
      for (int i = 0; i < last; i += LANES) {
        store(dst, i, y.blend(load(a, i), chosen(condition, i)));
      }
      store(dst, last, end);
    }

    private static void scalarAndArray(long dst, long condition, Vector<Object> x, long b, int n) {
      int last = n - LANES;
      Vector<Object> end = load(b, last).blend(x, chosen(condition, last));
      for (int i = 0; i < last; i += LANES) {
        store(dst, i, load(b, i).blend(x, chosen(condition, i)));
      }
      store(dst, last, end);
    }

    private static VectorMask<Object> chosen(long condition, int i) {
      return ByteVector.fromMemorySegment(BOOLS, Lanes.ALL, condition + i, Lanes.ORDER)
          .compare(VectorOperators.NE, 0)
          .cast(S);
    }

    private static Vector<Object> load(long a, int i) {
      return S.fromMemorySegment(Lanes.ALL, a + (long) i * BYTES, Lanes.ORDER);
    }

    private static void store(long dst, int i, Vector<Object> x) {
      x.intoMemorySegment(Lanes.ALL, dst + (long) i * BYTES, Lanes.ORDER);
    }
  }
}
