package org.hyperslab.kernel;

import java.lang.invoke.MethodHandles;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleToLongFunction;
import java.util.function.DoubleUnaryOperator;
import java.util.function.LongBinaryOperator;
import java.util.function.LongToDoubleFunction;
import java.util.function.LongUnaryOperator;

/**
 * Templates (see {@link Spinner}) of elementwise loops without SIMD. A family of loops per kind of
 * operand and result.
 */
final class ScalarLoops {
  private ScalarLoops() {}

  /** A function with the elements it is applied to and the elements it gives. */
  record Spec<F>(F function, Element in, Element out) {}

  /** Integers to integers or bool. */
  static final class LongToLong implements UnaryKernel {
    private static final Spec<?> SPEC = Spinner.data(MethodHandles.lookup(), Spec.class);
    private static final LongUnaryOperator F = (LongUnaryOperator) SPEC.function();
    private static final Element IN = SPEC.in();
    private static final Element OUT = SPEC.out();

    @Override
    public void apply(long dst, long a, int n) {
      for (int i = 0; i < n; i++) {
        long x = IN.loadLong(a + (long) i * IN.bytes());
        OUT.storeLong(dst + (long) i * OUT.bytes(), F.applyAsLong(x));
      }
    }
  }

  /** Integers to floats. */
  static final class LongToDouble implements UnaryKernel {
    private static final Spec<?> SPEC = Spinner.data(MethodHandles.lookup(), Spec.class);
    private static final LongToDoubleFunction F = (LongToDoubleFunction) SPEC.function();
    private static final Element IN = SPEC.in();
    private static final Element OUT = SPEC.out();

    @Override
    public void apply(long dst, long a, int n) {
      for (int i = 0; i < n; i++) {
        long x = IN.loadLong(a + (long) i * IN.bytes());
        OUT.storeDouble(dst + (long) i * OUT.bytes(), F.applyAsDouble(x));
      }
    }
  }

  /** Floats to integers or bool. */
  static final class DoubleToLong implements UnaryKernel {
    private static final Spec<?> SPEC = Spinner.data(MethodHandles.lookup(), Spec.class);
    private static final DoubleToLongFunction F = (DoubleToLongFunction) SPEC.function();
    private static final Element IN = SPEC.in();
    private static final Element OUT = SPEC.out();

    @Override
    public void apply(long dst, long a, int n) {
      for (int i = 0; i < n; i++) {
        double x = IN.loadDouble(a + (long) i * IN.bytes());
        OUT.storeLong(dst + (long) i * OUT.bytes(), F.applyAsLong(x));
      }
    }
  }

  /** Floats to floats. */
  static final class DoubleToDouble implements UnaryKernel {
    private static final Spec<?> SPEC = Spinner.data(MethodHandles.lookup(), Spec.class);
    private static final DoubleUnaryOperator F = (DoubleUnaryOperator) SPEC.function();
    private static final Element IN = SPEC.in();
    private static final Element OUT = SPEC.out();

    @Override
    public void apply(long dst, long a, int n) {
      for (int i = 0; i < n; i++) {
        double x = IN.loadDouble(a + (long) i * IN.bytes());
        OUT.storeDouble(dst + (long) i * OUT.bytes(), F.applyAsDouble(x));
      }
    }
  }

  /** Two integers to an integer or bool. */
  static final class LongsToLong implements BinaryKernel {
    private static final Spec<?> SPEC = Spinner.data(MethodHandles.lookup(), Spec.class);
    private static final LongBinaryOperator F = (LongBinaryOperator) SPEC.function();
    private static final Element IN = SPEC.in();
    private static final Element OUT = SPEC.out();

    @Override
    public void apply(long dst, long a, int aStep, long b, int bStep, int n) {
      long aBytes = (long) aStep * IN.bytes();
      long bBytes = (long) bStep * IN.bytes();
      for (int i = 0; i < n; i++) {
        long x = IN.loadLong(a + i * aBytes);
        long y = IN.loadLong(b + i * bBytes);
        OUT.storeLong(dst + (long) i * OUT.bytes(), F.applyAsLong(x, y));
      }
    }
  }

  /** Two floats to a float. */
  static final class DoublesToDouble implements BinaryKernel {
    private static final Spec<?> SPEC = Spinner.data(MethodHandles.lookup(), Spec.class);
    private static final DoubleBinaryOperator F = (DoubleBinaryOperator) SPEC.function();
    private static final Element IN = SPEC.in();
    private static final Element OUT = SPEC.out();

    @Override
    public void apply(long dst, long a, int aStep, long b, int bStep, int n) {
      long aBytes = (long) aStep * IN.bytes();
      long bBytes = (long) bStep * IN.bytes();
      for (int i = 0; i < n; i++) {
        double x = IN.loadDouble(a + i * aBytes);
        double y = IN.loadDouble(b + i * bBytes);
        OUT.storeDouble(dst + (long) i * OUT.bytes(), F.applyAsDouble(x, y));
      }
    }
  }

  /** Two floats to bool. */
  static final class DoublesToLong implements BinaryKernel {
    private static final Spec<?> SPEC = Spinner.data(MethodHandles.lookup(), Spec.class);
    private static final FloatMath.Predicate F = (FloatMath.Predicate) SPEC.function();
    private static final Element IN = SPEC.in();
    private static final Element OUT = SPEC.out();

    @Override
    public void apply(long dst, long a, int aStep, long b, int bStep, int n) {
      long aBytes = (long) aStep * IN.bytes();
      long bBytes = (long) bStep * IN.bytes();
      for (int i = 0; i < n; i++) {
        double x = IN.loadDouble(a + i * aBytes);
        double y = IN.loadDouble(b + i * bBytes);
        OUT.storeLong(dst + (long) i * OUT.bytes(), F.test(x, y));
      }
    }
  }

  /** Chooses elements by their bits. */
  static final class Where implements WhereKernel {
    private static final Element TYPE = Spinner.data(MethodHandles.lookup(), Element.class);

    @Override
    public void apply(long dst, long condition, long a, int aStep, long b, int bStep, int n) {
      long aBytes = (long) aStep * TYPE.bytes();
      long bBytes = (long) bStep * TYPE.bytes();
      for (int i = 0; i < n; i++) {
        boolean chosen = NativeMemory.getByte(condition + i) != 0;
        long from = chosen ? a + i * aBytes : b + i * bBytes;
        TYPE.storeLong(dst + (long) i * TYPE.bytes(), TYPE.loadLong(from));
      }
    }
  }
}
