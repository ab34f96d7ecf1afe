package org.hyperslab.plan;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.hyperslab.block.BlockPool;
import org.hyperslab.block.DType;
import org.hyperslab.grid.ChunkGrid;
import org.hyperslab.grid.IndexMap;
import org.hyperslab.grid.Shape;
import org.hyperslab.store.ChunkSource;
import org.jspecify.annotations.Nullable;

/**
 * Makes plans. Requests are normalised into expressions; every reduction and every request becomes
 * an item; items of the same level and the same tasks that read the same sources become one stage,
 * so that what they share is read and computed once. Small elementwise work behind reductions joins
 * the stage of the reductions.
 */
public final class Planner {
  private final Limits limits;
  private final int workers;
  private final Normalizer normalizer;
  private final Map<Intermediate, Integer> levels = new HashMap<>();
  private final Map<Intermediate, Normalizer.Pending> makers = new HashMap<>();
  private final List<String> notes = new ArrayList<>();

  private Planner(Limits limits, int workers) {
    this.limits = limits;
    this.workers = workers;
    this.normalizer = new Normalizer(limits, notes);
  }

  /**
   * Makes a plan.
   *
   * @param limitBytes the whole budget
   * @param usedBytes what others hold of it; the run may take the rest
   * @param workers threads that compute
   * @throws org.hyperslab.block.BudgetExceededException if the budget is too small; the message
   *     says what would be enough
   */
  public static Plan plan(List<Request> requests, long limitBytes, long usedBytes, int workers) {
    try {
      return attempt(requests, limitBytes - usedBytes, workers);
    } catch (TooSmall e) {
      throw enough(requests, workers, e).asRefusal(limitBytes, usedBytes);
    }
  }

  /** Keeps as much in memory as there is room for beside the stages. */
  private static Plan attempt(List<Request> requests, long budgetBytes, int workers) {
    boolean byLabels = requests.stream().anyMatch(r -> Node.isGrouped(r.node()));
    TooSmall least = null;
    for (Limits limits : Limits.attempts(budgetBytes, byLabels)) {
      try {
        return new Planner(limits, workers).plan(requests);
      } catch (TooSmall e) {
        least = least == null || e.neededBytes() < least.neededBytes() ? e : least;
      }
    }
    throw Objects.requireNonNull(least);
  }

  /** The refusal that names a budget with which every stage is content, not only the first. */
  private static TooSmall enough(List<Request> requests, int workers, TooSmall refusal) {
    TooSmall last = refusal;
    while (true) {
      try {
        attempt(requests, last.neededBytes(), workers);
        return last;
      } catch (TooSmall e) {
        last = e.needing(Math.max(e.neededBytes(), last.neededBytes() + last.neededBytes() / 16));
      }
    }
  }

  /** Something a stage has to do: an expression to be stored or reduced. */
  private record Item(
      int level,
      Expr expr,
      ChunkGrid grid,
      Normalizer.@Nullable Reduced reduced,
      @Nullable Destination destination) {
    Shape domain() {
      return grid.shape();
    }
  }

  /**
   * A request that is computed behind reductions: its expression reads nothing but their results,
   * all through one map.
   */
  private record Behind(
      Expr expr, IndexMap map, List<Normalizer.Reduced> reductions, Destination destination) {}

  private Plan plan(List<Request> requests) {
    List<Expr> roots = new ArrayList<>();
    List<ChunkGrid> grids = new ArrayList<>();
    for (int i = 0; i < requests.size(); i++) {
      Expr root = normalizer.normalize(requests.get(i).node());
      grids.add(taskGrid(root, destination(requests.get(i), i)));
      roots.add(normalizer.tame(root, grids.getLast()));
    }
    for (Normalizer.Pending p : normalizer.pending()) {
      makers.put(p.result(), p);
      levels.put(p.result(), levelOf(p.input()) + 1);
    }
    List<Behind> behinds = new ArrayList<>();
    List<Item> items = new ArrayList<>();
    for (int i = 0; i < roots.size(); i++) {
      Request request = requests.get(i);
      Destination destination = destination(request, i);
      Behind behind = behind(roots.get(i), destination);
      if (behind != null) {
        behinds.add(behind);
      } else {
        items.add(new Item(levelOf(roots.get(i)), roots.get(i), grids.get(i), null, destination));
      }
    }
    Set<Intermediate> needed = readByOthers(items);
    for (Normalizer.Pending p : normalizer.pending()) {
      Destination kept = new Destination.Kept(p.result());
      switch (p) {
        case Normalizer.Reduced r ->
            items.add(
                new Item(
                    levelOf(r.input()),
                    r.input(),
                    r.grid(),
                    r,
                    needed.contains(r.result()) ? kept : null));
        case Normalizer.Rechunked r ->
            items.add(
                new Item(levelOf(r.input()), r.input(), taskGrid(r.input(), kept), null, kept));
      }
    }
    return assemble(requests, items, behinds, needed);
  }

