package org.hyperslab.kernel;

import jdk.incubator.vector.VectorOperators;
import org.hyperslab.block.DType;
import org.jspecify.annotations.Nullable;

/** Chooses the templates of reductions with SIMD; null where plain Java reduces. */
final class VectorReductions {
  private VectorReductions() {}

  static @Nullable ReduceKernel make(ReduceOp op, DType in, int ddof) {
    LaneLoaders.Doubles doubles = LaneLoaders.doubles(in);
    LaneLoaders.Longs longs = LaneLoaders.longs(in);
    boolean sum = op == ReduceOp.SUM || op == ReduceOp.NAN_SUM;
    boolean mean = op == ReduceOp.MEAN || op == ReduceOp.NAN_MEAN;
    if (doubles != null && (mean || (sum && in.isFloat()))) {
      return spin(VectorSum.class, new VectorSum.Spec(new SumReduction.Spec(op, in), doubles));
    }
    VectorDoubleFold.Operator onDoubles = onDoubles(op);
    if (doubles != null && in.isFloat() && onDoubles != null) {
      DoubleFold.Spec fold = DoubleFold.Spec.of(op, in);
      return spin(VectorDoubleFold.class, new VectorDoubleFold.Spec(fold, onDoubles, doubles));
    }
    VectorLongFold.Operator onLongs = onLongs(op, in.kind() != DType.Kind.SIGNED);
    if (longs != null && onLongs != null) {
      LongFold.Spec fold = LongFold.Spec.of(op, in);
      return spin(VectorLongFold.class, new VectorLongFold.Spec(fold, onLongs, longs));
    }
    if (doubles != null && isMoment(op)) {
      Moments.Spec moments = new Moments.Spec(op, in, ddof);
      return spin(VectorMoments.class, new VectorMoments.Spec(moments, doubles));
    }
    return null;
  }

  private static boolean isMoment(ReduceOp op) {
    return switch (op) {
      case VAR, STD, NAN_VAR, NAN_STD -> true;
      default -> false;
    };
  }

  private static VectorDoubleFold.@Nullable Operator onDoubles(ReduceOp op) {
    return switch (op) {
      case PROD -> (x, y) -> x.mul(y);
      case MIN -> (x, y) -> x.min(y);
      case MAX -> (x, y) -> x.max(y);
      case NAN_MIN ->
          (x, y) ->
              x.min(y)
                  .blend(x, y.test(VectorOperators.IS_NAN))
                  .blend(y, x.test(VectorOperators.IS_NAN));
      case NAN_MAX ->
          (x, y) ->
              x.max(y)
                  .blend(x, y.test(VectorOperators.IS_NAN))
                  .blend(y, x.test(VectorOperators.IS_NAN));
      default -> null;
    };
  }

  private static VectorLongFold.@Nullable Operator onLongs(ReduceOp op, boolean unsigned) {
    return switch (op) {
      case SUM, NAN_SUM -> (x, y) -> x.add(y);
      case PROD -> (x, y) -> x.mul(y);
      case MIN, NAN_MIN ->
          unsigned ? (x, y) -> x.lanewise(VectorOperators.UMIN, y) : (x, y) -> x.min(y);
      case MAX, NAN_MAX ->
          unsigned ? (x, y) -> x.lanewise(VectorOperators.UMAX, y) : (x, y) -> x.max(y);
      default -> null;
    };
  }

  private static ReduceKernel spin(Class<? extends ReduceKernel> template, Object spec) {
    return Spinner.spin(template, ReduceKernel.class, spec);
  }
}
