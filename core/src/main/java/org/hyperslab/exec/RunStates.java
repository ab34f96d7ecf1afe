package org.hyperslab.exec;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import org.hyperslab.block.BlockPool;

/** The states that a run of consecutive tasks folds into; it may come back to a group. */
final class RunStates implements AutoCloseable {
  private final Map<Key, GroupStates.Partial> partials = new LinkedHashMap<>();

  private record Key(GroupStates set, long group) {}

  /** The run's states of a group. */
  GroupStates.Partial of(GroupStates set, long group, BlockPool pool) {
    return partials.computeIfAbsent(new Key(set, group), k -> set.begin(group, pool));
  }

  Collection<GroupStates.Partial> all() {
    return partials.values();
  }

  @Override
  public void close() {
    partials.values().forEach(GroupStates.Partial::close);
  }
}
