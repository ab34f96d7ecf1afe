package org.hyperslab.exec;

import java.util.ArrayList;
import java.util.List;
import org.hyperslab.block.BlockPool;
import org.hyperslab.grid.ChunkGrid;
import org.hyperslab.grid.Region;
import org.hyperslab.plan.Bins;
import org.hyperslab.plan.Labels;
import org.hyperslab.plan.Program;
import org.jspecify.annotations.Nullable;

/**
 * Says, task by task, into which states a thread's program folds its elements. Stateful, not
 * thread-safe; one per thread.
 */
final class FoldPlaces {
  private final ChunkGrid tasks;
  private final BlockPool pool;
  private final List<Set> sets = new ArrayList<>();

  /** Reductions over the same. */
  private record Set(GroupStates states, List<TileLoop.Folding> foldings) {}

  FoldPlaces(ChunkGrid tasks, Program program, List<GroupStates> states, BlockPool pool) {
    this.tasks = tasks;
    this.pool = pool;
    for (GroupStates s : states) {
      int axis = s.span().labelledAxis();
      sets.add(
          new Set(
              s,
              s.folds().stream()
                  .map(f -> new TileLoop.Folding(program.roots().get(f.root()), f.kernel(), axis))
                  .toList()));
    }
  }

  /** The places, for the program's loop. */
  TileLoop.Folding[] foldings() {
    return sets.stream().flatMap(s -> s.foldings.stream()).toArray(TileLoop.Folding[]::new);
  }

  /**
   * Places a task's elements.
   *
   * @return whether there are any that are folded into something
   */
  boolean place(long[] task, Region region, RunStates run) {
    boolean any = false;
    for (Set set : sets) {
      Bins bins = set.states.bins();
      Labels labels = set.states.span().labels();
      if (bins != null && labels != null) {
        any |= byLabel(set, new Labelled(labels, bins), task, region, run);
      } else {
        GroupStates.Partial partial = run.of(set.states, set.states.groupOf(task, 0), pool);
        partial.holds(task, tasks);
        place(set, partial, region, null);
        any = true;
      }
    }
    return any;
  }

  private record Labelled(Labels labels, Bins bins) {}

  /** Each index along the labelled axis has states of its own. */
  private boolean byLabel(Set set, Labelled labelled, long[] task, Region region, RunStates run) {
    int axis = labelled.labels.axis();
    int n = Math.toIntExact(region.extent(axis));
    long[][] states = new long[set.foldings.size()][n];
    GroupStates.Partial partial = null;
    long labelBytes = 0;
    long firstLabel = 0;
    long[] binStates = new long[states.length];
    int bin = -1;
    for (int i = 0; i < n; i++) {
      int label = labelled.labels.at(region.start(axis) + i);
      if (label == Labels.NONE) {
        continue;
      }
      if (partial == null || labelled.bins.binOf(label) != bin) {
        bin = labelled.bins.binOf(label);
        partial = run.of(set.states, set.states.groupOf(task, bin), pool);
        partial.holds(task, tasks);
        labelBytes = partial.labelBytes();
        firstLabel = bin * labelled.bins.labelsPerBin();
        for (int f = 0; f < states.length; f++) {
          binStates[f] = partial.address(f);
        }
      }
      for (int f = 0; f < states.length; f++) {
        states[f][i] = binStates[f] + (label - firstLabel) * labelBytes;
      }
    }
    if (partial != null) {
      place(set, partial, region, states);
    } else {
      set.foldings.forEach(f -> f.nowhere(region.rank()));
    }
    return partial != null;
  }

  /**
   * Says which cells of the states a task's elements belong to, and how its elements are numbered.
   */
  private void place(
      Set set, GroupStates.Partial partial, Region region, long @Nullable [][] byLabel) {
    List<Integer> axes = set.states.span().axes();
    for (int f = 0; f < set.foldings.size(); f++) {
      int rank = region.rank();
      long[] cells = new long[rank];
      long[] weights = new long[rank];
      long cell = 1;
      long weight = set.states.folds().get(f).indexed() ? 1 : 0;
      long index = 0;
      for (int d = rank - 1; d >= 0; d--) {
        if (axes.contains(d)) {
          weights[d] = weight;
          index += weight * region.start(d);
          weight *= tasks.shape().dim(d);
        } else {
          cells[d] = cell;
          cell *= region.extent(d);
        }
      }
      long[] states = byLabel == null ? new long[] {partial.address(f)} : byLabel[f];
      set.foldings.get(f).into(states, partial.stride(), cells, index, weights);
    }
  }
}
