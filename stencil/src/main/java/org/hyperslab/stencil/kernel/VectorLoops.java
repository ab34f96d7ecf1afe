package org.hyperslab.stencil.kernel;

import java.lang.invoke.MethodHandles;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import jdk.incubator.vector.VectorSpecies;
import org.hyperslab.block.DType;
import org.hyperslab.kernel.Spinner;

/**
 * Spins the loops with SIMD; apart from {@link StencilLoops}, which works without the module. Those
 * for tridiagonal systems and diffusion are kept here, one per dtype.
 */
final class VectorLoops {
  private static final int SHUFFLE_FROM_BITS = 512;

  private static final Map<DType, DiffusionRow> DIFFUSION = new ConcurrentHashMap<>();
  private static final Map<DType, FlowKernel> FLOW = new ConcurrentHashMap<>();
  private static final Map<DType, LineKernel> LINES = new ConcurrentHashMap<>();

  private VectorLoops() {}

  static DiffusionRow diffusion(DType dtype) {
    return DIFFUSION.computeIfAbsent(
        dtype,
        t ->
            spin(
                VectorDiffusion.class,
                DiffusionRow.class,
                new VectorDiffusion.Spec(StencilLanes.preferred(t), DiffusionRow.scalar(t))));
  }

  static FlowKernel flow(DType dtype) {
    return FLOW.computeIfAbsent(
        dtype,
        t ->
            spin(
                VectorFlow.class,
                FlowKernel.class,
                new VectorFlow.Spec(StencilLanes.preferred(t), FlowKernel.scalar(t))));
  }

  static LineKernel lines(DType dtype) {
    return LINES.computeIfAbsent(
        dtype,
        t ->
            spin(
                VectorLines.class,
                LineKernel.class,
                new VectorLines.Spec(StencilLanes.preferred(t), LineKernel.scalar(t))));
  }

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

  static StarEdge edge(StencilLoops.Kind k) {
    VectorSpecies<Object> s = StencilLanes.preferred(k.dtype());
    return spin(
        VectorStarEdge.class,
        StarEdge.class,
        new VectorStarEdge.Spec(s, k.rank(), k.uniform(), k.centre()));
  }

  private static <K> K spin(Class<? extends K> template, Class<K> supertype, Object spec) {
    return Spinner.spin(MethodHandles.lookup(), template, supertype, spec);
  }
}
