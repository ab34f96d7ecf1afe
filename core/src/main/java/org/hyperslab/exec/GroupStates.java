package org.hyperslab.exec;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.hyperslab.block.BlockPool;
import org.hyperslab.grid.ChunkGrid;
import org.hyperslab.grid.Region;
import org.hyperslab.plan.Stage;

/**
 * The states of reductions over the same axes, group by group. Partial states arrive in the order
 * of the runs that made them, and combine pairwise as a binary counter carries: the order of
 * operations depends on the plan alone. Not thread-safe.
 */
final class GroupStates {
  private final List<Stage.Fold> folds;
  private final ChunkGrid groups;
  private final List<Integer> axes;
  private final ChunkGrid tasks;
  private final long tasksPerGroup;
  private final Map<Long, Group> open = new HashMap<>();

  /** The states of one group, one buffer per fold, over some of the group's tasks. */
  static final class Partial implements AutoCloseable {
    final GroupStates owner;
    final long group;
    final long cells;
    final List<BlockPool.Buffer> states = new ArrayList<>();
    private long tasks;
    private int level;

    private Partial(GroupStates owner, long group, long cells) {
      this.owner = owner;
      this.group = group;
      this.cells = cells;
    }

    /** One more task has been folded. */
    void taskDone() {
      tasks++;
    }

    long address(int fold) {
      return states.get(fold).segment().address();
    }

    /** Bytes between the fields of a state. */
    long stride() {
      return 8 * cells;
    }

    @Override
    public void close() {
      states.forEach(BlockPool.Buffer::close);
    }
  }

  private static final class Group {
    private final ArrayDeque<Partial> stack = new ArrayDeque<>();
    private long tasks;
  }

  GroupStates(ChunkGrid tasks, List<Stage.Fold> folds) {
    this.tasks = tasks;
    this.folds = folds;
    this.groups = folds.getFirst().groups();
    this.axes = folds.getFirst().axes();
    this.tasksPerGroup = groups.count() == 0 ? 0 : tasks.count() / groups.count();
  }

  List<Stage.Fold> folds() {
    return folds;
  }

  ChunkGrid groups() {
    return groups;
  }

  /** The group that a task belongs to. */
  long groupOf(long[] task) {
    long ordinal = 0;
    for (int d = 0; d < task.length; d++) {
      if (!axes.contains(d)) {
        ordinal = ordinal * tasks.countAlong(d) + task[d];
      }
    }
    return ordinal;
  }

  /** States of no elements. */
  Partial begin(long group, BlockPool pool) {
    Region region = groups.region(group);
    Partial partial = new Partial(this, group, region.size());
    try {
      for (int f = 0; f < folds.size(); f++) {
        Stage.Fold fold = folds.get(f);
        partial.states.add(pool.take(8L * fold.kernel().fields() * Math.max(1, partial.cells)));
        fold.kernel().init(partial.address(f), partial.stride(), Math.toIntExact(partial.cells));
      }
    } catch (RuntimeException | Error e) {
      partial.close();
      throw e;
    }
    return partial;
  }

  /**
   * Adds partial states to their group; gives the group's states if it is complete, to be closed by
   * the caller.
   */
  @org.jspecify.annotations.Nullable
  Partial add(Partial partial) {
    Group group = open.computeIfAbsent(partial.group, k -> new Group());
    group.tasks += partial.tasks;
    Partial top = partial;
    while (!group.stack.isEmpty() && group.stack.peek().level == top.level) {
      top = combine(group.stack.pop(), top);
      top.level++;
    }
    group.stack.push(top);
    if (group.tasks < tasksPerGroup) {
      return null;
    }
    open.remove(partial.group);
    Partial all = group.stack.pop();
    while (!group.stack.isEmpty()) {
      all = combine(group.stack.pop(), all);
    }
    return all;
  }

  private Partial combine(Partial earlier, Partial later) {
    try (later) {
      combineInto(earlier, later);
      return earlier;
    } catch (RuntimeException | Error e) {
      earlier.close();
      throw e;
    }
  }

  private void combineInto(Partial earlier, Partial later) {
    for (int f = 0; f < folds.size(); f++) {
      folds
          .get(f)
          .kernel()
          .combine(
              earlier.address(f),
              earlier.stride(),
              later.address(f),
              later.stride(),
              Math.toIntExact(earlier.cells));
    }
  }

  /** Gives back everything that is not complete. */
  void clear() {
    open.values().forEach(g -> g.stack.forEach(Partial::close));
    open.clear();
  }
}
