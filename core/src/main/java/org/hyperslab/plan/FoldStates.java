package org.hyperslab.plan;

import org.hyperslab.block.BlockPool;
import org.hyperslab.grid.ChunkGrid;
import org.jspecify.annotations.Nullable;

/** How many states of a reduction are in memory at once while a stage's tasks run in order. */
final class FoldStates {
  private final Stage.Fold fold;
  private final ChunkGrid tasks;
  private final boolean inOrder;
  private final @Nullable Bins bins;

  /**
   * @param inOrder whether the tasks of a group follow each other
   */
  FoldStates(Stage.Fold fold, ChunkGrid tasks, boolean inOrder) {
    this.fold = fold;
    this.tasks = tasks;
    this.inOrder = inOrder;
    this.bins = fold.bins(tasks);
  }

  /** Bytes of the states of one group. */
  long stateBytes() {
    return BlockPool.sizeClass(fold.stateBytes());
  }

  /** How many groups one run of tasks may touch. */
  long touched(long runLength) {
    if (bins == null) {
      long groups = fold.groups().count();
      long perGroup = Math.max(1, tasks.count() / Math.max(1, groups));
      if (inOrder && perGroup * groups == tasks.count() && perGroup % runLength == 0) {
        return Math.min(1, groups); // Groups begin with runs.
      }
      long most = inOrder ? runLength / perGroup + 2 : runLength;
      return Math.min(Math.min(most, runLength), groups);
    }
    long most = runLength * bins.mostTouched(1);
    if (inOrder) {
      long cells = Math.ceilDiv(runLength - 1, tasksOver(0)) + 1;
      if (tasksOver(0) == tasksOver(fold.span().labelledAxis())) {
        // Else a run may go from the labelled axis's end to its begin within a cell.
        cells = Math.min(cells, Math.max(1, tasks.count() / tasksOver(0)));
      }
      long along = Math.ceilDiv(runLength - 1, tasksOver(fold.span().labelledAxis() + 1)) + 1;
      most = Math.min(most, cells * bins.mostTouched(along));
    }
    // Where no task has a label, groups are finished as they are, one after the other.
    return Math.min(Math.max(1, most), fold.groups().count());
  }

  /** States of groups that are begun and not complete, those of single runs not counted. */
  long open(long runs) {
    if (bins == null) {
      long groups = fold.groups().count();
      long perGroup = tasks.count() / Math.max(1, groups);
      return (inOrder ? 1 : groups) * levels(Math.min(perGroup, runs));
    }
    if (!inOrder) {
      return fold.groups().count();
    }
    long before = tasksOver(0) / Math.max(1, tasksOver(fold.span().labelledAxis()));
    return before > 1 ? bins.inUse() : bins.mostOpen();
  }

  /** Tasks along the reduced axes from {@code axis} on. */
  private long tasksOver(int axis) {
    long n = 1;
    for (int a : fold.axes()) {
      n *= a < axis ? 1 : Math.max(1, tasks.countAlong(a));
    }
    return n;
  }

  /**
   * States of one group that wait while those of so many runs are combined: the most ones in the
   * binary form of a number up to {@code runs}. What is being added is its run's memory.
   */
  static long levels(long runs) {
    return 63L - Long.numberOfLeadingZeros(Math.max(1, runs) + 1);
  }
}
