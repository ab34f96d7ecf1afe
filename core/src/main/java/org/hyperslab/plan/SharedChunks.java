package org.hyperslab.plan;

import java.util.ArrayList;
import java.util.List;
import org.hyperslab.grid.ChunkGrid;
import org.hyperslab.store.ChunkSource;

/**
 * The chunks of a stage that more than one task or operand needs.
 *
 * @param tasks the stage's tasks
 * @param loads the operands whose chunks are shared
 */
public record SharedChunks(ChunkGrid tasks, List<Program.Load> loads) {
  /** A chunk of a source. */
  public record Chunk(ChunkSource source, long ordinal) {}

  public SharedChunks {
    loads = List.copyOf(loads);
  }

  /** Those of a program whose tasks are the chunks of {@code tasks}. */
  public static SharedChunks of(ChunkGrid tasks, Program program, ProgramLayout layout) {
    List<Program.Load> loads = new ArrayList<>();
    for (int i = 0; i < program.operands().size(); i++) {
      if (layout.loads().get(i).shared() && program.operands().get(i) instanceof Program.Load l) {
        loads.add(l);
      }
    }
    return new SharedChunks(tasks, loads);
  }

  /** How often tasks ask for a chunk, all in all: once per task and operand that needs it. */
  public long uses(Chunk chunk) {
    long uses = 0;
    for (Program.Load load : loads) {
      if (load.source().equals(chunk.source)) {
        uses +=
            Grids.meeting(tasks, load.map().viewRegion(load.source().grid().region(chunk.ordinal)));
      }
    }
    return uses;
  }
}
