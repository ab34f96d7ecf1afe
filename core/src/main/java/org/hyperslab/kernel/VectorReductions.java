package org.hyperslab.kernel;

import jdk.incubator.vector.VectorOperators;
import org.hyperslab.block.DType;
import org.jspecify.annotations.Nullable;

/** Chooses the templates of reductions with SIMD; null where plain Java reduces. */
final class VectorReductions {
  private VectorReductions() {}

  static @Nullable ReduceKernel make(ReduceOp op, DType in, int ddof) {
    return switch (op) {
      case MEAN, NAN_MEAN -> sum(op, in);
      case SUM, NAN_SUM -> in.isFloat() ? sum(op, in) : longs(op, in, VectorOperators.ADD);
      case PROD -> fold(op, in, VectorOperators.MUL);
      case MIN, NAN_MIN -> fold(op, in, unsigned(in) ? VectorOperators.UMIN : VectorOperators.MIN);
      case MAX, NAN_MAX -> fold(op, in, unsigned(in) ? VectorOperators.UMAX : VectorOperators.MAX);
      case VAR, STD, NAN_VAR, NAN_STD -> moments(new Moments.Spec(op, in, ddof));
      case ANY, ALL, ARGMIN, ARGMAX, COUNT_NONZERO -> null;
    };
  }

  private static boolean unsigned(DType in) {
    return in.kind() == DType.Kind.UNSIGNED || in == DType.BOOL;
  }

  private static @Nullable ReduceKernel sum(ReduceOp op, DType in) {
    LaneConversion load = LaneConversion.of(bits(in), DType.FLOAT64);
    SumReduction.Spec sum = new SumReduction.Spec(op, in);
    return load == null ? null : spin(VectorSum.class, new VectorSum.Spec(sum, load));
  }

  private static @Nullable ReduceKernel moments(Moments.Spec moments) {
    LaneConversion load = LaneConversion.of(bits(moments.in()), DType.FLOAT64);
    return load == null ? null : spin(VectorMoments.class, new VectorMoments.Spec(moments, load));
  }

  private static @Nullable ReduceKernel fold(
      ReduceOp op, DType in, VectorOperators.Associative operator) {
    return in.isFloat() ? doubles(op, in, operator) : longs(op, in, operator);
  }

  private static @Nullable ReduceKernel doubles(
      ReduceOp op, DType in, VectorOperators.Associative operator) {
    LaneConversion load = LaneConversion.of(in, DType.FLOAT64);
    DoubleFold.Spec fold = DoubleFold.Spec.of(op, in);
    return load == null
        ? null
        : spin(VectorDoubleFold.class, new VectorDoubleFold.Spec(fold, operator, load));
  }

  private static @Nullable ReduceKernel longs(
      ReduceOp op, DType in, VectorOperators.Associative operator) {
    DType bits = in == DType.UINT64 ? DType.INT64 : bits(in);
    LaneConversion load = LaneConversion.of(bits, DType.INT64);
    LongFold.Spec fold = LongFold.Spec.of(op, in);
    return load == null
        ? null
        : spin(VectorLongFold.class, new VectorLongFold.Spec(fold, operator, load));
  }

  private static DType bits(DType in) {
    return in == DType.BOOL ? DType.UINT8 : in;
  }

  private static ReduceKernel spin(Class<? extends ReduceKernel> template, Object spec) {
    return Spinner.spin(template, ReduceKernel.class, spec);
  }
}
