package org.hyperslab;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.hyperslab.block.DType;
import org.hyperslab.block.FillValue;
import org.hyperslab.grid.ChunkGrid;
import org.hyperslab.grid.Hyperslab;
import org.hyperslab.grid.IndexMap;
import org.hyperslab.grid.Shape;
import org.hyperslab.kernel.BinaryOp;
import org.hyperslab.kernel.Quantile;
import org.hyperslab.kernel.ReduceOp;
import org.hyperslab.kernel.Sequences;
import org.hyperslab.kernel.UnaryOp;
import org.hyperslab.kernel.Unpacking;
import org.hyperslab.plan.BlockFunction;
import org.hyperslab.plan.Indices;
import org.hyperslab.plan.Labels;
import org.hyperslab.plan.Node;
import org.hyperslab.plan.Op;
import org.hyperslab.plan.Overlap;
import org.hyperslab.plan.Reducer;
import org.hyperslab.plan.Reduction;
import org.hyperslab.store.ChunkSource;
import org.jspecify.annotations.Nullable;

/**
 * An N-dimensional array that is computed when it is asked for. Operations look like NumPy's and do
 * no work: they add a node to a graph. {@link #compute(Session)} turns the graph into tasks over
 * chunks and runs them inside the session's memory budget.
 *
 * <p>Shapes broadcast, dtypes promote, integers wrap and NaNs propagate as in NumPy. A Java scalar
 * is weak: a float32 array times 2.0 stays float32. A mistake in shape, dtype or axis is an {@link
 * IllegalArgumentException} at the call that makes it. Arrays are immutable, thread-safe, hold no
 * memory and belong to no session.
 */
public final class ChunkedArray {
  private final Node node;

  private ChunkedArray(Node node) {
    this.node = node;
  }

  private static ChunkedArray elementwise(Node node) {
    return new ChunkedArray(node);
  }

  // ---- creation

  /** An array over a node of the graph; for modules that add sources. */
  public static ChunkedArray of(Node node) {
    return new ChunkedArray(node);
  }

  /** An array whose chunks a source loads. */
  public static ChunkedArray from(ChunkSource source) {
    return new ChunkedArray(new Node.Source(source));
  }

  /**
   * A 0-dimensional float64 array. Unlike a Java scalar in an operation, it takes part in
   * promotion.
   */
  public static ChunkedArray scalar(double value) {
    return constant(FillValue.of(DType.FLOAT64, value), Shape.of(), Chunks.auto());
  }

  /**
   * An array from a Java array: of a primitive type, or of arrays of arrays of one, all of the same
   * length. {@code boolean} becomes bool, {@code byte} int8, {@code short} int16, {@code int}
   * int32, {@code long} int64, {@code float} float32, {@code double} float64. The elements are
   * copied to memory outside of any session's budget.
   */
  public static ChunkedArray fromJava(Object array) {
    return DenseArray.fromJava(array).chunked();
  }

  /** Zeros. */
  public static ChunkedArray zeros(Shape shape, DType dtype, Chunks chunks) {
    return constant(FillValue.zero(dtype), shape, chunks);
  }

  /** Float64 zeros in chunks of about 4 MiB. */
  public static ChunkedArray zeros(long... shape) {
    return zeros(Shape.of(shape), DType.FLOAT64, Chunks.auto());
  }

  /** Ones. */
  public static ChunkedArray ones(Shape shape, DType dtype, Chunks chunks) {
    return constant(FillValue.of(dtype, 1L), shape, chunks);
  }

  /** Float64 ones in chunks of about 4 MiB. */
  public static ChunkedArray ones(long... shape) {
    return ones(Shape.of(shape), DType.FLOAT64, Chunks.auto());
  }

  /** One float value everywhere. */
  public static ChunkedArray full(Shape shape, double value, DType dtype, Chunks chunks) {
    return constant(FillValue.of(dtype, value), shape, chunks);
  }

  /** One integer value everywhere. */
  public static ChunkedArray full(Shape shape, long value, DType dtype, Chunks chunks) {
    return constant(FillValue.of(dtype, value), shape, chunks);
  }

  private static ChunkedArray constant(FillValue value, Shape shape, Chunks chunks) {
    return new ChunkedArray(
        new Node.Generated(
            new Sequences.Same(value.bits(), value.dtype().bytes()),
            value.dtype(),
            chunks.on(shape, value.dtype()),
            0,
            Collections.nCopies(shape.rank(), 0L)));
  }

  /** The int64 numbers 0, 1, ..., n - 1. */
  public static ChunkedArray arange(long n) {
    return arange(0, n, 1, Chunks.auto());
  }

  /**
   * The int64 numbers {@code start, start + step, ...} up to {@code stop}, which is not among them.
   */
  public static ChunkedArray arange(long start, long stop, long step, Chunks chunks) {
    if (step == 0) {
      throw new IllegalArgumentException("arange: step is zero");
    }
    long n =
        step > 0
            ? Math.ceilDiv(Math.subtractExact(stop, start), step)
            : Math.ceilDiv(Math.subtractExact(start, stop), -step);
    Shape shape = Shape.of(Math.max(0, n));
    return new ChunkedArray(
        new Node.Generated(
            new Sequences.LinearLong(start, step),
            DType.INT64,
            chunks.on(shape, DType.INT64),
            0,
            List.of(1L)));
  }

  /**
   * The float64 numbers {@code start, start + step, ...} up to {@code stop}; {@code ceil((stop -
   * start) / step)} of them.
   */
  public static ChunkedArray arange(double start, double stop, double step, Chunks chunks) {
    double n = Math.ceil((stop - start) / step);
    if (!(n < Long.MAX_VALUE)) {
      throw new IllegalArgumentException(
          "arange: cannot compute length: start=" + start + ", stop=" + stop + ", step=" + step);
    }
    Shape shape = Shape.of((long) Math.max(0, n));
    return new ChunkedArray(
        new Node.Generated(
            new Sequences.Linear(start, step),
            DType.FLOAT64,
            chunks.on(shape, DType.FLOAT64),
            0,
            List.of(1L)));
  }

  /** {@code n} float64 numbers from {@code start} to {@code stop}, both included, evenly spaced. */
  public static ChunkedArray linspace(double start, double stop, long n, Chunks chunks) {
    double step = n > 1 ? (stop - start) / (n - 1) : 0;
    Shape shape = Shape.of(n);
    return new ChunkedArray(
        new Node.Generated(
            new Sequences.Linspace(start, step, n > 1 ? n - 1 : -1, stop),
            DType.FLOAT64,
            chunks.on(shape, DType.FLOAT64),
            0,
            List.of(1L)));
  }

