package org.hyperslab.kernel;

/** Decides once, when the first kernel is asked for. */
final class KernelChoice {
  static final Kernels SCALAR = new CachedKernels(new ScalarKernels());
  static final Kernels BEST = choose();

  private KernelChoice() {}

  private static Kernels choose() {
    return SCALAR;
  }
}
