package org.hyperslab.plan;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.hyperslab.ChunkedArray;
import org.hyperslab.MemorySource;
import org.hyperslab.Session;
import org.hyperslab.block.DType;
import org.hyperslab.grid.ChunkGrid;
import org.hyperslab.grid.Region;
import org.hyperslab.grid.Shape;
import org.junit.jupiter.api.Test;

/** The states that runs of tasks touch, beside what walking through the tasks finds. */
class FoldStatesTest {
  private static final int LONGEST = 40;

  @Test
  void noRunTouchesMoreThanIsSaid() {
    Random random = new Random(20261126);
    int longer = 0;
    for (int i = 0; i < 400; i++) {
      Shape chunk = Shape.of(1, 4, random.nextBoolean() ? 10_000 : 30);
      int[] counts = {1 + random.nextInt(12), 1 + random.nextInt(9), 1 + random.nextInt(3)};
      Shape shape =
          Shape.of(counts[0], 4 * counts[1] - random.nextInt(4), chunk.dim(2) * counts[2]);
      ChunkedArray x =
          MemorySource.counting(ChunkGrid.regular(shape, chunk.toArray()), DType.INT32).array();
      ChunkedArray reduced =
          switch (random.nextInt(4)) {
            case 0 -> x.sum(0);
            case 1 -> x.mean(0, 1);
            case 2 -> x.groupBy(1, labels(random, shape), 6).sum();
            default -> x.groupBy(1, labels(random, shape), 6).over(0).sum();
          };
      try (Session session = Session.builder().memory("1 GiB").workers(2).build()) {
        Stage.Blockwise stage = (Stage.Blockwise) session.plan(reduced).stages().getFirst();
        longer += stage.runLength() > 1 ? 1 : 0;
        check("case " + i + ": " + shape, stage);
      }
    }
    assertTrue(longer > 10, "runs of several tasks: " + longer);
  }

  /** Blocks of labels, which go on behind chunks' borders. */
  private static long[] labels(Random random, Shape shape) {
    long[] labels = new long[(int) shape.dim(1)];
    long label = 0;
    for (int i = 0; i < labels.length; i++) {
      labels[i] = label;
      label = (label + (random.nextInt(3) == 0 ? 1 : 0)) % 6;
    }
    return labels;
  }

  private static void check(String what, Stage.Blockwise stage) {
    Stage.Fold fold = stage.folds().getFirst();
    FoldStates states = new FoldStates(fold, stage.grid(), fold.axes().equals(stage.fastest()));
    List<Set<List<Long>>> groups = new ArrayList<>();
    TaskOrder order = TaskOrder.of(stage);
    for (long task = order.next(); task >= 0; task = order.next()) {
      groups.add(groups(stage, fold, task));
    }
    for (int length = 1; length <= LONGEST; length++) {
      for (int first = 0; first < groups.size(); first += length) {
        Set<List<Long>> touched = new HashSet<>();
        groups.subList(first, Math.min(first + length, groups.size())).forEach(touched::addAll);
        long most = states.touched(length);
        assertTrue(touched.size() <= most, what + ", " + length + ": " + touched + ", " + most);
      }
    }
  }

  /** Each by its place along the axes that stay, and its bin. */
  private static Set<List<Long>> groups(Stage.Blockwise stage, Stage.Fold fold, long task) {
    long[] at = stage.grid().coords(task);
    List<Long> place = new ArrayList<>();
    for (int d = 0; d < at.length; d++) {
      if (!fold.axes().contains(d)) {
        place.add(at[d]);
      }
    }
    Labels labels = fold.span().labels();
    Bins bins = fold.bins(stage.grid());
    Set<List<Long>> groups = new HashSet<>();
    if (labels == null || bins == null) {
      groups.add(place);
      return groups;
    }
    Region region = stage.grid().region(at);
    for (long i = region.start(labels.axis()); i < region.end(labels.axis()); i++) {
      List<Long> group = new ArrayList<>(place);
      group.add((long) bins.binOf(labels.at(i)));
      groups.add(group);
    }
    return groups;
  }
}