  private Plan assemble(
      List<Request> requests, List<Item> items, List<Behind> behinds, Set<Intermediate> needed) {
    long resultBytes = 0;
    for (Request r : requests) {
      if (r.target() instanceof Target.Memory) {
        resultBytes += BlockPool.sizeClass(Grids.bytes(r.node().shape(), r.node().dtype()));
      }
    }
    long keptBytes = 0;
    long scratchBytes = 0;
    for (Intermediate i : needed) {
      keptBytes += i.inMemory() ? BlockPool.sizeClass(i.bytes()) : 0;
      scratchBytes += i.inMemory() ? 0 : i.bytes();
    }
    StageBuilder builder =
        new StageBuilder(
            limits.budgetBytes() - resultBytes - keptBytes, limits.budgetBytes(), workers);
    int last = items.stream().mapToInt(Item::level).max().orElse(0);
    List<Intermediate> kept = new ArrayList<>(needed);
    for (int level = 0; level <= last; level++) {
      for (List<Item> group : groups(items, level)) {
        build(group, behinds, builder);
      }
    }
    kept.addAll(builder.spilled());
    scratchBytes += builder.spilled().stream().mapToLong(Intermediate::bytes).sum();
    return new Plan(
        requests,
        builder.stages(),
        kept,
        resultBytes,
        keptBytes,
        scratchBytes,
        limits.budgetBytes(),
        notes);
  }

  /**
   * The intermediate results that some expression reads, other than those computed behind the
   * reduction itself.
   */
  private Set<Intermediate> readByOthers(List<Item> items) {
    Set<Intermediate> read = new LinkedHashSet<>();
    for (Item item : items) {
      sources(item.expr(), new HashSet<>()).forEach(s -> addRead(s, read));
    }
    for (Normalizer.Pending p : normalizer.pending()) {
      sources(p.input(), new HashSet<>()).forEach(s -> addRead(s, read));
      if (p instanceof Normalizer.Rechunked r) {
        read.add(r.result());
      }
    }
    return read;
  }

  private static void addRead(ChunkSource source, Set<Intermediate> read) {
    if (source instanceof Intermediate i) {
      read.add(i);
    }
  }

  private static Destination destination(Request request, int index) {
    return switch (request.target()) {
      case Target.Memory m ->
          new Destination.Result(index, request.node().grid(), request.node().dtype());
      case Target.Sink s -> new Destination.Stored(s.sink());
    };
  }

  /**
   * The tasks of an item that is stored: the destination's chunks if reading costs nothing, else
   * the natural ones.
   */
  private static ChunkGrid taskGrid(Expr expr, Destination destination) {
    ChunkGrid natural = Grids.natural(expr, destination.grid().shape());
    boolean free = sources(expr, new HashSet<>()).stream().allMatch(ProgramLayout::isResident);
    return free && !destination.inMemory() ? destination.grid() : natural;
  }

