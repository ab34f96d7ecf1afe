package org.hyperslab.kernel;

import org.slf4j.LoggerFactory;

/** Decides once, when the first kernel is asked for. */
public final class KernelChoice {
  private static final String MODULE = "jdk.incubator.vector";

  static final Kernels SCALAR = new CachedKernels(new ScalarKernels());
  static final Kernels BEST = choose();

  private KernelChoice() {}

  private static Kernels choose() {
    if (isVectorModuleReadable()) {
      return Vectors.make();
    }
    LoggerFactory.getLogger(Kernels.class)
        .warn("computing without SIMD, several times slower: add --add-modules {} to java", MODULE);
    return SCALAR;
  }

  /** Whether this JVM has the vector module. */
  public static boolean isVectorModuleReadable() {
    Module own = KernelChoice.class.getModule();
    return ModuleLayer.boot().findModule(MODULE).filter(own::canRead).isPresent();
  }

  /** Kept apart so that nothing of SIMD is loaded or verified unless it is there. */
  private static final class Vectors {
    static Kernels make() {
      return new CachedKernels(new VectorKernels(SCALAR));
    }
  }
}
