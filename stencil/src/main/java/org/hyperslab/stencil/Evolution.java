package org.hyperslab.stencil;

import org.hyperslab.block.DType;
import org.hyperslab.grid.Region;
import org.hyperslab.grid.Shape;

/**
 * What evolves, and how: everything that a result depends on beside the initial fields and the
 * number of steps.
 *
 * @param stencil what a step computes
 * @param boundaries what holds at the domain's sides
 * @param domain the shape of all fields, no dimension empty
 * @param dtype float32 or float64, of all fields
 */
public record Evolution(Stencil stencil, Boundaries boundaries, Shape domain, DType dtype) {
  /** Checks that the parts fit together. */
  public Evolution {
    if (stencil.rank() != domain.rank()) {
      throw new IllegalArgumentException(
          "rank mismatch: stencil=" + stencil.rank() + ", domain=" + domain);
    }
    if (domain.isEmpty()) {
      throw new IllegalArgumentException("domain without cells: " + domain);
    }
    if (!dtype.isFloat()) {
      throw new IllegalArgumentException("dtype has to be float32 or float64: " + dtype);
    }
    boundaries.check(domain);
  }

  /** The number of dimensions. */
  public int rank() {
    return domain.rank();
  }

  /** The cells that change; the others are held by fixed boundaries. */
  public Region changing() {
    return boundaries.changing(domain, stencil.radius());
  }
}
