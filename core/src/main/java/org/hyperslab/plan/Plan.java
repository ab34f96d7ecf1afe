package org.hyperslab.plan;

import java.util.List;

/**
 * What running some requests means: stages in the order in which they run, and the memory they
 * take. A plan is run at most once.
 *
 * @param requests what was asked for
 * @param stages in order
 * @param kept the results that stages leave for later ones
 * @param resultBytes the requested results that are in memory, held beyond the run
 * @param keptBytes the intermediate results that are in memory
 * @param scratchBytes the intermediate results that go to scratch files
 * @param budgetBytes what the plan was made for
 * @param notes what did not fuse, and why
 */
public record Plan(
    List<Request> requests,
    List<Stage> stages,
    List<Intermediate> kept,
    long resultBytes,
    long keptBytes,
    long scratchBytes,
    long budgetBytes,
    List<String> notes) {
  public Plan {
    requests = List.copyOf(requests);
    stages = List.copyOf(stages);
    kept = List.copyOf(kept);
    notes = List.copyOf(notes);
  }

  /** The most bytes of blocks, buffers, caches and results that are in memory at once. */
  public long peakBytes() {
    return resultBytes + keptBytes + stages.stream().mapToLong(Stage::peakBytes).max().orElse(0);
  }

  /** The number of tasks of all stages. */
  public long tasks() {
    return stages.stream().mapToLong(Stage::tasks).sum();
  }

  /** The plan for people to read. */
  @Override
  public String toString() {
    return Explanation.of(this);
  }
}
