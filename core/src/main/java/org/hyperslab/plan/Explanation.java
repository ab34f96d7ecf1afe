package org.hyperslab.plan;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.hyperslab.grid.ChunkGrid;
import org.hyperslab.grid.IndexMap;
import org.hyperslab.grid.Region;

/** Plans in words. */
final class Explanation {
  private static final int MOST_NAMED = 8;

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
      does.add(operations(program));
    }
    for (Stage.Fold f : folds) {
      does.add(f.result().name());
    }
    for (Stage.Store s : stores) {
      does.add("write " + name(s.destination()));
    }
    return String.join(" | ", does);
  }

  /** The fused operations, the first few by name. */
  private static String operations(Program program) {
    int n = program.labels().size();
    String first = String.join(", ", program.labels().subList(0, Math.min(n, MOST_NAMED)));
    return n <= MOST_NAMED ? first : first + " and " + (n - MOST_NAMED) + " more operations";
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
    line(s, "plan: %d stages, %d tasks", plan.stages().size(), plan.tasks());
    line(
        s,
        "memory: predicted peak %s of %s; of these results %s, intermediates %s; scratch files %s",
        bytes(plan.peakBytes()),
        bytes(plan.budgetBytes()),
        bytes(plan.resultBytes()),
        bytes(plan.keptBytes()),
        bytes(plan.scratchBytes()));
    int number = 0;
    for (Stage stage : plan.stages()) {
      line(s, "stage %d: %s", ++number, stage.label());
      line(s, "  tasks: %d, one per chunk of %s", stage.grid().count(), stage.grid());
      reads(stage, s);
      switch (stage) {
        case Stage.Blockwise b -> blockwise(b, s);
        case Stage.Regrid r -> regrid(r, s);
      }
      line(
          s,
          "  memory: %d threads x %s + %s shared + %s cache; could run in %s",
          stage.threads(),
          bytes(stage.threadBytes()),
          bytes(stage.sharedBytes()),
          bytes(stage.cacheBytes()),
          bytes(stage.leastBytes()));
    }
    plan.notes().forEach(n -> line(s, "note: %s", n));
    return s.toString();
  }

  @SuppressWarnings("AnnotateFormatMethod") // the annotation would be a dependency
  private static void line(StringBuilder s, String format, Object... args) {
    s.append(format.formatted(args)).append('\n');
  }

  private static void reads(Stage stage, StringBuilder s) {
    for (int i = 0; i < stage.program().operands().size(); i++) {
      if (stage.program().operands().get(i) instanceof Program.Load l) {
        String how = how(l, stage.layout().loads().get(i));
        line(
            s,
            "  reads: %s %s %s through %s, %s",
            l.source().name(),
            l.dtype(),
            l.source().grid(),
            l.map(),
            how);
        if (l.source() instanceof Intermediate made) {
          line(
              s,
              "  waits for: %s, which is complete only after the last task of its stage",
              made.name());
        }
      }
    }
  }

  private static String how(Program.Load load, LoadLayout layout) {
    if (ProgramLayout.isResident(load.source())) {
      return "in memory";
    }
    return "%s%s, at most %s"
        .formatted(
            layout.direct() ? "chunk by chunk" : "by region",
            layout.shared() ? ", chunks kept while they are needed" : "",
            bytes(readBytes(load)));
  }

  /** Bytes of the chunks that a load meets, decoded, each counted once. */
  static long readBytes(Program.Load load) {
    ChunkGrid grid = load.source().grid();
    IndexMap map = load.map();
    Region region = map.sourceRegion(Region.whole(map.view()));
    if (region.isEmpty()) {
      return 0;
    }
    Region chunks = grid.chunksOf(region);
    double bytes = load.dtype().bytes();
    for (int a = 0; a < grid.rank(); a++) {
      int d = map.dimensionOf(a);
      long met = Math.min(chunks.extent(a), d == IndexMap.NONE ? 1 : map.view().dim(d));
      bytes *= met * (double) Math.min(grid.chunkShape().dim(a), grid.shape().dim(a));
    }
    return (long) Math.min(bytes, (double) grid.shape().size() * load.dtype().bytes());
  }

  private static void blockwise(Stage.Blockwise b, StringBuilder s) {
    for (Stage.Fold f : b.folds()) {
      line(
          s,
          "  reduces: %s, to %s, states of %s",
          f.result().name(),
          f.groups(),
          bytes(f.stateBytes()));
    }
    for (Stage.Finish f : b.finishes()) {
      String fused = f.program().labels().isEmpty() ? "" : operations(f.program()) + " behind it, ";
      line(s, "  once a chunk is reduced: %swrite %s", fused, written(f.destination()));
    }
    for (Stage.Store store : b.stores()) {
      line(s, "  writes: %s", written(store.destination()));
    }
    if (b.runLength() > 1) {
      line(s, "  threads take %d tasks at a time", b.runLength());
    }
  }

  private static void regrid(Stage.Regrid r, StringBuilder s) {
    line(
        s,
        "  regrids: %s to %s in %d passes of %s",
        r.grid().chunkShape(),
        r.destination().grid().chunkShape(),
        r.blocks().count(),
        bytes(r.sharedBytes()));
    line(s, "  writes: %s", written(r.destination()));
  }

  private static String written(Destination d) {
    long all = d.grid().shape().size() * d.dtype().bytes();
    return "%s, %s %s, %s".formatted(name(d), d.dtype(), d.grid(), bytes(all));
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
