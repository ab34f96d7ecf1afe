package org.hyperslab.plan;

import java.util.ArrayList;
import java.util.List;
import org.hyperslab.grid.ChunkGrid;
import org.hyperslab.grid.IndexMap;
import org.hyperslab.grid.Shape;
import org.hyperslab.store.ChunkSource;

/**
 * Pushes the choice of indices along an axis down to the sources, as the {@link Normalizer} does
 * with views: through elementwise operations, so that only what is chosen is computed, and through
 * views and joined arrays, so that only chunks with chosen elements are loaded. What reductions and
 * users' functions make is complete before it is taken from.
 */
final class Taking {
  /** Indices that go back and forth between chunks more often than this are sorted first. */
  private static final double MOST_LOADS = 1.5;

  /** An array that is joined from more pieces than this, for each of its parts, is made first. */
  private static final int MOST_PIECES = 8;

  private final Normalizer normalizer;

  Taking(Normalizer normalizer) {
    this.normalizer = normalizer;
  }

  /**
   * A node's elements at some indices along an axis, seen through a map.
   *
   * @param map from the view to what is taken
   */
  Expr push(Node node, int axis, Indices indices, IndexMap map) {
    return switch (node) {
      case Node.Source s -> fromSource(s.source(), axis, indices, map);
      case Node.Constant c -> new Expr.Const(c.dtype(), c.value().bits());
      case Node.Generated g ->
          g.weights().get(axis) == 0
              ? normalizer.push(resized(g, axis, indices), map)
              : complete(g, axis, indices, map);
      case Node.View v -> fromView(v, axis, indices, map);
      case Node.Elementwise e ->
          new Expr.Apply(
              e.op(),
              e.inputs().stream().map(i -> normalizer.take(i, axis, indices, map)).toList());
      case Node.Take t when t.axis() == axis ->
          normalizer.take(t.input(), axis, t.indices().then(indices), map);
      case Node.Rechunk r -> normalizer.take(r.input(), axis, indices, map);
      case Node.Concat c -> fromConcat(c, axis, indices, map);
      case Node.Take t -> complete(t, axis, indices, map);
      case Node.Reduce r -> complete(r, axis, indices, map);
      case Node.MapBlocks m -> complete(m, axis, indices, map);
    };
  }

  /** An array that does not change along the axis. */
  private static Node resized(Node.Generated g, int axis, Indices indices) {
    long n = indices.count();
    long chunk = Math.max(1, Math.min(g.grid().chunkShape().dim(axis), n));
    return new Node.Generated(
        g.fill(), g.dtype(), g.grid().with(axis, n, chunk), g.base(), g.weights());
  }

  private Expr fromView(Node.View v, int axis, Indices indices, IndexMap map) {
    IndexMap wide = v.map().taken(axis, indices.count()).then(map);
    return v.map().axis(axis) == IndexMap.NONE
        ? normalizer.push(v.input(), wide)
        : normalizer.take(v.input(), v.map().axis(axis), indices.through(v.map(), axis), wide);
  }

  private Expr fromSource(ChunkSource source, int axis, Indices indices, IndexMap map) {
    ChunkGrid grid = source.grid();
    boolean jumps =
        indices.runs(grid, axis, Long.MAX_VALUE).length > MOST_LOADS * indices.chunks(grid, axis);
    if (!jumps || ProgramLayout.isResident(source) || source instanceof Intermediate) {
      return new Expr.Leaf(new TakenSource(source, axis, indices), map);
    }
    Indices sorted = indices.sorted();
    TakenSource once = new TakenSource(source, axis, sorted);
    Shape shape = once.grid().shape();
    Expr all = new Expr.Leaf(once, IndexMap.identity(shape));
    ChunkGrid rows = once.grid().with(axis, shape.dim(axis), 1);
    return taken(normalizer.rechunked(all, rows), axis, indices.placesIn(sorted), map);
  }

  /** Takes from what another stage has made. */
  private static Expr taken(Expr made, int axis, Indices indices, IndexMap map) {
    return new Expr.Leaf(new TakenSource(((Expr.Leaf) made).source(), axis, indices), map);
  }

  private Expr complete(Node node, int axis, Indices indices, IndexMap map) {
    Expr whole = normalizer.normalize(node);
    boolean isMade =
        whole instanceof Expr.Leaf(ChunkSource source, IndexMap all)
            && source instanceof Intermediate
            && all.isIdentity();
    return taken(
        isMade ? whole : normalizer.rechunked(whole, Grids.natural(whole, node.shape())),
        axis,
        indices,
        map);
  }

  private Expr fromConcat(Node.Concat c, int axis, Indices indices, IndexMap map) {
    List<Node> parts = new ArrayList<>();
    if (axis != c.axis()) {
      c.parts().forEach(p -> parts.add(Node.take(p, axis, indices)));
    } else {
      long[] extents = c.parts().stream().mapToLong(p -> p.shape().dim(axis)).toArray();
      ChunkGrid cuts = ChunkGrid.irregular(Shape.of(c.shape().dim(axis)), new long[][] {extents});
      int at = 0;
      for (long run : indices.runs(cuts, 0, Long.MAX_VALUE)) {
        long part = cuts.chunkOf(0, indices.at(at));
        Indices own = indices.part(at, (int) (at + run), cuts.start(0, part));
        parts.add(Node.take(c.parts().get((int) part), axis, own));
        at += (int) run;
      }
    }
    if (parts.isEmpty()) {
      return new Expr.Const(c.dtype(), 0);
    }
    if (parts.size() > MOST_PIECES * c.parts().size()) {
      return complete(c, axis, indices, map);
    }
    Node joined = parts.size() == 1 ? parts.getFirst() : new Node.Concat(parts, c.axis());
    return normalizer.push(joined, map);
  }
}
