package org.hyperslab.plan;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.hyperslab.block.DType;
import org.hyperslab.grid.ChunkGrid;
import org.hyperslab.grid.IndexMap;
import org.hyperslab.grid.Region;
import org.hyperslab.grid.Shape;
import org.jspecify.annotations.Nullable;

/**
 * Turns graphs into expressions: pushes every view down to the leaves, makes equal sub-expressions
 * the same object, and cuts the graph at reductions, which become {@link Pending} results that
 * other expressions read.
 */
final class Normalizer {
  /** Chunks that would be read more often than this, on average, are rechunked first. */
  private static final double MOST_READS = 3;

  /**
   * States of built-in reductions have at most so many fields. Their inputs are cut alike, so that
   * they share what is cut.
   */
  private static final long MOST_FIELDS = 3;

  private final Map<Object, Expr> interned = new HashMap<>();
  private final Map<Key, Expr> pushed = new HashMap<>();
  private final Map<TakenKey, Expr> taken = new HashMap<>();
  private final Taking taking = new Taking(this);
  private final Map<PendingKey, Pending> pending = new HashMap<>();
  private final Map<MappedKey, MappedSource> mapped = new HashMap<>();
  private final List<Pending> order = new ArrayList<>();
  private final List<String> notes;
  private final Limits limits;
  private long keepInMemoryBytes;

  /**
   * @param notes gets a line for everything that could not be fused
   */
  Normalizer(Limits limits, List<String> notes) {
    this.limits = limits;
    this.keepInMemoryBytes = limits.keptBytes();
    this.notes = notes;
  }

  private Intermediate intermediate(String name, ChunkGrid grid, DType dtype) {
    long bytes = Grids.bytes(grid.shape(), dtype);
    boolean inMemory = bytes <= keepInMemoryBytes;
    keepInMemoryBytes -= inMemory ? bytes : 0;
    return new Intermediate(name, grid, dtype, inMemory);
  }

  /**
   * A node seen through a map. Nodes count by identity: comparing them by structure would walk the
   * graph again and again.
   */
  private record Key(Identity node, IndexMap map) {}

  private record TakenKey(Identity node, int axis, Indices indices, IndexMap map) {}

  private record Identity(Object object) {
    @Override
    @SuppressWarnings("ReferenceEquality") // identity is the point
    public boolean equals(Object o) {
      return o instanceof Identity i && i.object == object;
    }

    @Override
    public int hashCode() {
      return System.identityHashCode(object);
    }
  }

  private record PendingKey(Identity input, Shape domain, Object what) {}

  private record MappedKey(
      BlockFunction function,
      Overlap overlap,
      List<Identity> inputs,
      ChunkGrid grid,
      DType dtype) {}

  /**
   * A result that is made by a stage before others can read it; made in the order in which they are
   * listed.
   */
  sealed interface Pending {
    Intermediate result();

    Expr input();

    Shape domain();
  }

  /** A reduction's result. */
  record Reduced(
      Expr input,
      Shape domain,
      Reducer reducer,
      List<Integer> axes,
      @Nullable Labels labels,
      ChunkGrid grid,
      Intermediate result)
      implements Pending {}

  /** An expression's values in chunks of another grid. */
  record Rechunked(Expr input, Shape domain, Intermediate result) implements Pending {}

  /** The pending results, each after those that it reads. */
  List<Pending> pending() {
    return order;
  }

  Expr normalize(Node node) {
    return push(node, IndexMap.identity(node.shape()));
  }

  private Expr intern(Expr expr) {
    return interned.computeIfAbsent(expr, e -> expr);
  }

  /** A node's elements at some indices along an axis, seen through a map. */
  Expr take(Node node, int axis, Indices indices, IndexMap map) {
    TakenKey key = new TakenKey(new Identity(node), axis, indices, map);
    Expr known = taken.get(key);
    if (known == null) {
      known = intern(taking.push(node, axis, indices, map));
      taken.put(key, known);
    }
    return known;
  }

  Expr push(Node node, IndexMap map) {
    Key key = new Key(new Identity(node), map);
    Expr known = pushed.get(key);
    if (known == null) {
      known = intern(pushNew(node, map));
      pushed.put(key, known);
    }
    return known;
  }

  private Expr pushNew(Node node, IndexMap map) {
    return switch (node) {
      case Node.Source s -> new Expr.Leaf(s.source(), map);
      case Node.Constant c -> new Expr.Const(c.dtype(), c.value().bits());
      case Node.Generated g -> fill(g, map);
      case Node.View v -> push(v.input(), v.map().then(map));
      case Node.Elementwise e ->
          new Expr.Apply(e.op(), e.inputs().stream().map(i -> push(i, map)).toList());
      case Node.Take t -> take(t.input(), t.axis(), t.indices(), map);
      case Node.Reduce r -> reduce(r, map);
      case Node.Rechunk r -> push(r.input(), map);
      case Node.Concat c -> concat(c, map);
      case Node.MapBlocks m -> new Expr.Leaf(mapBlocks(m), map);
    };
  }

