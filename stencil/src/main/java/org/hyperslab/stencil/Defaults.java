package org.hyperslab.stencil;

import org.hyperslab.grid.Shape;

/** What is fast where the user doesn't say. */
final class Defaults {
  /** Steps per pass by number of dimensions, for a radius of 1. */
  private static final int[] STEPS = {0, 32, 10, 4, 2};

  private Defaults() {}

  /** Fewer for stencils that reach further, and for domains that are thin. */
  static int stepsPerPass(Evolution e) {
    int steps = STEPS[e.rank()];
    int[] radius = e.stencil().radius();
    for (int d = 0; d < e.rank(); d++) {
      int reach = Math.max(1, radius[d]);
      long thin = Math.max(1, e.domain().dim(d) / (8L * reach));
      steps = (int) Math.min(Math.max(1, STEPS[e.rank()] / reach), Math.min(steps, thin));
    }
    return steps;
  }

  /** One block per worker, along the first dimension. */
  static Shape block(Evolution e, int workers) {
    long n = e.domain().dim(0);
    return e.domain().with(0, Math.max(1, (n + workers - 1) / workers));
  }
}