  /**
   * An {@code n} x {@code m} float64 array with ones where the column is the row plus {@code k},
   * and zeros elsewhere.
   */
  public static ChunkedArray eye(long n, long m, long k, Chunks chunks) {
    Shape shape = Shape.of(n, m);
    return new ChunkedArray(
        new Node.Generated(
            new Sequences.Diagonal(),
            DType.FLOAT64,
            chunks.on(shape, DType.FLOAT64),
            -k,
            List.of(-1L, 1L)));
  }

  /** The {@code n} x {@code n} identity matrix, float64. */
  public static ChunkedArray eye(long n) {
    return eye(n, n, 0, Chunks.auto());
  }

  /** An array whose blocks a function fills; it gets no inputs. */
  public static ChunkedArray fromFunction(
      Shape shape, DType dtype, Chunks chunks, BlockFunction function) {
    return new ChunkedArray(
        new Node.MapBlocks(
            function, Overlap.none(shape.rank()), List.of(), dtype, chunks.on(shape, dtype)));
  }

  /** Arrays one after the other along an existing axis; their dtypes promote. */
  public static ChunkedArray concatenate(int axis, ChunkedArray... arrays) {
    if (arrays.length == 0) {
      throw new IllegalArgumentException("need at least one array to concatenate");
    }
    Shape first = arrays[0].shape();
    int a = first.axis(axis);
    DType dtype = arrays[0].dtype();
    for (ChunkedArray x : arrays) {
      if (x.rank() != first.rank() || !x.shape().with(a, 0).equals(first.with(a, 0))) {
        throw new IllegalArgumentException(
            "arrays to concatenate differ off the axis: axis="
                + a
                + ", shapes="
                + first
                + ", "
                + x.shape());
      }
      dtype = DType.promote(dtype, x.dtype());
    }
    List<Node> parts = new ArrayList<>();
    for (ChunkedArray x : arrays) {
      Node part = Elementwise.cast(x.node, dtype);
      if (part instanceof Node.Concat c && c.axis() == a) {
        parts.addAll(c.parts());
      } else if (x.shape().dim(a) > 0) {
        parts.add(part);
      }
    }
    return parts.isEmpty() ? arrays[0].cast(dtype) : new ChunkedArray(new Node.Concat(parts, a));
  }

  /** Arrays of one shape along a new axis; their dtypes promote. */
  public static ChunkedArray stack(int axis, ChunkedArray... arrays) {
    ChunkedArray[] expanded = new ChunkedArray[arrays.length];
    for (int i = 0; i < arrays.length; i++) {
      expanded[i] = arrays[i].expandDims(axis);
    }
    return concatenate(axis, expanded);
  }

  /**
   * Elements of {@code a} where {@code condition} is true (not zero), of {@code b} elsewhere;
   * broadcasts and promotes.
   */
  public static ChunkedArray where(ChunkedArray condition, ChunkedArray a, ChunkedArray b) {
    return new ChunkedArray(Elementwise.where(condition.node, a.node, b.node));
  }

  /**
   * As {@link #where(ChunkedArray, ChunkedArray, ChunkedArray)} with a scalar, which does not widen
   * {@code a}'s type.
   */
  public static ChunkedArray where(ChunkedArray condition, ChunkedArray a, double b) {
    return new ChunkedArray(Elementwise.where(condition.node, a.node, b));
  }

  // ---- what it is

  /** The graph behind this array. */
  public Node node() {
    return node;
  }

  public Shape shape() {
    return node.shape();
  }

  public DType dtype() {
    return node.dtype();
  }

  public int rank() {
    return node.shape().rank();
  }

  /** The chunks that its elements naturally come in. */
  public ChunkGrid chunks() {
    return node.grid();
  }

  @Override
  public String toString() {
    return "ChunkedArray[" + dtype() + " " + chunks() + "]";
  }

  // ---- running

  /** Computes this array in memory, in the shared default session. The caller closes the result. */
  public DenseArray compute() {
    return compute(Session.shared());
  }

  /**
   * Computes this array in memory. The result is part of the session's budget until it is closed.
   *
   * @throws org.hyperslab.exec.ComputeException if a chunk cannot be loaded or computed
   * @throws org.hyperslab.block.BudgetExceededException if the budget is too small, before anything
   *     is read
   */
  public DenseArray compute(Session session) {
    return session.compute(this);
  }

  /**
   * As {@link #compute(Session)}, in the background; cancelling stops the run and frees what it
   * holds.
   */
  public CompletableFuture<DenseArray> computeAsync(Session session) {
    return session.computeAsync(this);
  }

  /** The plan for computing this array in a session; does no work. */
  public String explain(Session session) {
    return session.plan(this).toString();
  }

  // ---- views

  /** A view of this array through an index map from the view to this array. */
  ChunkedArray view(IndexMap map) {
    return map.isIdentity() ? this : new ChunkedArray(Node.view(node, map));
  }

  /**
   * The elements of a selection in NumPy's notation: {@code "::2, 5000:"}, {@code "..., -1"},
   * {@code "0, newaxis, ::-1"}.
   *
   * @throws IllegalArgumentException if it cannot be read or has too many items
   * @throws IndexOutOfBoundsException if a single index is outside its dimension
   */
  public ChunkedArray slice(String selection) {
    return slice(Hyperslab.parse(selection));
  }

  /** The elements of a selection. */
  public ChunkedArray slice(Hyperslab.Item... items) {
    return slice(Hyperslab.of(items));
  }

  /** The elements of a selection. */
  public ChunkedArray slice(Hyperslab selection) {
    return view(selection.on(shape()));
  }

  /** The axes in reverse order. */
  public ChunkedArray transpose() {
    int[] order = new int[rank()];
    for (int d = 0; d < order.length; d++) {
      order[d] = order.length - 1 - d;
    }
    return transpose(order);
  }

  /**
   * The axes in another order: dimension {@code d} of the result is axis {@code axes[d]} of this
   * array.
   */
  public ChunkedArray transpose(int... axes) {
    return view(IndexMap.transpose(shape(), axes));
  }

  /** One axis moved to another place, the others in their order. */
  public ChunkedArray moveAxis(int from, int to) {
    List<Integer> order = new ArrayList<>();
    for (int d = 0; d < rank(); d++) {
      order.add(d);
    }
    int moved = shape().axis(from);
    order.remove(Integer.valueOf(moved));
    order.add(shape().axis(to), moved);
    return transpose(order.stream().mapToInt(Integer::intValue).toArray());
  }

  /** Two axes in each other's place. */
  public ChunkedArray swapAxes(int a, int b) {
    int[] order = new int[rank()];
    for (int d = 0; d < order.length; d++) {
      order[d] = d;
    }
    order[shape().axis(a)] = shape().axis(b);
    order[shape().axis(b)] = shape().axis(a);
    return transpose(order);
  }

