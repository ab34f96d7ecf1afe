package org.hyperslab.stencil;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.hyperslab.block.BlockPool;
import org.hyperslab.block.DType;
import org.hyperslab.block.MemoryBudget;
import org.hyperslab.grid.Region;
import org.hyperslab.grid.Shape;
import org.junit.jupiter.api.Test;

/** Ready-made stencils, by what they are made for. */
class StencilsTest {
  /** A field after some steps over periodic sides. */
  private static double[] step(WeightedStencil stencil, Shape domain, FieldFill first, int steps) {
    Boundaries sides = Boundaries.all(domain.rank(), new Boundary.Periodic());
    Evolution e = new Evolution(stencil, sides, domain, DType.FLOAT64);
    try (BlockPool pool = new BlockPool(new MemoryBudget(1 << 26));
        StencilRunner runner =
            StencilRunner.start(
                e,
                new StencilRunner.Start(List.of(first), List.of()),
                new StencilRunner.Options(pool, 2, null, 0))) {
      runner.advance(steps);
      double[] values = new double[Math.toIntExact(domain.size())];
      int[] i = {0};
      Cells.forEach(Region.whole(domain), at -> values[i[0]++] = runner.field(0).get(at));
      return values;
    }
  }

  /** How far the Laplacian of sin(x) sin(y) is from -2 sin(x) sin(y), with n cells per period. */
  private static double laplacianError(int order, int n) {
    double h = 2 * Math.PI / n;
    FieldFill waves = FieldFill.of(at -> Math.sin(at[0] * h) * Math.sin(at[1] * h));
    double[] got = step(Stencils.laplacian(order, h, h), Shape.of(n, n), waves, 1);
    double largest = 0;
    for (int i = 0; i < got.length; i++) {
      double exact = -2 * Math.sin(i / n * h) * Math.sin(i % n * h);
      largest = Math.max(largest, Math.abs(got[i] - exact));
    }
    return largest;
  }

  @Test
  void laplaciansAreOfTheirOrder() {
    for (int order = 2; order <= 8; order += 2) {
      double ratio = laplacianError(order, 24) / laplacianError(order, 48);
      assertEquals(order, Math.log(ratio) / Math.log(2), 0.2);
    }
  }

  @Test
  void diffusionIsTheCellPlusItsFactorsTimesTheLaplacian() {
    WeightedStencil plane = Stencils.diffusion(2, 0.1, 0.2);
    assertEquals(1 - 0.2 - 0.4, plane.weight(0, 0), 1e-15);
    assertArrayEquals(
        new double[] {0.1, 0.1, 0.2, 0.2, 0},
        new double[] {
          plane.weight(-1, 0),
          plane.weight(1, 0),
          plane.weight(0, -1),
          plane.weight(0, 1),
          plane.weight(1, 1)
        });
    WeightedStencil far = Stencils.diffusion(4, 0.1, 0.2, 0.3);
    assertArrayEquals(new int[] {2, 2, 2}, far.radius());
    assertEquals(-0.2 / 12, far.weight(0, -2, 0), 1e-15);
    assertEquals(0.3 * 4 / 3, far.weight(0, 0, 1), 1e-15);
    assertEquals(1 - 2.5 * 0.6, far.weight(0, 0, 0), 1e-15);
  }

  @Test
  void diffusionOfAnyOrderDampsAWaveAndKeepsTheSum() {
    int n = 20;
    double h = 2 * Math.PI / n;
    double dt = 0.1 * h * h;
    FieldFill wave = FieldFill.of(at -> 3 + Math.sin(at[0] * h + at[1] * h + at[2] * h));
    for (int order = 2; order <= 8; order += 2) {
      double f = dt / (h * h);
      double[] got = step(Stencils.diffusion(order, f, f, f), Shape.of(n, n, n), wave, 10);
      double sum = 0;
      double most = 0;
      for (double x : got) {
        sum += x;
        most = Math.max(most, x - 3);
      }
      assertEquals(3 * got.length, sum, 1e-9 * got.length);
      // Euler's method damps by 1 - 3 dt per step, but for the error of the second difference
      assertEquals(Math.pow(1 - 3 * dt, 10), most, order == 2 ? 3e-3 : 1e-4);
    }
  }

  @Test
  void boxesHaveAWeightPerDistance() {
    WeightedStencil box = Stencils.box27(1, 2, 3, 4);
    Cells.forEach(
        Region.of(new long[] {-1, -1, -1}, Shape.of(3, 3, 3)),
        at -> {
          long distance = Math.abs(at[0]) + Math.abs(at[1]) + Math.abs(at[2]);
          assertEquals(1 + distance, box.weight((int) at[0], (int) at[1], (int) at[2]));
        });
    WeightedStencil nine = Stencils.ninePoint(5, 6, 7);
    assertEquals(5, nine.weight(0, 0));
    assertEquals(6, nine.weight(0, -1));
    assertEquals(7, nine.weight(1, -1));
  }

  @Test
  void wrongArgumentsAreRefused() {
    for (int order : new int[] {-2, 0, 3, 10}) {
      String message =
          assertThrows(IllegalArgumentException.class, () -> Stencils.laplacian(order, 1.0, 1.0))
              .getMessage();
      assertTrue(message.contains("order has to be 2, 4, 6 or 8: " + order), message);
    }
    assertThrows(IllegalArgumentException.class, () -> Stencils.diffusion(2));
    assertThrows(
        IllegalArgumentException.class, () -> Stencils.diffusion(2, 0.1, 0.1, 0.1, 0.1, 0.1));
  }
}
