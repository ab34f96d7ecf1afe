package org.hyperslab.plan;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.stream.IntStream;
import org.hyperslab.block.DType;
import org.hyperslab.block.FillValue;
import org.hyperslab.grid.ChunkGrid;
import org.hyperslab.grid.IndexMap;
import org.hyperslab.grid.Shape;
import org.hyperslab.kernel.FillKernel;
import org.hyperslab.store.ChunkSource;
import org.jspecify.annotations.Nullable;

/**
 * An operation in the graph that a user builds: one node per operation, never per chunk. Nodes are
 * immutable and hold their inputs; an array is a handle on a node. What the constructors' callers
 * have checked is not checked again.
 */
public sealed interface Node {
  Shape shape();

  DType dtype();

  /**
   * The chunks that this node's elements naturally come in: those of its largest input, seen
   * through the views between. A task of a stage covers one of them.
   */
  ChunkGrid grid();

  /** An array in a store. */
  record Source(ChunkSource source) implements Node {
    @Override
    public Shape shape() {
      return source.grid().shape();
    }

    @Override
    public DType dtype() {
      return source.dtype();
    }

    @Override
    public ChunkGrid grid() {
      return source.grid();
    }
  }

  /** An array with one value everywhere. */
  record Constant(FillValue value, ChunkGrid grid) implements Node {
    @Override
    public Shape shape() {
      return grid.shape();
    }

    @Override
    public DType dtype() {
      return value.dtype();
    }
  }

  /**
   * An array whose elements follow from their index: element {@code i} is what {@code fill} makes
   * of {@code base + sum(weight[d] * i[d])}.
   */
  @SuppressWarnings("exports") // kernels are opaque outside of this module
  record Generated(FillKernel fill, DType dtype, ChunkGrid grid, long base, List<Long> weights)
      implements Node {
    public Generated {
      weights = List.copyOf(weights);
    }

    @Override
    public Shape shape() {
      return grid.shape();
    }
  }

  /** Some elements of the input, in some order; costs nothing. */
  record View(Node input, IndexMap map) implements Node {
    @Override
    public Shape shape() {
      return map.view();
    }

    @Override
    public DType dtype() {
      return input.dtype();
    }

    @Override
    public ChunkGrid grid() {
      return map.viewGrid(input.grid());
    }
  }

  /**
   * The same operation on every element; the inputs have the result's shape and the operation's
   * types.
   *
   * @param grid the chunks of the input whose chunks matter most
   * @param weight how much they matter; kept, so that adding a node costs the same however deep the
   *     graph is
   */
  record Elementwise(Op op, List<Node> inputs, ChunkGrid grid, double weight) implements Node {
    public Elementwise(Op op, List<Node> inputs) {
      this(op, List.copyOf(inputs), largest(inputs));
    }

    private Elementwise(Op op, List<Node> inputs, Node largest) {
      this(op, inputs, largest.grid(), Node.weight(largest));
    }

    @Override
    public Shape shape() {
      return grid.shape();
    }

    @Override
    public DType dtype() {
      return op.resultType();
    }
  }

  /** A view of a node; a view of a view is one view. */
  static Node view(Node input, IndexMap map) {
    return input instanceof View(Node inner, IndexMap first)
        ? new View(inner, first.then(map))
        : new View(input, map);
  }

  /** The nodes that this one is computed from. */
  default List<Node> inputs() {
    return switch (this) {
      case Source s -> List.of();
      case Constant c -> List.of();
      case Generated g -> List.of();
      case View v -> List.of(v.input());
      case Elementwise e -> e.inputs;
      case Take t -> List.of(t.input());
      case Reduce r -> List.of(r.input());
      case Rechunk r -> List.of(r.input());
      case Concat c -> c.parts();
      case MapBlocks m -> m.inputs;
    };
  }

  /** Whether something is reduced by labels on the way to a node. O(nodes), without recursion. */
  static boolean isGrouped(Node node) {
    IdentityHashMap<Node, Boolean> seen = new IdentityHashMap<>();
    ArrayDeque<Node> stack = new ArrayDeque<>(List.of(node));
    while (!stack.isEmpty()) {
      Node next = stack.pop();
      if (next instanceof Reduce r && r.labels != null) {
        return true;
      }
      if (seen.put(next, true) == null) {
        stack.addAll(next.inputs());
      }
    }
    return false;
  }

  /** The number of nodes on the longest way down from this one. O(nodes), without recursion. */
  default int depth() {
    IdentityHashMap<Node, Integer> depths = new IdentityHashMap<>();
    ArrayDeque<Node> stack = new ArrayDeque<>(List.of(this));
    while (!stack.isEmpty()) {
      Node node = stack.peek();
      int deepest = 0;
      boolean ready = true;
      for (Node input : node.inputs()) {
        Integer below = depths.get(input);
        if (below == null) {
          stack.push(input);
          ready = false;
        } else {
          deepest = Math.max(deepest, below);
        }
      }
      if (ready) {
        depths.put(stack.pop(), deepest + 1);
      }
    }
    return depths.getOrDefault(this, 1);
  }