  /** The elements in reverse order along the given axes, or all. */
  public ChunkedArray flip(int... axes) {
    IndexMap map = IndexMap.identity(shape());
    for (int d : Axes.of(axes).on(shape())) {
      long n = shape().dim(d);
      map = map.then(IndexMap.range(shape(), d, Math.max(0, n - 1), n, -1));
    }
    return view(map);
  }

  /**
   * Without the given axes, whose extents must be 1; without all axes of extent 1 if none are
   * given.
   */
  public ChunkedArray squeeze(int... axes) {
    List<Integer> dropped = new ArrayList<>();
    if (axes.length == 0) {
      for (int d = 0; d < rank(); d++) {
        if (shape().dim(d) == 1) {
          dropped.add(d);
        }
      }
    } else {
      dropped.addAll(Axes.of(axes).on(shape()));
    }
    IndexMap map = IndexMap.identity(shape());
    for (int d : dropped.reversed()) {
      if (shape().dim(d) != 1) {
        throw new IllegalArgumentException(
            "cannot squeeze an axis whose extent is not 1: axis=" + d + ", shape=" + shape());
      }
      map = map.then(IndexMap.drop(map.view(), d, 0));
    }
    return view(map);
  }

  /**
   * With a new axis of extent 1; {@code axis} is its place in the result, from the end if negative.
   */
  public ChunkedArray expandDims(int axis) {
    int rank = rank() + 1;
    int at = axis < 0 ? axis + rank : axis;
    if (at < 0 || at >= rank) {
      throw new IllegalArgumentException(
          "axis out of range: axis=" + axis + ", rank of result=" + rank);
    }
    return view(IndexMap.insert(shape(), at));
  }

  /** Repeated along dimensions of extent 1 and new leading ones, to a shape. */
  public ChunkedArray broadcastTo(long... shape) {
    return view(IndexMap.broadcast(shape(), Shape.of(shape)));
  }

  /**
   * The elements at some indices along an axis, in their order, as NumPy's {@code take}. Only
   * chunks that hold some of them are loaded, each once; where the indices jump back and forth
   * between chunks of a store, what they choose is sorted through memory or a scratch file.
   *
   * @param indices counted from the end if negative; they may repeat
   * @param axis from the end if negative
   * @throws IndexOutOfBoundsException if an index is outside
   */
  public ChunkedArray take(long[] indices, int axis) {
    int a = shape().axis(axis);
    return new ChunkedArray(Node.take(node, a, Indices.of(indices, a, shape().dim(a))));
  }

  // ---- chunks

  /**
   * The same elements in other chunks: those that a block function sees, and those of a store it is
   * written to.
   */
  public ChunkedArray rechunk(Chunks chunks) {
    ChunkGrid grid = chunks.on(shape(), dtype());
    return grid.equals(chunks()) ? this : new ChunkedArray(new Node.Rechunk(node, grid));
  }

  /** As {@link #rechunk(Chunks)}, with one extent per dimension; -1 for the whole dimension. */
  public ChunkedArray rechunk(long... chunk) {
    return rechunk(Chunks.of(chunk));
  }

  /**
   * What a function makes of this array and others, block by block. The others are broadcast to
   * this array's shape, and all are read in this array's chunks; the result has the same shape and
   * chunks.
   */
  public ChunkedArray mapBlocks(DType dtype, BlockFunction function, ChunkedArray... others) {
    return mapOverlap(dtype, Overlap.none(shape().rank()), function, others);
  }

  /**
   * As {@link #mapBlocks}, for functions that look at an element's neighbours: the blocks of inputs
   * reach beyond the result's block by the overlap's widths, so that result element {@code i} of a
   * block lies at {@code i + before} in the inputs. Beyond the ends of the array stands what the
   * overlap's modes say. A chunk is loaded once, if the budget allows to keep it until its
   * neighbours are done.
   *
   * @throws IllegalArgumentException if the overlap has another number of dimensions
   */
  public ChunkedArray mapOverlap(
      DType dtype, Overlap overlap, BlockFunction function, ChunkedArray... others) {
    if (overlap.halo().rank() != shape().rank()) {
      throw new IllegalArgumentException(
          "overlap of another rank: overlap=%s, shape=%s".formatted(overlap.halo(), shape()));
    }
    List<Node> inputs = new ArrayList<>();
    inputs.add(node);
    for (ChunkedArray x : others) {
      inputs.add(x.broadcastTo(shape().toArray()).node);
    }
    return new ChunkedArray(new Node.MapBlocks(function, overlap, inputs, dtype, chunks()));
  }

  // ---- reductions

  /** A user's reduction over the given axes, or all. */
  public ChunkedArray reduce(Reduction reduction, Axes axes) {
    return reduce(new Reducer.Custom(reduction), axes);
  }

  private ChunkedArray reduce(ReduceOp op, int ddof, Axes axes) {
    boolean needsElements =
        switch (op) {
          case MIN, MAX, ARGMIN, ARGMAX, NAN_MIN, NAN_MAX -> true;
          default -> false;
        };
    if (needsElements && axes.on(shape()).stream().anyMatch(d -> shape().dim(d) == 0)) {
      throw new IllegalArgumentException(
          op == ReduceOp.ARGMIN || op == ReduceOp.ARGMAX
              ? "attempt to get " + new Reducer.BuiltIn(op, 0).label() + " of an empty sequence"
              : "zero-size array to reduction operation "
                  + new Reducer.BuiltIn(op, 0).label()
                  + " which has no identity");
    }
    return reduce(new Reducer.BuiltIn(op, ddof), axes);
  }

  private ChunkedArray reduce(Reducer reducer, Axes axes) {
    List<Integer> reduced = axes.on(shape());
    reducer.resultType(dtype());
    ChunkedArray result = new ChunkedArray(new Node.Reduce(node, reducer, reduced, null));
    if (axes.keepsDims()) {
      for (int d : reduced) {
        result = result.expandDims(d);
      }
    }
    return result;
  }

  /**
   * The median; float64, or float32 for float32. NaN if an element is NaN, or if there is none.
   * Over the given axes, or all; they disappear.
   *
   * <p>All elements of a cell are needed at once. Where they are in several chunks, the array is
   * first brought into other chunks, through scratch files if need be; a median over all axes of an
   * array takes memory for the array, twice.
   */
  public ChunkedArray median(int... axes) {
    return quantile(Quantile.median(false), Axes.of(axes));
  }

  /** As {@link #median(int...)}, with a choice to keep the reduced dimensions. */
  public ChunkedArray median(Axes axes) {
    return quantile(Quantile.median(false), axes);
  }

  /** The median without NaNs; NaN where nothing is left. */
  public ChunkedArray nanmedian(int... axes) {
    return quantile(Quantile.median(true), Axes.of(axes));
  }

