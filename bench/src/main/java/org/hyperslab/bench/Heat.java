package org.hyperslab.bench;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.hyperslab.block.BlockPool;
import org.hyperslab.block.DType;
import org.hyperslab.block.MemoryBudget;
import org.hyperslab.grid.Shape;
import org.hyperslab.stencil.Boundaries;
import org.hyperslab.stencil.Boundary;
import org.hyperslab.stencil.Evolution;
import org.hyperslab.stencil.FieldFill;
import org.hyperslab.stencil.HeatProblem;
import org.hyperslab.stencil.StencilRunner;
import org.hyperslab.stencil.Stencils;

/**
 * Times the heat equation in memory, as {@code heat_c.c} and {@code heat3d_c.c} compute it: {@code
 * Heat DIMENSIONS N STEPS [WORKERS] [RUNS] [STEPS_PER_PASS]}. The first of the runs takes fewer
 * steps, and no time: it is there to warm up. Prints the median of the others, and the sum of the
 * final field as a check.
 */
final class Heat {
  private Heat() {}

  public static void main(String[] args) {
    int rank = Integer.parseInt(args[0]);
    int n = Integer.parseInt(args[1]);
    int steps = Integer.parseInt(args[2]);
    int workers = args.length > 3 ? Integer.parseInt(args[3]) : 2;
    int runs = args.length > 4 ? Integer.parseInt(args[4]) : 3;
    int perPass = args.length > 5 ? Integer.parseInt(args[5]) : 0;
    Evolution evolution = rank == 2 ? plane(n) : cube(n);
    double[] seconds = new double[runs];
    double check = 0;
    try (BlockPool pool = new BlockPool(new MemoryBudget(Long.MAX_VALUE))) {
      for (int r = 0; r <= runs; r++) {
        StencilRunner.Start start =
            new StencilRunner.Start(List.of(FieldFill.constant(0)), List.of());
        StencilRunner.Options options = new StencilRunner.Options(pool, workers, null, perPass);
        try (StencilRunner runner = StencilRunner.start(evolution, start, options)) {
          int count = r == 0 ? Math.min(steps, 1 + (int) (2e9 / evolution.domain().size())) : steps;
          long begin = System.nanoTime();
          runner.advance(count);
          if (r > 0) {
            seconds[r - 1] = (System.nanoTime() - begin) * 1e-9;
          }
          check = r == runs ? runner.field(0).sum() : 0;
        }
      }
    }
    Arrays.sort(seconds);
    double cells = evolution.changing().size() * (double) steps;
    System.out.printf(
        Locale.ROOT,
        "{\"case\": \"heat%s %d^%d x %d\", \"seconds\": %.4f, \"min\": %.4f, \"gcells\": %.3f,"
            + " \"check\": %.10g}%n",
        rank == 2 ? "" : "3d",
        n,
        rank,
        steps,
        seconds[runs / 2],
        seconds[0],
        cells / seconds[runs / 2] / 1e9,
        check);
  }

  private static Evolution plane(int n) {
    return HeatProblem.builder().size(n, n).build().evolution();
  }

  private static Evolution cube(int n) {
    Boundaries sides =
        Boundaries.all(3, new Boundary.Fixed(0))
            .high(0, new Boundary.Fixed(100))
            .high(2, new Boundary.Fixed(30))
            .low(2, new Boundary.Fixed(0));
    double a = 0.125;
    return new Evolution(
        Stencils.sevenPoint(1 - 6 * a, a, a, a), sides, Shape.of(n, n, n), DType.FLOAT64);
  }
}
