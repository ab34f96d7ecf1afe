package org.hyperslab.stencil;

import java.util.Collections;
import org.hyperslab.grid.EdgeMode;
import org.hyperslab.grid.Halo;
import org.hyperslab.plan.Overlap;

/**
 * What a filter sees beyond the ends of an array.
 *
 * @param mode the same for all axes
 * @param value what stands there for {@link EdgeMode#CONSTANT}
 */
public record Edge(EdgeMode mode, double value) {
  /** Mirrored, the last element included; what SciPy's filters do if they are not told. */
  public static final Edge REFLECT = of(EdgeMode.REFLECT);

  /** An edge without a value of its own; beyond a constant one stands 0. */
  public static Edge of(EdgeMode mode) {
    return new Edge(mode, 0);
  }

  /** One value beyond all ends. */
  public static Edge constant(double value) {
    return new Edge(EdgeMode.CONSTANT, value);
  }

  Overlap around(Halo halo) {
    return new Overlap(halo, Collections.nCopies(halo.rank(), mode), value);
  }
}