  /** As {@link #nanmedian(int...)}, with a choice to keep the reduced dimensions. */
  public ChunkedArray nanmedian(Axes axes) {
    return quantile(Quantile.median(true), axes);
  }

  /**
   * The quantile {@code q}: what stands at place {@code q * (n - 1)} of the sorted elements,
   * between two of them interpolated linearly. Types, NaNs and memory are as with {@link #median}.
   * Unlike NumPy, an infinite neighbour of an element that is hit exactly does not make it NaN, and
   * differences of integers don't wrap.
   *
   * @param q from 0 to 1
   */
  public ChunkedArray quantile(double q, int... axes) {
    return quantile(Quantile.of(q, false), Axes.of(axes));
  }

  /** As {@link #quantile(double, int...)}, with a choice to keep the reduced dimensions. */
  public ChunkedArray quantile(double q, Axes axes) {
    return quantile(Quantile.of(q, false), axes);
  }

  /** The quantile {@code q} without NaNs; NaN where nothing is left. */
  public ChunkedArray nanquantile(double q, int... axes) {
    return quantile(Quantile.of(q, true), Axes.of(axes));
  }

  /** As {@link #nanquantile(double, int...)}, with a choice to keep the reduced dimensions. */
  public ChunkedArray nanquantile(double q, Axes axes) {
    return quantile(Quantile.of(q, true), axes);
  }

  private ChunkedArray quantile(Quantile quantile, Axes axes) {
    List<Integer> over = axes.on(shape());
    ChunkedArray result = RowQuantile.of(this, quantile, over, null);
    if (axes.keepsDims()) {
      for (int d : over) {
        result = result.expandDims(d);
      }
    }
    return result;
  }

  /**
   * Puts the indices along an axis into groups, whose reductions are then asked for: {@code
   * x.groupBy(0, monthOfTime, 12).mean()} is a climatology.
   *
   * @param axis the axis, from the end if negative
   * @param labels a group per index along it, from 0 to {@code groups} - 1; negative ones leave
   *     their index out
   * @param groups how many groups there are, whether they have elements or not
   * @throws IllegalArgumentException if the number of labels is not the axis's extent, or a label
   *     is too large
   */
  public GroupedArray groupBy(int axis, long[] labels, long groups) {
    int a = shape().axis(axis);
    if (labels.length != shape().dim(a)) {
      throw new IllegalArgumentException(
          "a label per index is needed: labels=%d, axis=%d, extent=%d"
              .formatted(labels.length, a, shape().dim(a)));
    }
    return new GroupedArray(node, Labels.of(a, labels, groups), List.of(a));
  }

  // ---- elementwise

  /** The same values in another dtype, converted as NumPy's {@code astype}. */
  public ChunkedArray cast(DType dtype) {
    return new ChunkedArray(Elementwise.cast(node, dtype));
  }

  /**
   * The values that packed numbers stand for, {@code x * scale + offset}, and NaN where {@code x}
   * is missing. The same bits as casting, choosing, multiplying and adding, in one pass.
   *
   * @param to float32 or float64, the type of the values and of the arithmetic
   * @param missing the number that stands for nothing, of this array's dtype, or null
   * @param scale 1 for none
   * @param offset -0.0 for none; adding 0 would make a negative zero positive
   */
  public ChunkedArray unpack(DType to, @Nullable FillValue missing, double scale, double offset) {
    Unpacking unpacking = new Unpacking(dtype(), to, missing, scale, offset);
    return elementwise(new Node.Elementwise(new Op.Unpack(unpacking), List.of(node)));
  }

  /** No less than {@code min} and no more than {@code max}; NaN stays. */
  public ChunkedArray clip(double min, double max) {
    return maximum(min).minimum(max);
  }

  /** No less than {@code min} and no more than {@code max}. */
  public ChunkedArray clip(long min, long max) {
    return maximum(min).minimum(max);
  }

  /** -x, element by element. */
  public ChunkedArray negative() {
    return elementwise(Elementwise.unary(UnaryOp.NEGATIVE, node));
  }

  /** The absolute value, element by element. */
  public ChunkedArray abs() {
    return elementwise(Elementwise.unary(UnaryOp.ABS, node));
  }

  /** -1, 0 or 1, element by element. */
  public ChunkedArray sign() {
    return elementwise(Elementwise.unary(UnaryOp.SIGN, node));
  }

  /** x * x, element by element. */
  public ChunkedArray square() {
    return elementwise(Elementwise.unary(UnaryOp.SQUARE, node));
  }

  /** The square root, element by element. */
  public ChunkedArray sqrt() {
    return elementwise(Elementwise.unary(UnaryOp.SQRT, node));
  }

  /** The cube root, element by element. */
  public ChunkedArray cbrt() {
    return elementwise(Elementwise.unary(UnaryOp.CBRT, node));
  }

  /** e to the x, element by element. */
  public ChunkedArray exp() {
    return elementwise(Elementwise.unary(UnaryOp.EXP, node));
  }

  /** exp(x) - 1, accurate near 0, element by element. */
  public ChunkedArray expm1() {
    return elementwise(Elementwise.unary(UnaryOp.EXPM1, node));
  }

  /** The natural logarithm, element by element. */
  public ChunkedArray log() {
    return elementwise(Elementwise.unary(UnaryOp.LOG, node));
  }

  /** log(1 + x), accurate near 0, element by element. */
  public ChunkedArray log1p() {
    return elementwise(Elementwise.unary(UnaryOp.LOG1P, node));
  }

  /** The logarithm to base 2, element by element. */
  public ChunkedArray log2() {
    return elementwise(Elementwise.unary(UnaryOp.LOG2, node));
  }

  /** The logarithm to base 10, element by element. */
  public ChunkedArray log10() {
    return elementwise(Elementwise.unary(UnaryOp.LOG10, node));
  }

  /** The sine of radians, element by element. */
  public ChunkedArray sin() {
    return elementwise(Elementwise.unary(UnaryOp.SIN, node));
  }

  /** The cosine of radians, element by element. */
  public ChunkedArray cos() {
    return elementwise(Elementwise.unary(UnaryOp.COS, node));
  }

  /** The tangent of radians, element by element. */
  public ChunkedArray tan() {
    return elementwise(Elementwise.unary(UnaryOp.TAN, node));
  }

  /** The arc sine, in radians, element by element. */
  public ChunkedArray asin() {
    return elementwise(Elementwise.unary(UnaryOp.ASIN, node));
  }

  /** The arc cosine, in radians, element by element. */
  public ChunkedArray acos() {
    return elementwise(Elementwise.unary(UnaryOp.ACOS, node));
  }

  /** The arc tangent, in radians, element by element. */
  public ChunkedArray atan() {
    return elementwise(Elementwise.unary(UnaryOp.ATAN, node));
  }

