package org.hyperslab.bench;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.hyperslab.ChunkedArray;
import org.hyperslab.Chunks;
import org.hyperslab.DenseArray;
import org.hyperslab.Random;
import org.hyperslab.Session;
import org.hyperslab.block.Block;
import org.hyperslab.block.BlockPool;
import org.hyperslab.block.DType;
import org.hyperslab.block.MemoryBudget;
import org.hyperslab.grid.Region;
import org.hyperslab.grid.Shape;
import org.hyperslab.stencil.Boundaries;
import org.hyperslab.stencil.Boundary;
import org.hyperslab.stencil.Edge;
import org.hyperslab.stencil.Evolution;
import org.hyperslab.stencil.FieldFill;
import org.hyperslab.stencil.KernelStencil;
import org.hyperslab.stencil.Stencil;
import org.hyperslab.stencil.StencilRunner;
import org.hyperslab.stencil.Stencils;

/**
 * Times stencils that are no stars, and filters: {@code StencilCases [CASE-PREFIX] [WORKERS]
 * [RUNS]}. Prints the median of the runs after one to warm up, in cell updates (elements of the
 * result, for filters), and a figure of the result to compare with.
 */
final class StencilCases {
  private static final Shape PLANE = Shape.of(4096, 4096);
  private static final Shape CUBE = Shape.of(256, 256, 256);
  private static final int STEPS = 16;

  private final int workers;
  private final int runs;

  private StencilCases(int workers, int runs) {
    this.workers = workers;
    this.runs = runs;
  }

  /** What takes seconds, and gives a figure. */
  private interface Run {
    double take(double[] seconds);
  }

  public static void main(String[] args) {
    String prefix = args.length > 0 ? args[0] : "";
    int workers = args.length > 1 ? Integer.parseInt(args[1]) : 2;
    int runs = args.length > 2 ? Integer.parseInt(args[2]) : 5;
    StencilCases cases = new StencilCases(workers, runs);
    cases
        .all()
        .forEach(
            (name, run) -> {
              if (name.startsWith(prefix)) {
                cases.time(name, run);
              }
            });
  }

  private Map<String, Run> all() {
    Map<String, Run> all = new LinkedHashMap<>();
    Stencil nine = Stencils.ninePoint(0.2, 0.15, 0.05);
    Stencil box = Stencils.box27(0.2, 0.05, 0.025, 0.025);
    all.put("9-point", steps(nine, PLANE, DType.FLOAT64));
    all.put("9-point-float32", steps(nine, PLANE, DType.FLOAT32));
    all.put("27-point", steps(box, CUBE, DType.FLOAT64));
    for (int order = 4; order <= 8; order += 2) {
      Stencil two = Stencils.diffusion(order, 0.1, 0.1);
      Stencil three = Stencils.diffusion(order, 0.1, 0.1, 0.1);
      all.put("order-" + order + "-2d", steps(two, PLANE, DType.FLOAT64));
      all.put("order-" + order + "-3d", steps(three, CUBE, DType.FLOAT64));
    }
    all.put("kernel", steps(KernelStencil.of(StencilCases::mean, 1, 1), PLANE, DType.FLOAT64));
    ChunkedArray x = Random.seeded(1).uniform(PLANE, Chunks.of(1024, 1024));
    all.put("filter-uniform5", filter(a -> Stencils.uniformFilter(a, 5, Edge.REFLECT), x));
    all.put("filter-gaussian2", filter(a -> Stencils.gaussianBlur(a, 2, Edge.REFLECT), x));
    all.put("filter-laplacian", filter(a -> Stencils.laplacian(a, Edge.REFLECT), x));
    ChunkedArray narrow = x.cast(DType.FLOAT32);
    all.put(
        "filter-gaussian2-float32", filter(a -> Stencils.gaussianBlur(a, 2, Edge.REFLECT), narrow));
    return all;
  }

  private void time(String name, Run run) {
    double[] seconds = new double[runs + 1];
    double check = 0;
    double cells = 0;
    for (int r = 0; r <= runs; r++) {
      double[] one = new double[2];
      check = run.take(one);
      seconds[r] = one[0];
      cells = one[1];
    }
    Arrays.sort(seconds, 1, runs + 1);
    double median = seconds[(runs + 2) / 2];
    System.out.printf(
        Locale.ROOT,
        "{\"case\": \"%s\", \"seconds\": %.4f, \"min\": %.4f, \"gcells\": %.3f, \"check\":"
            + " %.12g}%n",
        name,
        median,
        seconds[1],
        cells / median / 1e9,
        check);
  }

  private Run steps(Stencil stencil, Shape domain, DType dtype) {
    Boundaries sides = Boundaries.all(domain.rank(), new Boundary.Nearest());
    Evolution e = new Evolution(stencil, sides, domain, dtype);
    ChunkedArray noise = Random.seeded(1).uniform(domain, Chunks.auto()).cast(dtype);
    return figures -> {
      try (DenseArray first = noise.compute();
          BlockPool pool = new BlockPool(new MemoryBudget(Long.MAX_VALUE));
          StencilRunner runner =
              StencilRunner.start(
                  e,
                  new StencilRunner.Start(List.of(FieldFill.of(first.block())), List.of()),
                  new StencilRunner.Options(pool, workers, null, 0))) {
        long begin = System.nanoTime();
        runner.advance(STEPS);
        figures[0] = (System.nanoTime() - begin) * 1e-9;
        figures[1] = (double) domain.size() * STEPS;
        return runner.field(0).get(new long[domain.rank()]);
      }
    };
  }

  private interface Filter {
    ChunkedArray of(ChunkedArray x);
  }

  private Run filter(Filter filter, ChunkedArray of) {
    return figures -> {
      try (Session session = Session.builder().memory("2 GiB").workers(workers).build();
          DenseArray in = of.compute(session)) {
        ChunkedArray x = in.chunked();
        long begin = System.nanoTime();
        try (DenseArray result = filter.of(x).compute(session)) {
          figures[0] = (System.nanoTime() - begin) * 1e-9;
          figures[1] = (double) PLANE.size();
          return result.getDouble(7, 9);
        }
      }
    };
  }

  /** What a user might write: the mean of a cell's four neighbours. */
  private static void mean(List<Block> inputs, Region place, List<Block> results) {
    Block in = inputs.getFirst();
    Block out = results.getFirst();
    MemorySegment from = in.segment();
    MemorySegment to = out.segment();
    long row = in.stride(0);
    for (long i = 0; i < place.extent(0); i++) {
      long cell = in.offset() + (i + 1) * row + 1;
      long result = out.offset() + i * out.stride(0);
      for (long j = 0; j < place.extent(1); j++) {
        double vertical =
            from.getAtIndex(ValueLayout.JAVA_DOUBLE, cell + j - row)
                + from.getAtIndex(ValueLayout.JAVA_DOUBLE, cell + j + row);
        double horizontal =
            from.getAtIndex(ValueLayout.JAVA_DOUBLE, cell + j - 1)
                + from.getAtIndex(ValueLayout.JAVA_DOUBLE, cell + j + 1);
        to.setAtIndex(ValueLayout.JAVA_DOUBLE, result + j, (vertical + horizontal) * 0.25);
      }
    }
  }
}
