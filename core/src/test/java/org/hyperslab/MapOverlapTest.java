package org.hyperslab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.hyperslab.block.Block;
import org.hyperslab.block.DType;
import org.hyperslab.exec.RunReport;
import org.hyperslab.grid.ChunkGrid;
import org.hyperslab.grid.EdgeMode;
import org.hyperslab.grid.Halo;
import org.hyperslab.grid.Region;
import org.hyperslab.grid.Shape;
import org.hyperslab.plan.BlockFunction;
import org.hyperslab.plan.Overlap;
import org.junit.jupiter.api.Test;

class MapOverlapTest {
  /**
   * Weights every neighbour differently, so that a neighbour in the wrong place shows: the sum over
   * a window of value times (1 + the window's element number).
   */
  private record Weigh(Halo halo) implements BlockFunction {
    @Override
    public void apply(List<Block> inputs, Region place, Block result) {
      long[] window = new long[place.rank()];
      for (int d = 0; d < window.length; d++) {
        window[d] = 1 + halo.width(d);
      }
      Region box = Region.whole(Shape.of(window));
      Region cells = Region.whole(place.shape());
      long[] at = cells.origin();
      do {
        double sum = 0;
        long weight = 1;
        long[] w = box.origin();
        do {
          long[] in = at.clone();
          for (int d = 0; d < in.length; d++) {
            in[d] += w[d];
          }
          for (Block input : inputs) {
            sum += weight++ * input.getDouble(in);
          }
        } while (box.next(w));
        result.setDouble(sum, at);
      } while (cells.next(at));
    }
  }

  /**
   * The element that SciPy's documentation puts at an index beyond an axis; -1 for the constant.
   */
  private static long beyond(EdgeMode mode, long index, long extent) {
    long i = index;
    if (mode == EdgeMode.CONSTANT) {
      return i < 0 || i >= extent ? -1 : i;
    }
    while (i < 0 || i >= extent) {
      i =
          switch (mode) {
            case NEAREST -> i < 0 ? 0 : extent - 1;
            case WRAP -> i < 0 ? i + extent : i - extent;
            case REFLECT -> i < 0 ? -1 - i : 2 * extent - 1 - i;
            case MIRROR -> extent == 1 ? 0 : i < 0 ? -i : 2 * extent - 2 - i;
            case CONSTANT -> throw new AssertionError();
          };
    }
    return i;
  }

  private static double expected(DenseArray x, Overlap overlap, long[] cell, int inputs) {
    int rank = cell.length;
    long[] window = new long[rank];
    for (int d = 0; d < rank; d++) {
      window[d] = 1 + overlap.halo().width(d);
    }
    Region box = Region.whole(Shape.of(window));
    long[] w = box.origin();
    double sum = 0;
    long weight = 1;
    do {
      long[] at = new long[rank];
      boolean constant = false;
      for (int d = 0; d < rank; d++) {
        long index = cell[d] + w[d] - overlap.halo().before(d);
        at[d] = beyond(overlap.modes().get(d), index, x.shape().dim(d));
        constant |= at[d] < 0;
      }
      for (int i = 0; i < inputs; i++) {
        sum += weight++ * (i + 1) * (constant ? overlap.value() / (i + 1) : x.getDouble(at));
      }
    } while (box.next(w));
    return sum;
  }