  /** The hyperbolic sine, element by element. */
  public ChunkedArray sinh() {
    return elementwise(Elementwise.unary(UnaryOp.SINH, node));
  }

  /** The hyperbolic cosine, element by element. */
  public ChunkedArray cosh() {
    return elementwise(Elementwise.unary(UnaryOp.COSH, node));
  }

  /** The hyperbolic tangent, element by element. */
  public ChunkedArray tanh() {
    return elementwise(Elementwise.unary(UnaryOp.TANH, node));
  }

  /** The largest integer that is not above, element by element. */
  public ChunkedArray floor() {
    return elementwise(Elementwise.unary(UnaryOp.FLOOR, node));
  }

  /** The smallest integer that is not below, element by element. */
  public ChunkedArray ceil() {
    return elementwise(Elementwise.unary(UnaryOp.CEIL, node));
  }

  /** The integer towards zero, element by element. */
  public ChunkedArray trunc() {
    return elementwise(Elementwise.unary(UnaryOp.TRUNC, node));
  }

  /** The nearest integer, halves to even, element by element. */
  public ChunkedArray rint() {
    return elementwise(Elementwise.unary(UnaryOp.RINT, node));
  }

  /** Whether x is NaN, as bool, element by element. */
  public ChunkedArray isNaN() {
    return elementwise(Elementwise.unary(UnaryOp.ISNAN, node));
  }

  /** Whether x is infinite, as bool, element by element. */
  public ChunkedArray isInf() {
    return elementwise(Elementwise.unary(UnaryOp.ISINF, node));
  }

  /** Whether x is neither NaN nor infinite, as bool, element by element. */
  public ChunkedArray isFinite() {
    return elementwise(Elementwise.unary(UnaryOp.ISFINITE, node));
  }

  /** Whether x is zero, as bool, element by element. */
  public ChunkedArray logicalNot() {
    return elementwise(Elementwise.unary(UnaryOp.LOGICAL_NOT, node));
  }

  /** The complement of every bit; bool and integers only, element by element. */
  public ChunkedArray bitwiseNot() {
    return elementwise(Elementwise.unary(UnaryOp.BITWISE_NOT, node));
  }

  /** x + y, element by element, broadcasting. */
  public ChunkedArray add(ChunkedArray other) {
    return elementwise(Elementwise.binary(BinaryOp.ADD, node, other.node));
  }

  /** As {@link #add(ChunkedArray)} with a scalar, which does not widen this array's type. */
  public ChunkedArray add(long other) {
    return elementwise(Elementwise.binary(BinaryOp.ADD, node, other));
  }

  /**
   * As {@link #add(ChunkedArray)} with a scalar; float32 stays float32, integers become float64.
   */
  public ChunkedArray add(double other) {
    return elementwise(Elementwise.binary(BinaryOp.ADD, node, other));
  }

  /** x - y; refused for bool, element by element, broadcasting. */
  public ChunkedArray subtract(ChunkedArray other) {
    return elementwise(Elementwise.binary(BinaryOp.SUBTRACT, node, other.node));
  }

  /** As {@link #subtract(ChunkedArray)} with a scalar, which does not widen this array's type. */
  public ChunkedArray subtract(long other) {
    return elementwise(Elementwise.binary(BinaryOp.SUBTRACT, node, other));
  }

  /**
   * As {@link #subtract(ChunkedArray)} with a scalar; float32 stays float32, integers become
   * float64.
   */
  public ChunkedArray subtract(double other) {
    return elementwise(Elementwise.binary(BinaryOp.SUBTRACT, node, other));
  }

  /** x * y, element by element, broadcasting. */
  public ChunkedArray multiply(ChunkedArray other) {
    return elementwise(Elementwise.binary(BinaryOp.MULTIPLY, node, other.node));
  }

  /** As {@link #multiply(ChunkedArray)} with a scalar, which does not widen this array's type. */
  public ChunkedArray multiply(long other) {
    return elementwise(Elementwise.binary(BinaryOp.MULTIPLY, node, other));
  }

  /**
   * As {@link #multiply(ChunkedArray)} with a scalar; float32 stays float32, integers become
   * float64.
   */
  public ChunkedArray multiply(double other) {
    return elementwise(Elementwise.binary(BinaryOp.MULTIPLY, node, other));
  }

  /** x / y; integers become float64, element by element, broadcasting. */
  public ChunkedArray divide(ChunkedArray other) {
    return elementwise(Elementwise.binary(BinaryOp.DIVIDE, node, other.node));
  }

  /** As {@link #divide(ChunkedArray)} with a scalar, which does not widen this array's type. */
  public ChunkedArray divide(long other) {
    return elementwise(Elementwise.binary(BinaryOp.DIVIDE, node, other));
  }

  /**
   * As {@link #divide(ChunkedArray)} with a scalar; float32 stays float32, integers become float64.
   */
  public ChunkedArray divide(double other) {
    return elementwise(Elementwise.binary(BinaryOp.DIVIDE, node, other));
  }

  /**
   * The largest integer not above x / y; integers divided by 0 give 0, element by element,
   * broadcasting.
   */
  public ChunkedArray floorDivide(ChunkedArray other) {
    return elementwise(Elementwise.binary(BinaryOp.FLOOR_DIVIDE, node, other.node));
  }

  /**
   * As {@link #floorDivide(ChunkedArray)} with a scalar, which does not widen this array's type.
   */
  public ChunkedArray floorDivide(long other) {
    return elementwise(Elementwise.binary(BinaryOp.FLOOR_DIVIDE, node, other));
  }

  /**
   * As {@link #floorDivide(ChunkedArray)} with a scalar; float32 stays float32, integers become
   * float64.
   */
  public ChunkedArray floorDivide(double other) {
    return elementwise(Elementwise.binary(BinaryOp.FLOOR_DIVIDE, node, other));
  }

  /**
   * x - y * floor(x / y), with y's sign; of integers by 0 it is 0, element by element,
   * broadcasting.
   */
  public ChunkedArray remainder(ChunkedArray other) {
    return elementwise(Elementwise.binary(BinaryOp.REMAINDER, node, other.node));
  }

  /** As {@link #remainder(ChunkedArray)} with a scalar, which does not widen this array's type. */
  public ChunkedArray remainder(long other) {
    return elementwise(Elementwise.binary(BinaryOp.REMAINDER, node, other));
  }

  /**
   * As {@link #remainder(ChunkedArray)} with a scalar; float32 stays float32, integers become
   * float64.
   */
  public ChunkedArray remainder(double other) {
    return elementwise(Elementwise.binary(BinaryOp.REMAINDER, node, other));
  }

