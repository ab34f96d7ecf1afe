package org.hyperslab.exec;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.hyperslab.block.BlockPool;
import org.hyperslab.grid.ChunkGrid;
import org.hyperslab.grid.Region;
import org.hyperslab.plan.Bins;
import org.hyperslab.plan.Labels;
import org.hyperslab.plan.Stage;
import org.jspecify.annotations.Nullable;

/**
 * The states of reductions over the same axes, group by group. Partial states arrive in the order
 * of the runs that made them, and combine pairwise as a binary counter carries: the order of
 * operations depends on the plan alone. Not thread-safe.
 *
 * <p>With a labelled axis there is a group per bin of labels, and its states lie label by label.
 * There may be many such groups at once, so that each has only one state, to which partial ones are
 * added as they arrive.
 */
final class GroupStates {
  private final List<Stage.Fold> folds;
  private final ChunkGrid groups;
  private final Stage.Span span;
  private final @Nullable Bins bins;
  private final long[] sizes;
  private final long tasksPerGroup;
  private final Map<Long, Group> open = new HashMap<>();

  /** The states of one group, one buffer per fold, over some of the group's tasks. */
  static final class Partial implements AutoCloseable {
    final GroupStates owner;
    final long group;
    final long labels;
    final long cellsPerLabel;
    final List<BlockPool.Buffer> states = new ArrayList<>();
    private final long stride;
    private long tasks;
    private long lastTask = -1;
    private int level;

    private Partial(GroupStates owner, long group) {
      this.owner = owner;
      this.group = group;
      Region region = owner.groups.region(group);
      this.labels = owner.bins == null ? 1 : region.extent(owner.span.labelDimension());
      this.cellsPerLabel = region.size() / labels;
      this.stride = 8 * cellsPerLabel * (owner.bins == null ? 1 : owner.bins.labelsPerBin());
    }

    /** A task is folded, now or in parts. */
    void holds(long[] task, ChunkGrid grid) {
      long ordinal = grid.ordinal(task);
      tasks += ordinal == lastTask ? 0 : 1;
      lastTask = ordinal;
    }

    /** How many indices along the labelled axis carry a label of this group's; 1 without labels. */
    long size(long label) {
      if (owner.bins == null) {
        return 1;
      }
      long first = owner.groups.region(group).start(owner.span.labelDimension());
      return owner.sizes[Math.toIntExact(first + label)];
    }

    int cells() {
      return Math.toIntExact(labels * cellsPerLabel);
    }

    long address(int fold) {
      return states.get(fold).segment().address();
    }

    /** Bytes between the states of a label and those of the next. */
    long labelBytes() {
      return 8 * cellsPerLabel;
    }

    /** Bytes between the fields of a state; the same for all groups of a task. */
    long stride() {
      return stride;
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
    this.folds = folds;
    this.groups = folds.getFirst().groups();
    this.span = folds.getFirst().span();
    this.bins = folds.getFirst().bins(tasks);
    Labels labels = span.labels();
    this.sizes = labels == null ? new long[0] : labels.sizes();
    long perGroup = 1;
    for (int axis : span.axes()) {
      perGroup *= axis == span.labelledAxis() ? 1 : tasks.countAlong(axis);
    }
    this.tasksPerGroup = perGroup;
  }

  Stage.Span span() {
    return span;
  }

  /** How tasks and labels meet; null without labels. */
  @Nullable Bins bins() {
    return bins;
  }

  List<Stage.Fold> folds() {
    return folds;
  }

  ChunkGrid groups() {
    return groups;
  }

  /** The group that a task belongs to, or one of them: that of a bin of labels. */
  long groupOf(long[] task, int bin) {
    long ordinal = 0;
    int r = 0;
    for (int d = 0; d < task.length; d++) {
      boolean labelled = d == span.labelledAxis();
      if (labelled || !span.axes().contains(d)) {
        ordinal = ordinal * groups.countAlong(r++) + (labelled ? bin : task[d]);
      }
    }
    return ordinal;
  }

  /** Whether there may be groups without tasks. */
  boolean mayBeEmpty() {
    return bins != null || tasksPerGroup == 0;
  }

  /** How many tasks belong to a group. */
  long tasksOf(long group) {
    return bins == null
        ? tasksPerGroup
        : tasksPerGroup * bins.chunksOf(groups.coords(group)[span.labelDimension()]);
  }

  /** States of no elements. */
  Partial begin(long group, BlockPool pool) {
    Partial partial = new Partial(this, group);
    try {
      for (int f = 0; f < folds.size(); f++) {
        Stage.Fold fold = folds.get(f);
        partial.states.add(pool.take(fold.kernel().fields() * Math.max(8, partial.stride())));
        fold.kernel().init(partial.address(f), partial.stride(), partial.cells());
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
  @Nullable Partial add(Partial partial) {
    Group group = open.computeIfAbsent(partial.group, k -> new Group());
    group.tasks += partial.tasks;
    Partial top = partial;
    while (!group.stack.isEmpty() && (bins != null || group.stack.peek().level == top.level)) {
      top = combine(group.stack.pop(), top);
      top.level++;
    }
    group.stack.push(top);
    if (group.tasks < tasksOf(partial.group)) {
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
              earlier.cells());
    }
  }

  /** Gives back everything that is not complete. */
  void clear() {
    open.values().forEach(g -> g.stack.forEach(Partial::close));
    open.clear();
  }
}