  private static Expr fill(Node.Generated g, IndexMap map) {
    long base = g.base();
    for (int a = 0; a < g.weights().size(); a++) {
      base += map.base(a) * g.weights().get(a);
    }
    List<Long> weights = new ArrayList<>();
    for (int d = 0; d < map.view().rank(); d++) {
      weights.add(map.axis(d) == IndexMap.NONE ? 0 : map.step(d) * g.weights().get(map.axis(d)));
    }
    return new Expr.Fill(
        g.fill(), g.dtype(), base, weights, Grids.through(map, g.grid(), g.dtype().bytes()));
  }

  /**
   * A view of a reduction's result reduces only what it shows: the selection along the axes that
   * stay moves to the input, and what is left to do afterwards is to order, insert and broadcast
   * dimensions. What a view shows of a labelled axis are labels: the others are left out.
   */
  private Expr reduce(Node.Reduce r, IndexMap map) {
    Shape in = r.input().shape();
    IndexMap select = IndexMap.identity(in);
    long[] extents = new long[map.source().rank()];
    Labels labels = r.labels();
    int a = 0;
    for (int d = 0; d < in.rank(); d++) {
      boolean labelled = labels != null && d == labels.axis();
      if (labelled || !r.axes().contains(d)) {
        int along = map.dimensionOf(a);
        long count = along == IndexMap.NONE ? 1 : map.view().dim(along);
        long step = along == IndexMap.NONE || count <= 1 ? 1 : map.step(along);
        if (labelled && labels != null) {
          labels = labels.select(map.base(a), step, count);
          extents[a++] = count;
          continue;
        }
        select = select.then(IndexMap.range(select.view(), d, map.base(a), count, step));
        extents[a++] = count;
      }
    }
    Shape result = Shape.of(extents);
    Expr pushed = push(r.input(), select);
    Expr tamed = tame(pushed, Grids.natural(pushed, select.view()));
    Expr input = labels == null ? tamed : split(tamed, select.view(), r, labels);
    Labels wanted = labels;
    Pending made =
        pending.computeIfAbsent(
            new PendingKey(
                new Identity(input), select.view(), Arrays.asList(r.reducer(), r.axes(), wanted)),
            k -> {
              ChunkGrid domainGrid = Grids.natural(input, k.domain());
              ChunkGrid grid = Node.resultGrid(domainGrid, r.axes(), wanted);
              String name =
                  r.reducer().label()
                      + " over axes "
                      + r.axes()
                      + (wanted == null ? "" : ", by " + wanted);
              Pending p =
                  new Reduced(
                      input,
                      k.domain(),
                      r.reducer(),
                      r.axes(),
                      wanted,
                      domainGrid,
                      intermediate(name, grid, r.dtype()));
              order.add(p);
              return p;
            });
    return new Expr.Leaf(made.result(), rest(map, result));
  }

  /**
   * An expression whose chunks are so small, along the axes that stay, that the states of all
   * labels that are open at a time fit into memory.
   */
  private Expr split(Expr input, Shape domain, Node.Reduce r, Labels labels) {
    if (limits.stateBytes() == Long.MAX_VALUE) {
      return input;
    }
    ChunkGrid tasks = Grids.natural(input, domain);
    long fields = Math.max(MOST_FIELDS, r.reducer().kernel(input.dtype()).fields());
    long open = Math.max(1, new Bins(labels, tasks, 1).mostOpen());
    long cells = Math.max(1, limits.stateBytes() / (8 * fields * open));
    ChunkGrid pieces = Grids.pieces(tasks, r.axes(), cells);
    if (pieces.equals(tasks)) {
      return input;
    }
    notes.add(
        "%s, by %s: chunks of %s are cut into %s first, so that the states of %d labels fit"
            .formatted(r.reducer().label(), labels, tasks.chunkShape(), pieces.chunkShape(), open));
    return rechunked(input, pieces);
  }

  /**
   * The part of a map that is left once its selection has been made: axes in its order, inserted
   * dimensions, broadcasts.
   */
  private static IndexMap rest(IndexMap map, Shape result) {
    IndexMap rest = IndexMap.identity(result);
    for (int a = result.rank() - 1; a >= 0; a--) {
      if (map.dimensionOf(a) == IndexMap.NONE) {
        rest = rest.then(IndexMap.drop(rest.view(), a, 0));
      }
    }
    int[] walked = new int[rest.view().rank()];
    int n = 0;
    for (int d = 0; d < map.view().rank(); d++) {
      if (map.axis(d) != IndexMap.NONE) {
        int position = 0;
        for (int b = 0; b < map.axis(d); b++) {
          position += map.dimensionOf(b) == IndexMap.NONE ? 0 : 1;
        }
        walked[n++] = position;
      }
    }
    rest = rest.then(IndexMap.transpose(rest.view(), walked));
    for (int d = 0; d < map.view().rank(); d++) {
      if (map.axis(d) == IndexMap.NONE) {
        rest = rest.then(IndexMap.insert(rest.view(), d));
      }
    }
    return rest.then(IndexMap.broadcast(rest.view(), map.view()));
  }