  /** x to the y; integers wrap, and refuse negative exponents, element by element, broadcasting. */
  public ChunkedArray power(ChunkedArray other) {
    return elementwise(Elementwise.binary(BinaryOp.POWER, node, other.node));
  }

  /** As {@link #power(ChunkedArray)} with a scalar, which does not widen this array's type. */
  public ChunkedArray power(long other) {
    return elementwise(Elementwise.binary(BinaryOp.POWER, node, other));
  }

  /**
   * As {@link #power(ChunkedArray)} with a scalar; float32 stays float32, integers become float64.
   */
  public ChunkedArray power(double other) {
    return elementwise(Elementwise.binary(BinaryOp.POWER, node, other));
  }

  /**
   * The angle of the point (y, x), in radians, where this is the ordinate, element by element,
   * broadcasting.
   */
  public ChunkedArray atan2(ChunkedArray other) {
    return elementwise(Elementwise.binary(BinaryOp.ATAN2, node, other.node));
  }

  /** As {@link #atan2(ChunkedArray)} with a scalar, which does not widen this array's type. */
  public ChunkedArray atan2(long other) {
    return elementwise(Elementwise.binary(BinaryOp.ATAN2, node, other));
  }

  /**
   * As {@link #atan2(ChunkedArray)} with a scalar; float32 stays float32, integers become float64.
   */
  public ChunkedArray atan2(double other) {
    return elementwise(Elementwise.binary(BinaryOp.ATAN2, node, other));
  }

  /** sqrt(x * x + y * y) without overflow in between, element by element, broadcasting. */
  public ChunkedArray hypot(ChunkedArray other) {
    return elementwise(Elementwise.binary(BinaryOp.HYPOT, node, other.node));
  }

  /** As {@link #hypot(ChunkedArray)} with a scalar, which does not widen this array's type. */
  public ChunkedArray hypot(long other) {
    return elementwise(Elementwise.binary(BinaryOp.HYPOT, node, other));
  }

  /**
   * As {@link #hypot(ChunkedArray)} with a scalar; float32 stays float32, integers become float64.
   */
  public ChunkedArray hypot(double other) {
    return elementwise(Elementwise.binary(BinaryOp.HYPOT, node, other));
  }

  /** The smaller; NaN if either is, element by element, broadcasting. */
  public ChunkedArray minimum(ChunkedArray other) {
    return elementwise(Elementwise.binary(BinaryOp.MINIMUM, node, other.node));
  }

  /** As {@link #minimum(ChunkedArray)} with a scalar, which does not widen this array's type. */
  public ChunkedArray minimum(long other) {
    return elementwise(Elementwise.binary(BinaryOp.MINIMUM, node, other));
  }

  /**
   * As {@link #minimum(ChunkedArray)} with a scalar; float32 stays float32, integers become
   * float64.
   */
  public ChunkedArray minimum(double other) {
    return elementwise(Elementwise.binary(BinaryOp.MINIMUM, node, other));
  }

  /** The larger; NaN if either is, element by element, broadcasting. */
  public ChunkedArray maximum(ChunkedArray other) {
    return elementwise(Elementwise.binary(BinaryOp.MAXIMUM, node, other.node));
  }

  /** As {@link #maximum(ChunkedArray)} with a scalar, which does not widen this array's type. */
  public ChunkedArray maximum(long other) {
    return elementwise(Elementwise.binary(BinaryOp.MAXIMUM, node, other));
  }

  /**
   * As {@link #maximum(ChunkedArray)} with a scalar; float32 stays float32, integers become
   * float64.
   */
  public ChunkedArray maximum(double other) {
    return elementwise(Elementwise.binary(BinaryOp.MAXIMUM, node, other));
  }

  /** Whether {@code x == y}, as bool, element by element, broadcasting. */
  public ChunkedArray equal(ChunkedArray other) {
    return elementwise(Elementwise.binary(BinaryOp.EQUAL, node, other.node));
  }

  /** As {@link #equal(ChunkedArray)} with a scalar, which does not widen this array's type. */
  public ChunkedArray equal(long other) {
    return elementwise(Elementwise.binary(BinaryOp.EQUAL, node, other));
  }

  /**
   * As {@link #equal(ChunkedArray)} with a scalar; float32 stays float32, integers become float64.
   */
  public ChunkedArray equal(double other) {
    return elementwise(Elementwise.binary(BinaryOp.EQUAL, node, other));
  }

  /** Whether {@code x != y}, as bool, element by element, broadcasting. */
  public ChunkedArray notEqual(ChunkedArray other) {
    return elementwise(Elementwise.binary(BinaryOp.NOT_EQUAL, node, other.node));
  }

  /** As {@link #notEqual(ChunkedArray)} with a scalar, which does not widen this array's type. */
  public ChunkedArray notEqual(long other) {
    return elementwise(Elementwise.binary(BinaryOp.NOT_EQUAL, node, other));
  }

  /**
   * As {@link #notEqual(ChunkedArray)} with a scalar; float32 stays float32, integers become
   * float64.
   */
  public ChunkedArray notEqual(double other) {
    return elementwise(Elementwise.binary(BinaryOp.NOT_EQUAL, node, other));
  }

  /** Whether {@code x < y}, as bool, element by element, broadcasting. */
  public ChunkedArray less(ChunkedArray other) {
    return elementwise(Elementwise.binary(BinaryOp.LESS, node, other.node));
  }

  /** As {@link #less(ChunkedArray)} with a scalar, which does not widen this array's type. */
  public ChunkedArray less(long other) {
    return elementwise(Elementwise.binary(BinaryOp.LESS, node, other));
  }

  /**
   * As {@link #less(ChunkedArray)} with a scalar; float32 stays float32, integers become float64.
   */
  public ChunkedArray less(double other) {
    return elementwise(Elementwise.binary(BinaryOp.LESS, node, other));
  }

  /** Whether {@code x <= y}, as bool, element by element, broadcasting. */
  public ChunkedArray lessEqual(ChunkedArray other) {
    return elementwise(Elementwise.binary(BinaryOp.LESS_EQUAL, node, other.node));
  }

  /** As {@link #lessEqual(ChunkedArray)} with a scalar, which does not widen this array's type. */
  public ChunkedArray lessEqual(long other) {
    return elementwise(Elementwise.binary(BinaryOp.LESS_EQUAL, node, other));
  }

  /**
   * As {@link #lessEqual(ChunkedArray)} with a scalar; float32 stays float32, integers become
   * float64.
   */
  public ChunkedArray lessEqual(double other) {
    return elementwise(Elementwise.binary(BinaryOp.LESS_EQUAL, node, other));
  }

  /** Whether {@code x > y}, as bool, element by element, broadcasting. */
  public ChunkedArray greater(ChunkedArray other) {
    return elementwise(Elementwise.binary(BinaryOp.GREATER, node, other.node));
  }

