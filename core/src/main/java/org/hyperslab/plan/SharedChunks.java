package org.hyperslab.plan;

import java.util.ArrayList;
import java.util.List;
import org.hyperslab.grid.ChunkGrid;
import org.hyperslab.grid.Region;
import org.hyperslab.store.ChunkSource;

/**
 * The chunks of a stage that more than one task or operand needs, and how often each is asked for.
 * Immutable.
 */
public final class SharedChunks {
  private final ChunkGrid tasks;
  private final List<Use> uses = new ArrayList<>();

  /** A chunk of a source. */
  public record Chunk(ChunkSource source, long ordinal) {}

  /** A load whose chunks are shared, and when it happens. */
  record Use(Program.Load load, Evaluations evaluations) {}

  private SharedChunks(ChunkGrid tasks) {
    this.tasks = tasks;
  }

  /** Those of a program whose tasks are the chunks of {@code tasks}. */
  public static SharedChunks of(ChunkGrid tasks, Program program, ProgramLayout layout) {
    SharedChunks shared = new SharedChunks(tasks);
    shared.collect(program, layout, new Evaluations.Tasks(tasks));
    return shared;
  }

  private void collect(Program program, ProgramLayout layout, Evaluations evaluations) {
    for (int i = 0; i < program.operands().size(); i++) {
      LoadLayout l = layout.loads().get(i);
      switch (program.operands().get(i)) {
        case Program.Load load -> {
          if (l.shared()) {
            uses.add(new Use(load, evaluations));
          }
          if (load.source() instanceof MappedSource m) {
            Evaluations around = new Evaluations.Mapped(evaluations, load, m);
            for (int n = 0; n < m.inputs().size(); n++) {
              collect(m.inputs().get(n), l.nested().get(n), around);
            }
          }
        }
        case Program.Joined j -> {
          for (int p = 0; p < j.parts().size(); p++) {
            Program part = j.parts().get(p);
            long extent = part.domain().dim(j.dimension());
            collect(
                part,
                l.nested().get(p),
                new Evaluations.Part(evaluations, j.dimension(), j.starts().get(p), extent));
          }
        }
        case Program.Make m -> {}
        case Program.Constant c -> {}
      }
    }
  }

  /** The stage's tasks. */
  ChunkGrid tasks() {
    return tasks;
  }

  List<Use> uses() {
    return uses;
  }

  /** The shared loads of the stage's own program. */
  List<Program.Load> loads() {
    return uses.stream()
        .filter(u -> u.evaluations() instanceof Evaluations.Tasks)
        .map(Use::load)
        .toList();
  }

  /** How often a chunk is asked for, all in all. */
  public long uses(Chunk chunk) {
    Region region = chunk.source.grid().region(chunk.ordinal);
    long n = 0;
    for (Use use : uses) {
      if (use.load.source().equals(chunk.source)) {
        n += use.evaluations.meeting(use.load.map().viewRegion(region));
      }
    }
    return n;
  }
}
