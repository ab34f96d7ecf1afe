package org.hyperslab.plan;

import java.util.Locale;
import org.hyperslab.block.DType;
import org.hyperslab.kernel.Kernels;
import org.hyperslab.kernel.ReduceKernel;
import org.hyperslab.kernel.ReduceOp;
import org.hyperslab.kernel.Typing;

/** Which reduction: a built-in one, or a user's. */
@SuppressWarnings("exports") // kernels are opaque outside of this module
public sealed interface Reducer {
  /** The loops for an input type. */
  ReduceKernel kernel(DType in);

  /** The result's type for an input type. */
  DType resultType(DType in);

  /** The reduction as {@code explain} prints it. */
  String label();

  /** Whether its result depends on where elements are. */
  default boolean indexed() {
    return false;
  }

  /**
   * A built-in reduction.
   *
   * @param ddof subtracted from the count in variances; otherwise unused
   */
  record BuiltIn(ReduceOp op, int ddof) implements Reducer {
    @Override
    public ReduceKernel kernel(DType in) {
      return Kernels.best().reduce(op, in, ddof);
    }

    @Override
    public DType resultType(DType in) {
      return Typing.resultType(op, in);
    }

    @Override
    public String label() {
      return op.name().toLowerCase(Locale.ROOT).replace("nan_", "nan");
    }

    @Override
    public boolean indexed() {
      return op == ReduceOp.ARGMIN || op == ReduceOp.ARGMAX;
    }
  }

  /** A reduction written by a user. */
  record Custom(Reduction reduction) implements Reducer {
    @Override
    public ReduceKernel kernel(DType in) {
      return new CustomReduceKernel(reduction, in);
    }

    @Override
    public DType resultType(DType in) {
      return reduction.resultType(in);
    }

    @Override
    public String label() {
      return reduction.name();
    }
  }
}