  /** As {@link #greater(ChunkedArray)} with a scalar, which does not widen this array's type. */
  public ChunkedArray greater(long other) {
    return elementwise(Elementwise.binary(BinaryOp.GREATER, node, other));
  }

  /**
   * As {@link #greater(ChunkedArray)} with a scalar; float32 stays float32, integers become
   * float64.
   */
  public ChunkedArray greater(double other) {
    return elementwise(Elementwise.binary(BinaryOp.GREATER, node, other));
  }

  /** Whether {@code x >= y}, as bool, element by element, broadcasting. */
  public ChunkedArray greaterEqual(ChunkedArray other) {
    return elementwise(Elementwise.binary(BinaryOp.GREATER_EQUAL, node, other.node));
  }

  /**
   * As {@link #greaterEqual(ChunkedArray)} with a scalar, which does not widen this array's type.
   */
  public ChunkedArray greaterEqual(long other) {
    return elementwise(Elementwise.binary(BinaryOp.GREATER_EQUAL, node, other));
  }

  /**
   * As {@link #greaterEqual(ChunkedArray)} with a scalar; float32 stays float32, integers become
   * float64.
   */
  public ChunkedArray greaterEqual(double other) {
    return elementwise(Elementwise.binary(BinaryOp.GREATER_EQUAL, node, other));
  }

  /** Whether both are non-zero, as bool, element by element, broadcasting. */
  public ChunkedArray logicalAnd(ChunkedArray other) {
    return elementwise(Elementwise.binary(BinaryOp.LOGICAL_AND, node, other.node));
  }

  /** Whether either is non-zero, as bool, element by element, broadcasting. */
  public ChunkedArray logicalOr(ChunkedArray other) {
    return elementwise(Elementwise.binary(BinaryOp.LOGICAL_OR, node, other.node));
  }

  /** Whether just one is non-zero, as bool, element by element, broadcasting. */
  public ChunkedArray logicalXor(ChunkedArray other) {
    return elementwise(Elementwise.binary(BinaryOp.LOGICAL_XOR, node, other.node));
  }

  /** The bits that both have; bool and integers only, element by element, broadcasting. */
  public ChunkedArray bitwiseAnd(ChunkedArray other) {
    return elementwise(Elementwise.binary(BinaryOp.BITWISE_AND, node, other.node));
  }

  /** As {@link #bitwiseAnd(ChunkedArray)} with a scalar, which does not widen this array's type. */
  public ChunkedArray bitwiseAnd(long other) {
    return elementwise(Elementwise.binary(BinaryOp.BITWISE_AND, node, other));
  }

  /** The bits that either has; bool and integers only, element by element, broadcasting. */
  public ChunkedArray bitwiseOr(ChunkedArray other) {
    return elementwise(Elementwise.binary(BinaryOp.BITWISE_OR, node, other.node));
  }

  /** As {@link #bitwiseOr(ChunkedArray)} with a scalar, which does not widen this array's type. */
  public ChunkedArray bitwiseOr(long other) {
    return elementwise(Elementwise.binary(BinaryOp.BITWISE_OR, node, other));
  }

  /** The bits that just one has; bool and integers only, element by element, broadcasting. */
  public ChunkedArray bitwiseXor(ChunkedArray other) {
    return elementwise(Elementwise.binary(BinaryOp.BITWISE_XOR, node, other.node));
  }

  /** As {@link #bitwiseXor(ChunkedArray)} with a scalar, which does not widen this array's type. */
  public ChunkedArray bitwiseXor(long other) {
    return elementwise(Elementwise.binary(BinaryOp.BITWISE_XOR, node, other));
  }

  /** x shifted left by y bits; 0 from the width on, element by element, broadcasting. */
  public ChunkedArray leftShift(ChunkedArray other) {
    return elementwise(Elementwise.binary(BinaryOp.SHIFT_LEFT, node, other.node));
  }

  /** As {@link #leftShift(ChunkedArray)} with a scalar, which does not widen this array's type. */
  public ChunkedArray leftShift(long other) {
    return elementwise(Elementwise.binary(BinaryOp.SHIFT_LEFT, node, other));
  }

  /** x shifted right by y bits, keeping the sign, element by element, broadcasting. */
  public ChunkedArray rightShift(ChunkedArray other) {
    return elementwise(Elementwise.binary(BinaryOp.SHIFT_RIGHT, node, other.node));
  }

  /** As {@link #rightShift(ChunkedArray)} with a scalar, which does not widen this array's type. */
  public ChunkedArray rightShift(long other) {
    return elementwise(Elementwise.binary(BinaryOp.SHIFT_RIGHT, node, other));
  }

  /**
   * The sum; integers and bool in 64 bits, wrapping, float32 accumulated in float64. Over the given
   * axes, or all; they disappear.
   */
  public ChunkedArray sum(int... axes) {
    return reduce(ReduceOp.SUM, 0, Axes.of(axes));
  }

  /** As {@link #sum(int...)}, with a choice to keep the reduced dimensions. */
  public ChunkedArray sum(Axes axes) {
    return reduce(ReduceOp.SUM, 0, axes);
  }

  /**
   * The product; integers and bool in 64 bits, wrapping. Over the given axes, or all; they
   * disappear.
   */
  public ChunkedArray prod(int... axes) {
    return reduce(ReduceOp.PROD, 0, Axes.of(axes));
  }

  /** As {@link #prod(int...)}, with a choice to keep the reduced dimensions. */
  public ChunkedArray prod(Axes axes) {
    return reduce(ReduceOp.PROD, 0, axes);
  }

  /**
   * The mean; float64, or float32 for float32. Of no elements it is NaN. Over the given axes, or
   * all; they disappear.
   */
  public ChunkedArray mean(int... axes) {
    return reduce(ReduceOp.MEAN, 0, Axes.of(axes));
  }

  /** As {@link #mean(int...)}, with a choice to keep the reduced dimensions. */
  public ChunkedArray mean(Axes axes) {
    return reduce(ReduceOp.MEAN, 0, axes);
  }

  /** The smallest element; NaN if there is one. Over the given axes, or all; they disappear. */
  public ChunkedArray min(int... axes) {
    return reduce(ReduceOp.MIN, 0, Axes.of(axes));
  }

  /** As {@link #min(int...)}, with a choice to keep the reduced dimensions. */
  public ChunkedArray min(Axes axes) {
    return reduce(ReduceOp.MIN, 0, axes);
  }

  /** The largest element; NaN if there is one. Over the given axes, or all; they disappear. */
  public ChunkedArray max(int... axes) {
    return reduce(ReduceOp.MAX, 0, Axes.of(axes));
  }