  private @Nullable Behind behind(Expr root, Destination destination) {
    Set<Expr.Leaf> leaves = new LinkedHashSet<>();
    if (!leavesOnly(root, leaves, new HashSet<>()) || leaves.isEmpty()) {
      return null;
    }
    List<Normalizer.Reduced> reductions = new ArrayList<>();
    IndexMap map = leaves.iterator().next().map();
    for (Expr.Leaf leaf : leaves) {
      if (!(makers.get(intermediate(leaf.source())) instanceof Normalizer.Reduced r)
          || !leaf.map().equals(map)) {
        return null;
      }
      reductions.add(r);
    }
    Normalizer.Reduced first = reductions.getFirst();
    for (Normalizer.Reduced r : reductions) {
      if (!sameGroups(first, r)) {
        return null;
      }
    }
    boolean fits =
        destination.inMemory() || map.viewGrid(first.result().grid()).equals(destination.grid());
    return fits && onlyInserts(map) ? new Behind(root, map, reductions, destination) : null;
  }

  private @Nullable Intermediate intermediate(ChunkSource source) {
    return source instanceof Intermediate i ? i : null;
  }

  private boolean sameGroups(Normalizer.Reduced a, Normalizer.Reduced b) {
    return Objects.equals(levels.get(a.result()), levels.get(b.result()))
        && a.grid().equals(b.grid())
        && a.axes().equals(b.axes())
        && Objects.equals(a.labels(), b.labels())
        && sharesSource(a.input(), b.input());
  }

  /**
   * Whether a map keeps the order of the source's axes and all of their elements, and otherwise
   * inserts dimensions of 1.
   */
  private static boolean onlyInserts(IndexMap map) {
    int next = 0;
    for (int d = 0; d < map.view().rank(); d++) {
      if (map.axis(d) == IndexMap.NONE) {
        if (map.view().dim(d) != 1) {
          return false;
        }
      } else if (map.axis(d) != next || map.view().dim(d) != map.source().dim(next++)) {
        return false;
      }
    }
    return next == map.source().rank();
  }

  /** Whether an expression is operations on leaves and constants only; collects the leaves. */
  private static boolean leavesOnly(Expr expr, Set<Expr.Leaf> leaves, Set<Expr> seen) {
    if (!seen.add(expr)) {
      return true;
    }
    return switch (expr) {
      case Expr.Leaf leaf -> {
        leaves.add(leaf);
        yield true;
      }
      case Expr.Const c -> true;
      case Expr.Apply a -> a.args().stream().allMatch(x -> leavesOnly(x, leaves, seen));
      case Expr.Fill f -> false;
      case Expr.Join j -> false;
    };
  }

  private int levelOf(Expr expr) {
    int level = 0;
    for (ChunkSource source : sources(expr, new HashSet<>())) {
      if (source instanceof Intermediate i) {
        level = Math.max(level, levels.getOrDefault(i, 0));
      }
    }
    return level;
  }

  /** All sources that an expression reads, also through user functions. */
  private static Set<ChunkSource> sources(Expr expr, Set<Expr> seen) {
    Set<ChunkSource> found = new LinkedHashSet<>();
    collect(expr, seen, found);
    return found;
  }

  private static void collect(Expr expr, Set<Expr> seen, Set<ChunkSource> found) {
    if (!seen.add(expr)) {
      return;
    }
    switch (expr) {
      case Expr.Leaf leaf -> collect(leaf.source(), found);
      case Expr.Apply a -> a.args().forEach(x -> collect(x, seen, found));
      case Expr.Join j -> j.parts().forEach(x -> collect(x, seen, found));
      case Expr.Fill f -> {}
      case Expr.Const c -> {}
    }
  }

  private static void collect(ChunkSource source, Set<ChunkSource> found) {
    if (!found.add(source)) {
      return;
    }
    if (source instanceof MappedSource m) {
      m.inputs().forEach(p -> collect(p, found));
    } else if (source instanceof TakenSource t) {
      collect(t.source(), found);
    }
  }

  private static void collect(Program program, Set<ChunkSource> found) {
    for (Program.Operand o : program.operands()) {
      switch (o) {
        case Program.Load l -> collect(l.source(), found);
        case Program.Joined j -> j.parts().forEach(p -> collect(p, found));
        case Program.Make m -> {}
        case Program.Constant c -> {}
      }
    }
  }

  private static boolean sharesSource(Expr a, Expr b) {
    if (a.equals(b)) {
      return true;
    }
    Set<ChunkSource> of = sources(a, new HashSet<>());
    return sources(b, new HashSet<>()).stream().anyMatch(of::contains);
  }

