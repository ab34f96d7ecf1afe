package org.hyperslab.stencil.kernel;

import java.lang.invoke.MethodHandles;
import jdk.incubator.vector.VectorSpecies;
import org.hyperslab.kernel.Spinner;

/** Spins the loops with SIMD; apart from {@link StencilLoops}, which works without the module. */
final class VectorLoops {
  private static final int SHUFFLE_FROM_BITS = 512;

  private VectorLoops() {}

  static StencilRow row(StencilLoops.Kind k, StencilRow rest) {
    VectorSpecies<Object> s = StencilLanes.preferred(k.dtype());
    return k.rank() == 0
        ? spin(VectorTaps.class, StencilRow.class, new VectorTaps.Spec(s, rest))
        : spin(
            VectorStarRow.class,
            StencilRow.class,
            new VectorStarRow.Spec(s, k.rank(), k.uniform(), k.centre(), rest));
  }

  static StarKernel star(StencilLoops.Kind k, StarKernel rest) {
    VectorSpecies<Object> s = StencilLanes.preferred(k.dtype());
    return star(k, rest, s.vectorBitSize() >= SHUFFLE_FROM_BITS);
  }

  /** With neighbours put together from lanes, or loaded. */
  static StarKernel star(StencilLoops.Kind k, StarKernel rest, boolean shuffle) {
    VectorSpecies<Object> s = StencilLanes.preferred(k.dtype());
    if (k.rank() == 2) {
      VectorStar2.Spec spec = new VectorStar2.Spec(s, k.uniform(), k.centre(), rest);
      return spin(shuffle ? VectorStar2.class : VectorStar2Pairs.class, StarKernel.class, spec);
    }
    return spin(
        VectorStar3.class,
        StarKernel.class,
        new VectorStar3.Spec(s, k.uniform(), k.centre(), shuffle, rest));
  }

  private static <K> K spin(Class<? extends K> template, Class<K> supertype, Object spec) {
    return Spinner.spin(MethodHandles.lookup(), template, supertype, spec);
  }
}