  /** As {@link #max(int...)}, with a choice to keep the reduced dimensions. */
  public ChunkedArray max(Axes axes) {
    return reduce(ReduceOp.MAX, 0, axes);
  }

  /** Whether any element is non-zero, as bool. Over the given axes, or all; they disappear. */
  public ChunkedArray any(int... axes) {
    return reduce(ReduceOp.ANY, 0, Axes.of(axes));
  }

  /** As {@link #any(int...)}, with a choice to keep the reduced dimensions. */
  public ChunkedArray any(Axes axes) {
    return reduce(ReduceOp.ANY, 0, axes);
  }

  /** Whether every element is non-zero, as bool. Over the given axes, or all; they disappear. */
  public ChunkedArray all(int... axes) {
    return reduce(ReduceOp.ALL, 0, Axes.of(axes));
  }

  /** As {@link #all(int...)}, with a choice to keep the reduced dimensions. */
  public ChunkedArray all(Axes axes) {
    return reduce(ReduceOp.ALL, 0, axes);
  }

  /**
   * The index of the smallest element, the first of equals, as int64; over several axes the index
   * counts the reduced elements in C order. The first NaN counts as smallest. Over the given axes,
   * or all; they disappear.
   */
  public ChunkedArray argmin(int... axes) {
    return reduce(ReduceOp.ARGMIN, 0, Axes.of(axes));
  }

  /** As {@link #argmin(int...)}, with a choice to keep the reduced dimensions. */
  public ChunkedArray argmin(Axes axes) {
    return reduce(ReduceOp.ARGMIN, 0, axes);
  }

  /**
   * The index of the largest element, as {@link #argmin(int...)}; the first NaN counts as largest.
   * Over the given axes, or all; they disappear.
   */
  public ChunkedArray argmax(int... axes) {
    return reduce(ReduceOp.ARGMAX, 0, Axes.of(axes));
  }

  /** As {@link #argmax(int...)}, with a choice to keep the reduced dimensions. */
  public ChunkedArray argmax(Axes axes) {
    return reduce(ReduceOp.ARGMAX, 0, axes);
  }

  /** How many elements are not zero, as int64. Over the given axes, or all; they disappear. */
  public ChunkedArray countNonzero(int... axes) {
    return reduce(ReduceOp.COUNT_NONZERO, 0, Axes.of(axes));
  }

  /** As {@link #countNonzero(int...)}, with a choice to keep the reduced dimensions. */
  public ChunkedArray countNonzero(Axes axes) {
    return reduce(ReduceOp.COUNT_NONZERO, 0, axes);
  }

  /** The sum without NaNs. Over the given axes, or all; they disappear. */
  public ChunkedArray nansum(int... axes) {
    return reduce(ReduceOp.NAN_SUM, 0, Axes.of(axes));
  }

  /** As {@link #nansum(int...)}, with a choice to keep the reduced dimensions. */
  public ChunkedArray nansum(Axes axes) {
    return reduce(ReduceOp.NAN_SUM, 0, axes);
  }

  /**
   * The mean without NaNs; NaN where nothing is left. Over the given axes, or all; they disappear.
   */
  public ChunkedArray nanmean(int... axes) {
    return reduce(ReduceOp.NAN_MEAN, 0, Axes.of(axes));
  }

  /** As {@link #nanmean(int...)}, with a choice to keep the reduced dimensions. */
  public ChunkedArray nanmean(Axes axes) {
    return reduce(ReduceOp.NAN_MEAN, 0, axes);
  }

  /**
   * The smallest element that is not NaN; NaN where nothing is left. Over the given axes, or all;
   * they disappear.
   */
  public ChunkedArray nanmin(int... axes) {
    return reduce(ReduceOp.NAN_MIN, 0, Axes.of(axes));
  }

  /** As {@link #nanmin(int...)}, with a choice to keep the reduced dimensions. */
  public ChunkedArray nanmin(Axes axes) {
    return reduce(ReduceOp.NAN_MIN, 0, axes);
  }

  /**
   * The largest element that is not NaN; NaN where nothing is left. Over the given axes, or all;
   * they disappear.
   */
  public ChunkedArray nanmax(int... axes) {
    return reduce(ReduceOp.NAN_MAX, 0, Axes.of(axes));
  }

  /** As {@link #nanmax(int...)}, with a choice to keep the reduced dimensions. */
  public ChunkedArray nanmax(Axes axes) {
    return reduce(ReduceOp.NAN_MAX, 0, axes);
  }

  /**
   * The variance, over the count of elements (ddof 0). Over the given axes, or all; they disappear.
   */
  public ChunkedArray var(int... axes) {
    return reduce(ReduceOp.VAR, 0, Axes.of(axes));
  }

  /**
   * The variance, over the count of elements less {@code ddof}; NaN or infinite where that is not
   * positive.
   *
   * @param ddof 0 for a population, 1 for a sample
   */
  public ChunkedArray var(Axes axes, int ddof) {
    return reduce(ReduceOp.VAR, ddof, axes);
  }

  /**
   * The standard deviation, over the count of elements (ddof 0). Over the given axes, or all; they
   * disappear.
   */
  public ChunkedArray std(int... axes) {
    return reduce(ReduceOp.STD, 0, Axes.of(axes));
  }

  /**
   * The standard deviation, over the count of elements less {@code ddof}; NaN or infinite where
   * that is not positive.
   *
   * @param ddof 0 for a population, 1 for a sample
   */
  public ChunkedArray std(Axes axes, int ddof) {
    return reduce(ReduceOp.STD, ddof, axes);
  }

  /**
   * The variance without NaNs, over the count of elements (ddof 0). Over the given axes, or all;
   * they disappear.
   */
  public ChunkedArray nanvar(int... axes) {
    return reduce(ReduceOp.NAN_VAR, 0, Axes.of(axes));
  }

  /**
   * The variance without NaNs, over the count of elements less {@code ddof}; NaN or infinite where
   * that is not positive.
   *
   * @param ddof 0 for a population, 1 for a sample
   */
  public ChunkedArray nanvar(Axes axes, int ddof) {
    return reduce(ReduceOp.NAN_VAR, ddof, axes);
  }

  /**
   * The standard deviation without NaNs, over the count of elements (ddof 0). Over the given axes,
   * or all; they disappear.
   */
  public ChunkedArray nanstd(int... axes) {
    return reduce(ReduceOp.NAN_STD, 0, Axes.of(axes));
  }

  /**
   * The standard deviation without NaNs, over the count of elements less {@code ddof}; NaN or
   * infinite where that is not positive.
   *
   * @param ddof 0 for a population, 1 for a sample
   */
  public ChunkedArray nanstd(Axes axes, int ddof) {
    return reduce(ReduceOp.NAN_STD, ddof, axes);
  }
}
