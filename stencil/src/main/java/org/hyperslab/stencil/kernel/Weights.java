package org.hyperslab.stencil.kernel;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.hyperslab.block.DType;

/**
 * A stencil's weights as its loops read them: off-heap, each repeated over the widest vector there
 * is, since loading a vector is as cheap as repeating an element. A star has those along x, y and
 * z, then the centre's; taps have one each. The memory lives as long as this object is reachable.
 */
public final class Weights {
  /** Bytes from one weight to the next. */
  static final long SLOT = 256;

  private final MemorySegment table;

  private Weights(DType dtype, double... weights) {
    table = Arena.ofAuto().allocate(SLOT * Math.max(1, weights.length), SLOT);
    for (int w = 0; w < weights.length; w++) {
      for (long at = w * SLOT; at < (w + 1) * SLOT; at += dtype.bytes()) {
        if (dtype == DType.FLOAT64) {
          table.set(ValueLayout.JAVA_DOUBLE, at, weights[w]);
        } else {
          table.set(ValueLayout.JAVA_FLOAT, at, (float) weights[w]);
        }
      }
    }
  }

  /** The weights of a formula, rounded to a dtype. */
  public static Weights of(Formula formula, DType dtype) {
    return switch (formula) {
      case Formula.Star s -> new Weights(dtype, s.x(), s.y(), s.z(), s.c());
      case Formula.Taps t -> new Weights(dtype, t.weights());
    };
  }

  /** What loops are given. */
  public long address() {
    return table.address();
  }
}
