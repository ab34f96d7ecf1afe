package org.hyperslab.kernel;

import org.jspecify.annotations.Nullable;

/** What reductions share about their states. */
final class States {
  /**
   * Folds over one cell work through this many elements at a time, so that a piece is read from L1
   * twice.
   */
  static final int PIECE = 2048;

  private States() {}

  /** Sets fields to zero, by a loop of the JVM's own, which needs no warming up. */
  static void clear(int fields, long state, long stride, int n) {
    for (int f = 0; f < fields; f++) {
      NativeMemory.ALL.asSlice(state + f * stride, 8L * n).fill((byte) 0);
    }
  }

  /**
   * Throws if there are results to give but they are over no elements, and there is something to
   * say about that.
   */
  static void refuseEmpty(@Nullable String message, int n, long count) {
    if (message != null && count == 0 && n > 0) {
      throw new IllegalArgumentException(message);
    }
  }

  /** NumPy's words about the least or greatest of nothing. */
  static String empty(ReduceOp op) {
    String ufunc =
        switch (op) {
          case MIN -> "minimum";
          case MAX -> "maximum";
          case NAN_MIN -> "fmin";
          case NAN_MAX -> "fmax";
          default -> throw new IllegalStateException(op + " has an identity");
        };
    return "zero-size array to reduction operation " + ufunc + " which has no identity";
  }
}
