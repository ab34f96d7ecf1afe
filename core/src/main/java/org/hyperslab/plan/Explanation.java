package org.hyperslab.plan;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Plans in words. */
final class Explanation {
  private Explanation() {}

  /** What a stage does: what it reads, how it computes, what it makes. */
  static String label(Program program, List<Stage.Store> stores, List<Stage.Fold> folds) {
    Set<String> reads = new LinkedHashSet<>();
    for (Program.Operand o : program.operands()) {
      switch (o) {
        case Program.Load l -> reads.add(l.source().name());
        case Program.Make m ->
            reads.add(m.kernel().getClass().getSimpleName().toLowerCase(java.util.Locale.ROOT));
        case Program.Joined j -> reads.add(j.parts().size() + " joined parts");
        case Program.Constant c -> {}
      }
    }
    List<String> does = new ArrayList<>();
    if (!reads.isEmpty()) {
      does.add("read " + String.join(", ", reads));
    }
    if (!program.instructions().isEmpty()) {
      does.add(program.instructions().size() + " operations");
    }
    for (Stage.Fold f : folds) {
      does.add(f.result().name());
    }
    for (Stage.Store s : stores) {
      does.add("write " + name(s.destination()));
    }
    return String.join(" | ", does);
  }

  private static String name(Destination destination) {
    return switch (destination) {
      case Destination.Result r -> "result " + r.request();
      case Destination.Stored s -> s.sink().name();
      case Destination.Kept k -> k.result().name();
    };
  }

  static String of(Plan plan) {
    StringBuilder s = new StringBuilder();
    s.append("plan: ")
        .append(plan.stages().size())
        .append(" stages, ")
        .append(plan.tasks())
        .append(" tasks, predicted peak ");
    s.append(bytes(plan.peakBytes())).append(" of ").append(bytes(plan.budgetBytes()));
    s.append(", results in memory ").append(bytes(plan.resultBytes()));
    s.append(", intermediates in memory ").append(bytes(plan.keptBytes()));
    s.append(", scratch files ").append(bytes(plan.scratchBytes())).append('\n');
    int number = 0;
    for (Stage stage : plan.stages()) {
      s.append("stage ").append(++number).append(": ").append(stage.label()).append('\n');
      s.append("  tasks: ")
          .append(stage.grid().count())
          .append(", ")
          .append(stage.grid())
          .append('\n');
      reads(stage, s);
      switch (stage) {
        case Stage.Blockwise b -> blockwise(b, s);
        case Stage.Regrid r ->
            s.append("  regrid: ")
                .append(r.grid().chunkShape())
                .append(" to ")
                .append(r.destination().grid().chunkShape())
                .append(" in ")
                .append(r.blocks().count())
                .append(" passes of ")
                .append(bytes(r.sharedBytes()))
                .append('\n');
      }
      s.append("  memory: ")
          .append(stage.threads())
          .append(" threads x ")
          .append(bytes(stage.threadBytes()));
      s.append(" + ")
          .append(bytes(stage.sharedBytes()))
          .append(" shared + cache ")
          .append(bytes(stage.cacheBytes()));
      s.append(", least ").append(bytes(stage.leastBytes())).append('\n');
    }
    for (String note : plan.notes()) {
      s.append("note: ").append(note).append('\n');
    }
    return s.toString();
  }

  private static void reads(Stage stage, StringBuilder s) {
    for (int i = 0; i < stage.program().operands().size(); i++) {
      if (stage.program().operands().get(i) instanceof Program.Load l) {
        LoadLayout layout = stage.layout().loads().get(i);
        s.append("  reads: ")
            .append(l.source().name())
            .append(' ')
            .append(l.source().dtype())
            .append(' ');
        s.append(l.source().grid()).append(" through ").append(l.map());
        if (ProgramLayout.isResident(l.source())) {
          s.append(", in memory");
        } else {
          s.append(layout.direct() ? ", chunk by chunk" : ", by region");
          s.append(layout.shared() ? ", chunks cached while they are needed" : "");
          s.append(", at most ").append(bytes(readBytes(l)));
        }
        s.append('\n');
      }
    }
  }

  /** Bytes of the chunks that a load meets, each counted once. */
  static long readBytes(Program.Load load) {
    var grid = load.source().grid();
    var region = load.map().sourceRegion(org.hyperslab.grid.Region.whole(load.map().view()));
    if (region.isEmpty()) {
      return 0;
    }
    double bytes = load.source().dtype().bytes();
    var chunks = grid.chunksOf(region);
    for (int d = 0; d < grid.rank(); d++) {
      long walked =
          load.map().dimensionOf(d) < 0 ? 1 : load.map().view().dim(load.map().dimensionOf(d));
      bytes *=
          Math.min(chunks.extent(d), walked)
              * (double) Math.min(grid.chunkShape().dim(d), grid.shape().dim(d));
    }
    return (long) Math.min(bytes, (double) grid.shape().size() * load.source().dtype().bytes());
  }

  private static void blockwise(Stage.Blockwise b, StringBuilder s) {
    for (Stage.Fold f : b.folds()) {
      s.append("  reduces: ")
          .append(f.result().name())
          .append(" to ")
          .append(f.groups())
          .append(", states of ");
      s.append(bytes(f.stateBytes())).append('\n');
    }
    for (Stage.Finish f : b.finishes()) {
      s.append("  behind: ")
          .append(f.program().instructions().size())
          .append(" operations on reduced chunks, write ");
      s.append(name(f.destination())).append('\n');
    }
    if (b.runLength() > 1) {
      s.append("  runs of ").append(b.runLength()).append(" tasks\n");
    }
  }

  private static String bytes(long n) {
    if (n < 10_000) {
      return n + " B";
    }
    return n < 10L << 20
        ? (n >> 10) + " KiB"
        : n < 10L << 30 ? (n >> 20) + " MiB" : (n >> 30) + " GiB";
  }
}