  /**
   * The items of a level, those that can share a stage together. An item that shares sources with
   * several groups makes them one.
   */
  private List<List<Item>> groups(List<Item> items, int level) {
    List<List<Item>> groups = new ArrayList<>();
    for (Item item : items) {
      if (item.level() == level) {
        List<Item> home = new ArrayList<>();
        List<List<Item>> others = new ArrayList<>();
        for (List<Item> g : groups) {
          if (together(g, item)) {
            home.addAll(g);
          } else {
            others.add(g);
          }
        }
        home.add(item);
        others.add(home);
        groups = others;
      }
    }
    return groups;
  }

  private static boolean together(List<Item> group, Item item) {
    return item.grid().equals(group.getFirst().grid())
        && canShare(item)
        && group.stream().allMatch(Planner::canShare)
        && group.stream().anyMatch(g -> sharesSource(g.expr(), item.expr()));
  }

  /**
   * Whether an item's tasks are those of its grid: a store into other chunks than the natural ones
   * is a stage of its own.
   */
  private static boolean canShare(Item item) {
    return item.reduced() != null || fitsTasks(item);
  }

  private static boolean fitsTasks(Item item) {
    Destination d = item.destination();
    return d == null || d.inMemory() || Grids.cutsWithin(item.grid(), d.grid());
  }

  private void build(List<Item> group, List<Behind> behinds, StageBuilder builder) {
    Item first = group.getFirst();
    if (first.reduced() == null && !fitsTasks(first)) {
      builder.regrid(first.expr(), first.grid(), Objects.requireNonNull(first.destination()));
      return;
    }
    Map<Intermediate, Integer> foldOf = new LinkedHashMap<>();
    List<Expr> exprs = new ArrayList<>();
    List<Stage.Store> stores = new ArrayList<>();
    List<Stage.Fold> folds = new ArrayList<>();
    List<Stage.Finish> finishes = new ArrayList<>();
    for (Item item : group) {
      Normalizer.Reduced r = item.reduced();
      if (r == null) {
        stores.add(new Stage.Store(exprs.size(), Objects.requireNonNull(item.destination())));
      } else {
        foldOf.put(r.result(), folds.size());
        folds.add(fold(exprs.size(), r));
        if (item.destination() != null) {
          finishes.add(finish(foldOf, plain(r, item.destination())));
        }
      }
      exprs.add(item.expr());
    }
    for (Behind b : behinds) {
      if (foldOf.containsKey(b.reductions().getFirst().result())) {
        finishes.add(finish(foldOf, b));
      }
    }
    builder.blockwise(
        first.grid(), Program.compile(first.domain(), exprs), stores, folds, finishes);
  }

  private static Behind plain(Normalizer.Reduced r, Destination destination) {
    IndexMap map = IndexMap.identity(r.result().grid().shape());
    return new Behind(new Expr.Leaf(r.result(), map), map, List.of(r), destination);
  }

  private static Stage.Fold fold(int root, Normalizer.Reduced r) {
    long count = 1;
    for (int axis : r.axes()) {
      boolean labelled = r.labels() != null && r.labels().axis() == axis;
      count *= labelled ? 1 : r.domain().dim(axis);
    }
    DType in = r.input().dtype();
    return new Stage.Fold(
        root,
        r.reducer().kernel(in),
        r.reducer().indexed(),
        new Stage.Span(r.axes(), r.labels()),
        r.result().grid(),
        count,
        r.result());
  }

  private static Stage.Finish finish(Map<Intermediate, Integer> foldOf, Behind b) {
    Program program = Program.compile(b.map().view(), List.of(b.expr()));
    List<Integer> folds =
        b.reductions().stream()
            .map(r -> Objects.requireNonNull(foldOf.get(r.result())))
            .distinct()
            .toList();
    long registers = ProgramLayout.registerBytes(program);
    List<LoadLayout> loads = program.operands().stream().map(o -> LoadLayout.NOTHING).toList();
    ChunkGrid regions = b.map().viewGrid(b.reductions().getFirst().result().grid());
    return new Stage.Finish(
        folds, program, new ProgramLayout(loads, registers, 0), b.map(), regions, b.destination());
  }
}