  @Test
  void everyElementSeesItsNeighboursForAnyChunksWidthsAndModes() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int round = 0; round < 150; round++) {
      int rank = 1 + random.nextInt(3);
      long[] shape = new long[rank];
      long[] chunk = new long[rank];
      long[] before = new long[rank];
      long[] after = new long[rank];
      List<EdgeMode> modes = new ArrayList<>();
      for (int d = 0; d < rank; d++) {
        shape[d] = 1 + random.nextInt(9);
        chunk[d] = 1 + random.nextInt((int) shape[d]);
        before[d] = random.nextInt(4);
        after[d] = random.nextInt(4);
        modes.add(EdgeMode.values()[random.nextInt(EdgeMode.values().length)]);
      }
      Overlap overlap = new Overlap(Halo.of(before, after), modes, 3.5);
      String what = "seed=%d, round=%d, %s".formatted(seed, round, overlap);
      MemorySource source =
          MemorySource.counting(ChunkGrid.regular(Shape.of(shape), chunk), DType.FLOAT64);
      ChunkedArray x = source.array();
      ChunkedArray y =
          x.mapOverlap(DType.FLOAT64, overlap, new Weigh(overlap.halo()), x.multiply(2));
      try (Session session =
              Session.builder().memory("16 MiB").workers(1 + random.nextInt(3)).build();
          DenseArray in =
              MemorySource.counting(source.grid(), DType.FLOAT64).array().compute(session)) {
        try (DenseArray out = y.compute(session)) {
          Region cells = Region.whole(out.shape());
          long[] at = cells.origin();
          do {
            assertEquals(expected(in, overlap, at, 2), out.getDouble(at), 1e-9, what);
          } while (cells.next(at));
        }
        if (session.workers() == 1) {
          assertEquals(1, source.mostLoads(), what);
        }
        RunReport r = session.lastReport();
        assertTrue(r.peakBytes() <= r.predictedPeakBytes(), what + r);
      }
    }
  }

  @Test
  void overlapIsAnArrayLikeOthers() {
    ChunkedArray x = MemorySource.counting(Shape.of(40, 50), 7, 9).array();
    Overlap overlap = Overlap.of(EdgeMode.WRAP, 1, 2);
    ChunkedArray y = x.mapOverlap(DType.FLOAT64, overlap, new Weigh(overlap.halo()));
    try (Session session = Session.builder().memory("16 MiB").workers(3).build();
        DenseArray in = x.compute(session);
        DenseArray all = y.compute(session);
        DenseArray some = y.transpose().slice("5:45:7, ::-3").add(1).compute(session);
        DenseArray sum = y.add(x).sum().compute(session)) {
      double expected = 0;
      for (long i = 0; i < 40; i++) {
        for (long j = 0; j < 50; j++) {
          expected += all.getDouble(i, j) + in.getDouble(i, j);
        }
      }
      assertEquals(expected, sum.scalar(), Math.abs(expected) * 1e-14);
      for (long i = 0; i < some.shape().dim(0); i++) {
        for (long j = 0; j < some.shape().dim(1); j++) {
          assertEquals(all.getDouble(39 - 3 * j, 5 + 7 * i) + 1, some.getDouble(i, j));
        }
      }
    }
  }

  @Test
  void chunksAreLoadedOnceAndMemoryIsPredicted() {
    MemorySource source =
        MemorySource.counting(ChunkGrid.regular(Shape.of(1024, 1024), 128, 128), DType.FLOAT64);
    Overlap overlap = Overlap.of(EdgeMode.REFLECT, 2, 2);
    ChunkedArray y =
        source
            .array()
            .mapOverlap(
                DType.FLOAT64,
                overlap,
                (in, place, out) -> {
                  double first = in.getFirst().getDouble(0, 0);
                  out.setDouble(first, 0, 0);
                })
            .slice("::128, ::128");
    try (Session session = Session.builder().memory("8 MiB").workers(1).build()) {
      y.compute(session).close();
      RunReport r = session.lastReport();
      assertEquals(1, source.mostLoads());
      assertTrue(r.peakBytes() <= r.predictedPeakBytes(), r.toString());
      assertTrue(r.predictedPeakBytes() <= 2 * r.peakBytes(), r.toString());
    }
  }

  @Test
  void overlapOfAnotherRankIsRefused() {
    ChunkedArray x = ChunkedArray.zeros(4, 4);
    assertThrows(
        IllegalArgumentException.class,
        () ->
            x.mapOverlap(
                DType.FLOAT64, Overlap.of(EdgeMode.WRAP, 1), (in, place, out) -> out.dtype()));
  }
}