  /** The input's elements at some indices along an axis. */
  record Take(Node input, int axis, Indices indices, ChunkGrid grid) implements Node {
    @Override
    public Shape shape() {
      return grid.shape();
    }

    @Override
    public DType dtype() {
      return input.dtype();
    }
  }

  /** A node's elements at some indices along an axis; evenly spaced ones are a view. */
  static Node take(Node input, int axis, Indices indices) {
    long step = indices.step();
    if (step != 0) {
      long first = indices.count() == 0 ? 0 : indices.at(0);
      return view(input, IndexMap.range(input.shape(), axis, first, indices.count(), step));
    }
    int bytes = input.dtype().bytes();
    ChunkGrid grid = input.grid();
    long along = grid.chunkShape().dim(axis);
    return new Take(input, axis, indices, indices.grid(grid, axis, bytes, along));
  }

  /**
   * A reduction over some axes, which disappear; but of a labelled axis, which is one of them,
   * there stays an element per label.
   */
  record Reduce(
      Node input, Reducer reducer, List<Integer> axes, @Nullable Labels labels, ChunkGrid grid)
      implements Node {
    public Reduce(Node input, Reducer reducer, List<Integer> axes, @Nullable Labels labels) {
      this(input, reducer, List.copyOf(axes), labels, resultGrid(input.grid(), axes, labels));
    }

    @Override
    public Shape shape() {
      return grid.shape();
    }

    @Override
    public DType dtype() {
      return reducer.resultType(input.dtype());
    }
  }

  /** The input in other chunks. */
  record Rechunk(Node input, ChunkGrid grid) implements Node {
    @Override
    public Shape shape() {
      return grid.shape();
    }

    @Override
    public DType dtype() {
      return input.dtype();
    }
  }

  /** Arrays of one dtype one after the other along an axis. */
  record Concat(List<Node> parts, int axis, ChunkGrid grid) implements Node {
    public Concat(List<Node> parts, int axis) {
      this(List.copyOf(parts), axis, joinedGrid(parts, axis));
    }

    @Override
    public Shape shape() {
      return grid.shape();
    }

    @Override
    public DType dtype() {
      return parts.getFirst().dtype();
    }
  }

  /**
   * User code on blocks of inputs, which have the result's shape and are all read in the result's
   * chunks and what surrounds them.
   */
  record MapBlocks(
      BlockFunction function, Overlap overlap, List<Node> inputs, DType dtype, ChunkGrid grid)
      implements Node {
    public MapBlocks {
      inputs = List.copyOf(inputs);
    }

    @Override
    public Shape shape() {
      return grid.shape();
    }
  }

  /** The input whose chunks a task follows: the one with the most elements of its own. */
  private static Node largest(List<Node> inputs) {
    Node best = inputs.getFirst();
    double most = -1;
    for (Node n : inputs) {
      double weight = weight(n);
      if (weight > most) {
        best = n;
        most = weight;
      }
    }
    return best;
  }

  /**
   * How much a node's chunks matter: bytes that it reads, more than what is generated, more than
   * constants.
   */
  private static double weight(Node node) {
    return switch (node) {
      case Source s -> 1 + s.shape().size() * (double) s.dtype().bytes();
      case Constant c -> 0;
      case Generated g -> 0.5 * g.shape().size();
      case View v -> {
        double seen = 1;
        for (int d = 0; d < v.map().view().rank(); d++) {
          seen *= v.map().axis(d) == IndexMap.NONE ? 1 : v.map().view().dim(d);
        }
        yield Math.min(weight(v.input()), seen * v.dtype().bytes());
      }
      case Elementwise e -> e.weight();
      case Take t -> Math.min(weight(t.input()), 1 + t.shape().size() * (double) t.dtype().bytes());
      case Reduce r -> 1 + r.shape().size() * (double) r.dtype().bytes();
      case Rechunk r -> 1 + r.shape().size() * (double) r.dtype().bytes();
      case Concat c -> 1 + c.shape().size() * (double) c.dtype().bytes();
      case MapBlocks m -> 1 + m.shape().size() * (double) m.dtype().bytes();
    };
  }

  /** The chunks of a reduction's result: those of the input along the axes that stay. */
  static ChunkGrid resultGrid(ChunkGrid grid, List<Integer> axes, @Nullable Labels labels) {
    if (labels != null) {
      return Bins.resultGrid(grid, axes, labels);
    }
    return grid.select(IntStream.range(0, grid.rank()).filter(d -> !axes.contains(d)).toArray());
  }

  private static ChunkGrid joinedGrid(List<Node> parts, int axis) {
    Node like = largest(parts);
    long[][] chunks = new long[like.shape().rank()][];
    long extent = 0;
    List<Long> along = new ArrayList<>();
    for (Node part : parts) {
      extent += part.shape().dim(axis);
      for (long e : part.grid().extentsAlong(axis)) {
        along.add(e);
      }
    }
    for (int d = 0; d < chunks.length; d++) {
      chunks[d] =
          d == axis
              ? along.stream().mapToLong(Long::longValue).toArray()
              : like.grid().extentsAlong(d);
    }
    return ChunkGrid.irregular(like.shape().with(axis, extent), chunks);
  }
}
