package org.hyperslab.kernel;

import java.util.function.DoubleToLongFunction;
import java.util.function.DoubleUnaryOperator;
import java.util.function.LongToDoubleFunction;
import java.util.function.LongUnaryOperator;
import org.hyperslab.block.DType;

/**
 * Loops in plain Java. What the kernels with SIMD are tested against, and what stands in for them.
 */
final class ScalarKernels implements Kernels {
  @Override
  public UnaryKernel unary(UnaryOp op, DType in) {
    DType out = Typing.resultType(op, in);
    if (!in.isFloat()) {
      return unary(ScalarLoops.LongToLong.class, IntegerMath.unary(op, in), in, out);
    }
    if (out == DType.BOOL) {
      return unary(ScalarLoops.DoubleToLong.class, FloatMath.unaryPredicate(op), in, out);
    }
    return unary(ScalarLoops.DoubleToDouble.class, FloatMath.unary(op), in, out);
  }

  @Override
  public BinaryKernel binary(BinaryOp op, DType operands) {
    DType out = Typing.resultType(op, operands);
    if (!operands.isFloat()) {
      return binary(ScalarLoops.LongsToLong.class, IntegerMath.binary(op, operands), operands, out);
    }
    if (out == DType.BOOL) {
      return binary(ScalarLoops.DoublesToLong.class, FloatMath.binaryPredicate(op), operands, out);
    }
    return binary(ScalarLoops.DoublesToDouble.class, FloatMath.binary(op, operands), operands, out);
  }

  @Override
  public WhereKernel where(DType dtype) {
    Element bits = new Element(dtype.bytes(), true, false);
    return Spinner.spin(ScalarLoops.Where.class, WhereKernel.class, bits);
  }

  @Override
  public UnaryKernel cast(DType from, DType to) {
    boolean unsigned64 = from == DType.UINT64;
    if (from.isFloat() && to.isFloat()) {
      DoubleUnaryOperator same = x -> x;
      return unary(ScalarLoops.DoubleToDouble.class, same, from, to);
    }
    if (from.isFloat()) {
      DoubleToLongFunction f =
          switch (to) {
            case BOOL -> x -> IntegerMath.bit(x != 0);
            case UINT64 -> FloatMath::toUnsigned;
            default -> x -> (long) x;
          };
      return unary(ScalarLoops.DoubleToLong.class, f, from, to);
    }
    if (to.isFloat()) {
      LongToDoubleFunction f;
      if (to == DType.FLOAT64) {
        f = unsigned64 ? FloatMath::fromUnsigned : x -> (double) x;
      } else {
        f = unsigned64 ? FloatMath::floatFromUnsigned : x -> (float) x;
      }
      return unary(ScalarLoops.LongToDouble.class, f, from, to);
    }
    LongUnaryOperator f = to == DType.BOOL ? x -> IntegerMath.bit(x != 0) : x -> x;
    return unary(ScalarLoops.LongToLong.class, f, from, to);
  }

  @Override
  public UnaryKernel unpack(Unpacking u) {
    if (UnpackTiles.hasExactly(u.from())) {
      return UnpackTiles.of(u);
    }
    if (u.from().isFloat()) {
      double missing = u.missingNumber();
      DoubleUnaryOperator f = x -> x == missing ? Double.NaN : u.value(x);
      return unary(ScalarLoops.DoubleToDouble.class, f, u.from(), u.to());
    }
    boolean unsigned64 = u.from() == DType.UINT64;
    boolean narrow = u.to() == DType.FLOAT32;
    boolean has = u.missing() != null;
    long missing = u.missingBits();
    LongToDoubleFunction f =
        x -> {
          if (has && x == missing) {
            return Double.NaN;
          }
          if (unsigned64) {
            return u.value(narrow ? FloatMath.floatFromUnsigned(x) : FloatMath.fromUnsigned(x));
          }
          return u.value(narrow ? (float) x : (double) x);
        };
    return unary(ScalarLoops.LongToDouble.class, f, u.from(), u.to());
  }

  private static UnaryKernel unary(
      Class<? extends UnaryKernel> template, Object function, DType in, DType out) {
    return Spinner.spin(
        template,
        UnaryKernel.class,
        new ScalarLoops.Spec<>(function, Element.of(in), Element.of(out)));
  }

  private static BinaryKernel binary(
      Class<? extends BinaryKernel> template, Object function, DType in, DType out) {
    return Spinner.spin(
        template,
        BinaryKernel.class,
        new ScalarLoops.Spec<>(function, Element.of(in), Element.of(out)));
  }

  @Override
  public ReduceKernel reduce(ReduceOp op, DType in, int ddof) {
    return switch (op) {
      case MEAN, NAN_MEAN -> spin(SumReduction.Scalar.class, new SumReduction.Spec(op, in));
      case SUM, NAN_SUM ->
          in.isFloat()
              ? spin(SumReduction.Scalar.class, new SumReduction.Spec(op, in))
              : spin(LongFold.Scalar.class, LongFold.Spec.of(op, in));
      case PROD, MIN, MAX, NAN_MIN, NAN_MAX ->
          in.isFloat()
              ? spin(DoubleFold.Scalar.class, DoubleFold.Spec.of(op, in))
              : spin(LongFold.Scalar.class, LongFold.Spec.of(op, in));
      case ANY, ALL, COUNT_NONZERO -> spin(LongFold.Scalar.class, LongFold.Spec.of(op, in));
      case VAR, STD, NAN_VAR, NAN_STD -> spin(Moments.Scalar.class, new Moments.Spec(op, in, ddof));
      case ARGMIN, ARGMAX -> spin(ArgExtreme.Scalar.class, new ArgExtreme.Spec(op, in));
    };
  }

  private static ReduceKernel spin(Class<? extends ReduceKernel> template, Object spec) {
    return Spinner.spin(template, ReduceKernel.class, spec);
  }

  @Override
  public void uniform(long dst, long key, long index, long indexStep, int n) {
    for (int i = 0; i < n; i++) {
      long bits = CounterRandom.bits(key, index + i * indexStep);
      NativeMemory.putDouble(dst + 8L * i, CounterRandom.uniform(bits));
    }
  }

  @Override
  public void normal(long dst, long key, long index, long indexStep, int n) {
    for (int i = 0; i < n; i++) {
      long bits = CounterRandom.bits(key, index + i * indexStep);
      NativeMemory.putDouble(dst + 8L * i, CounterRandom.normal(bits));
    }
  }

  @Override
  public void integers(long dst, long key, long index, long indexStep, int n, long low, long span) {
    for (int i = 0; i < n; i++) {
      long bits = CounterRandom.bits(key, index + i * indexStep);
      NativeMemory.putLong(dst + 8L * i, CounterRandom.integer(bits, low, span));
    }
  }
}
