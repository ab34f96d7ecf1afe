package org.hyperslab.stencil.kernel;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.hyperslab.block.DType;
import org.hyperslab.kernel.KernelChoice;
import org.jspecify.annotations.Nullable;

/**
 * The loops of weighted stencils. They are made at their first use and kept, since each is compiled
 * on its own.
 */
public final class StencilLoops {
  private static final Map<Kind, StencilRow> ROWS = new ConcurrentHashMap<>();
  private static final Map<Kind, StarKernel> STARS = new ConcurrentHashMap<>();
  private static final Map<Kind, StarEdge> EDGES = new ConcurrentHashMap<>();

  /** Whether this JVM has the vector module. */
  static final boolean SIMD = KernelChoice.isVectorModuleReadable();

  /**
   * What loops differ in.
   *
   * @param rank of a star; 0: taps
   */
  record Kind(DType dtype, int rank, boolean uniform, boolean centre) {
    static Kind of(Formula formula, DType dtype) {
      return switch (formula) {
        case Formula.Star s -> new Kind(dtype, s.rank(), s.isUniform(), s.hasCentre());
        case Formula.Taps t -> new Kind(dtype, 0, false, false);
      };
    }
  }

  private StencilLoops() {}

  /** The fastest loop over a row that touches nothing but what it has to. */
  public static StencilRow row(Formula formula, DType dtype) {
    return ROWS.computeIfAbsent(
        Kind.of(formula, dtype), k -> SIMD ? VectorLoops.row(k, scalarRow(k)) : scalarRow(k));
  }

  /** The fastest loop over several rows; null if the formula is no star. */
  public static @Nullable StarKernel star(Formula formula, DType dtype) {
    if (formula instanceof Formula.Taps) {
      return null;
    }
    return STARS.computeIfAbsent(
        Kind.of(formula, dtype), k -> SIMD ? VectorLoops.star(k, scalarStar(k)) : scalarStar(k));
  }

  /** What belongs to {@link #star} at sides that are held; null if there are no vectors, too. */
  public static @Nullable StarEdge edge(Formula formula, DType dtype) {
    Kind kind = Kind.of(formula, dtype);
    return SIMD && kind.rank > 0 ? EDGES.computeIfAbsent(kind, VectorLoops::edge) : null;
  }

  /** The loop over a row in plain Java. */
  public static StencilRow scalarRow(Formula formula, DType dtype) {
    return scalarRow(Kind.of(formula, dtype));
  }

  private static StencilRow scalarRow(Kind k) {
    boolean wide = k.dtype == DType.FLOAT64;
    return switch (k.rank) {
      case 0 -> wide ? new ScalarTaps.Wide() : new ScalarTaps.Narrow();
      case 2 ->
          wide
              ? new ScalarStars.Star2(k.uniform, k.centre)
              : new ScalarStars.Star2F(k.uniform, k.centre);
      default ->
          wide
              ? new ScalarStars.Star3(k.uniform, k.centre)
              : new ScalarStars.Star3F(k.uniform, k.centre);
    };
  }

  private static StarKernel scalarStar(Kind k) {
    return new ScalarStars.Rows(k.rank, scalarRow(k));
  }
}