  private Expr concat(Node.Concat c, IndexMap map) {
    int along = map.dimensionOf(c.axis());
    List<Expr> parts = new ArrayList<>();
    List<Long> extents = new ArrayList<>();
    long start = 0;
    for (Node part : c.parts()) {
      long extent = part.shape().dim(c.axis());
      long[] origin = new long[c.shape().rank()];
      origin[c.axis()] = start;
      Region shown = map.viewRegion(Region.of(origin, c.shape().with(c.axis(), extent)));
      // A view of one element (rank 0) has no empty region that could say it isn't here.
      boolean here =
          !shown.isEmpty()
              && (along != IndexMap.NONE
                  || (map.base(c.axis()) >= start && map.base(c.axis()) < start + extent));
      start += extent;
      if (here) {
        parts.add(push(part, shifted(map, part.shape(), c.axis(), origin[c.axis()], shown)));
        extents.add(along == IndexMap.NONE ? 1L : shown.extent(along));
      }
    }
    if (parts.isEmpty()) {
      return new Expr.Const(c.dtype(), 0);
    }
    if (parts.size() == 1) {
      return parts.getFirst();
    }
    if (along != IndexMap.NONE && map.step(along) < 0) {
      parts = parts.reversed();
      extents = extents.reversed();
    }
    return new Expr.Join(along, parts, extents);
  }

  /**
   * The map from a region of the view to one part, which begins at {@code start} along {@code
   * axis}.
   */
  private static IndexMap shifted(IndexMap map, Shape part, int axis, long start, Region shown) {
    IndexMap whole = map.then(IndexMap.region(shown, map.view()));
    return whole.onPart(part, axis, start);
  }

  private MappedSource mapBlocks(Node.MapBlocks m) {
    List<Expr> inputs = new ArrayList<>();
    for (Node input : m.inputs()) {
      Expr expr = normalize(input);
      inputs.add(
          Grids.amplification(Grids.natural(expr, m.shape()), m.grid()) > 1.5
              ? rechunked(expr, m.grid())
              : expr);
    }
    return mapped.computeIfAbsent(
        new MappedKey(
            m.function(),
            m.overlap(),
            inputs.stream().map(i -> new Identity(i)).toList(),
            m.grid(),
            m.dtype()),
        k ->
            new MappedSource(
                m.function(),
                m.overlap(),
                inputs.stream().map(e -> Program.compile(m.shape(), List.of(e))).toList(),
                m.dtype(),
                m.grid()));
  }

  /**
   * The same expression, in which leaves whose chunks lie so that most tasks would need most of
   * them are brought into the tasks' chunks first. Without that every chunk would be read again and
   * again, unless all of them fit into memory.
   */
  Expr tame(Expr expr, ChunkGrid tasks) {
    return tame(expr, tasks, new IdentityHashMap<>());
  }

  private Expr tame(Expr expr, ChunkGrid tasks, IdentityHashMap<Expr, Expr> done) {
    Expr known = done.get(expr);
    if (known == null) {
      known =
          switch (expr) {
            case Expr.Leaf leaf -> isWild(leaf, tasks) ? rechunked(leaf, tasks) : leaf;
            case Expr.Apply apply -> {
              List<Expr> args = apply.args().stream().map(a -> tame(a, tasks, done)).toList();
              yield intern(new Expr.Apply(apply.op(), args));
            }
            default -> expr;
          };
      done.put(expr, known);
    }
    return known;
  }

  private boolean isWild(Expr.Leaf leaf, ChunkGrid tasks) {
    boolean copied = leaf.source() instanceof TakenSource t && t.isFromMemory();
    if (copied || ProgramLayout.isResident(leaf.source()) || leaf.source().grid().count() < 2) {
      return false;
    }
    ChunkGrid cuts = leaf.map().viewGrid(leaf.source().grid());
    double reads = 1;
    for (int d = 0; d < tasks.rank(); d++) {
      reads *= leaf.map().axis(d) == IndexMap.NONE ? 1 : Grids.amplification(cuts, tasks, d);
    }
    long bytes = Explanation.readBytes(new Program.Load(leaf.source(), leaf.map()));
    if (reads <= MOST_READS || bytes <= limits.budgetBytes() / 2) {
      return false;
    }
    notes.add(
        "%s is rechunked first: its chunks of %s would be read %.0f times for tasks of %s"
            .formatted(
                leaf.source().name(),
                leaf.source().grid().chunkShape(),
                reads,
                tasks.chunkShape()));
    return true;
  }

  /** The same values as another stage leaves them, in chunks of their own. */
  Expr rechunked(Expr expr, ChunkGrid grid) {
    Pending made =
        pending.computeIfAbsent(
            new PendingKey(new Identity(expr), grid.shape(), grid),
            k -> {
              Pending p =
                  new Rechunked(expr, k.domain(), intermediate("rechunk", grid, expr.dtype()));
              order.add(p);
              return p;
            });
    return intern(new Expr.Leaf(made.result(), IndexMap.identity(grid.shape())));
  }
}
