package org.hyperslab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.hyperslab.block.Block;
import org.hyperslab.block.BlockPool;
import org.hyperslab.block.BudgetExceededException;
import org.hyperslab.block.DType;
import org.hyperslab.block.HeldBlock;
import org.hyperslab.exec.RunReport;
import org.hyperslab.grid.ChunkGrid;
import org.hyperslab.grid.Hyperslab;
import org.hyperslab.grid.Shape;
import org.hyperslab.plan.BlockFunction;
import org.hyperslab.plan.Node;
import org.hyperslab.store.InMemoryStore;
import org.junit.jupiter.api.Test;

/**
 * Random graphs, computed by the engine with several budgets and numbers of workers, and by {@link
 * Naive}. A failure prints the case's number; {@code -Dhyperslab.case=N} runs it alone.
 */
class RandomGraphsTest {
  private static final int CASES = Integer.getInteger("hyperslab.cases", 600);
  private static final int ONLY = Integer.getInteger("hyperslab.case", -1);
  private static final long SEED = Long.getLong("hyperslab.seed", 20250601);
  private static final int MOST_ELEMENTS = 10_000;
  private static final List<DType> TYPES =
      List.of(
          DType.BOOL,
          DType.INT8,
          DType.INT16,
          DType.INT32,
          DType.INT64,
          DType.UINT8,
          DType.UINT16,
          DType.UINT32,
          DType.FLOAT32,
          DType.FLOAT64,
          DType.FLOAT64);

  /** An array, what it should be, and how it was made. */
  private record Pair(ChunkedArray array, Naive expected, String made) {}

  /** Adds to every element its place along the first dimension. */
  private static final BlockFunction ADD_PLACE =
      (inputs, place, result) -> {
        Shape shape = result.shape();
        for (int i = 0; i < shape.size(); i++) {
          int[] index = Naive.index(shape, i);
          long[] at = IntStream.of(index).asLongStream().toArray();
          double sum = at.length == 0 ? 0 : place.start(0) + at[0];
          for (Block input : inputs) {
            sum += input.getDouble(at);
          }
          result.setDouble(sum, at);
        }
      };

  private static final class Maker {
    private final SplittableRandom random;
    private final List<Pair> pairs = new ArrayList<>();

    Maker(SplittableRandom random) {
      this.random = random;
    }

    boolean chance(double p) {
      return random.nextDouble() < p;
    }

    int below(int n) {
      return random.nextInt(n);
    }

    Shape shape() {
      if (chance(0.1)) {
        // Rows longer than a tile, and many short ones.
        return switch (below(3)) {
          case 0 -> Shape.of(2000 + below(7000));
          case 1 -> Shape.of(1 + below(3), 500 + below(2500));
          default -> Shape.of(300 + below(600), 1 + below(9));
        };
      }
      int rank = below(6);
      long[] extents = new long[rank];
      long most = rank <= 1 ? 200 : rank == 2 ? 60 : rank == 3 ? 14 : rank == 4 ? 7 : 4;
      for (int d = 0; d < rank; d++) {
        extents[d] = chance(0.03) ? 0 : chance(0.1) ? 1 : 1 + random.nextLong(most);
      }
      return Shape.of(extents);
    }

    ChunkGrid grid(Shape shape) {
      if (chance(0.1)) {
        return ChunkGrid.single(shape);
      }
      long[][] chunks = new long[shape.rank()][];
      for (int d = 0; d < chunks.length; d++) {
        List<Long> along = new ArrayList<>();
        long left = shape.dim(d);
        long nominal = left == 0 ? 1 : 1 + random.nextLong(left);
        boolean regular = chance(0.6);
        while (left > 0) {
          long e = Math.min(left, regular ? nominal : 1 + random.nextLong(Math.max(1, left / 2)));
          along.add(e);
          left -= e;
        }
        chunks[d] = along.stream().mapToLong(Long::longValue).toArray();
      }
      return ChunkGrid.irregular(shape, chunks);
    }

    void leaf(Shape shape) {
      DType dtype = TYPES.get(below(TYPES.size()));
      Naive values = new Naive(shape, dtype);
      boolean special = dtype.isFloat() && chance(0.1);
      for (int i = 0; i < values.size(); i++) {
        if (special && chance(0.05)) {
          values.set(i, chance(0.5) ? Double.NaN : Double.POSITIVE_INFINITY);
        } else {
          values.set(i, (long) below(17) - (dtype.kind() == DType.Kind.UNSIGNED ? 0 : 8));
        }
      }
      ChunkGrid grid = grid(shape);
      if (chance(0.2)) {
        MemorySegment memory = Arena.ofAuto().allocate(Math.max(1, shape.size() * 8), 64);
        values.copyTo(Block.of(memory, dtype, Shape.of(shape.size())));
        HeldBlock held = HeldBlock.unbudgeted(Block.of(memory, dtype, shape));
        add(
            ChunkedArray.of(new Node.Source(new InMemoryStore(held, grid))),
            values,
            "memory " + dtype + " " + grid);
      } else {
        MemorySource source =
            new MemorySource("s" + pairs.size(), grid, dtype)
                .withScratch(chance(0.3) ? 5000 : 0)
                .withConcurrentLoads(chance(0.1) ? 3 : 0);
        values.copyTo(source.flat());
        add(source.array(), values, "source " + dtype + " " + grid);
      }
    }

    void add(ChunkedArray array, Naive expected, String made) {
      pairs.add(new Pair(array, expected, made));
      String wrong =
          array.dtype() != expected.dtype || !array.shape().equals(expected.shape)
              ? "shape or type: got " + array + ", expected " + expected.dtype + expected.shape
              : null;
      assertNull(wrong, made);
    }

    Pair any() {
      // Mostly what was made last, so that chains become long.
      return pairs.get(chance(0.7) ? pairs.size() - 1 : below(pairs.size()));
    }

    String name(Pair p) {
      return "#" + pairs.indexOf(p);
    }

    void step() {
      Pair p = any();
      Naive x = p.expected;
      if (x.dtype == DType.UINT64) {
        add(p.array.cast(DType.INT64), x.cast(DType.INT64), name(p) + " as int64");
        return;
      }
      switch (below(17)) {
        case 0, 1, 2 -> slice(p);
        case 3 -> rearrange(p);
        case 4, 5 -> unary(p);
        case 6, 7 -> binary(p, partner(p));
        case 8, 9 -> reduce(p, axes(x.shape), chance(0.4));
        case 10 -> centre(p);
        case 11 -> chunks(p);
        case 12 -> join(p);
        case 13, 14 -> group(p);
        case 15 -> take(p);
        default -> choose(p, partner(p));
      }
    }

    /** Something that broadcasts with an array. */
    Pair partner(Pair p) {
      List<Pair> fitting = new ArrayList<>();
      for (Pair q : pairs) {
        try {
          Shape both = p.expected.shape.broadcast(q.expected.shape);
          if (both.size() <= MOST_ELEMENTS && q.expected.dtype != DType.UINT64) {
            fitting.add(q);
          }
        } catch (IllegalArgumentException e) {
          // Does not broadcast.
        }
      }
      return fitting.isEmpty() ? p : fitting.get(below(fitting.size()));
    }

    private void slice(Pair p) {
      Naive x = p.expected;
      List<Hyperslab.Item> items = new ArrayList<>();
      Naive r = x;
      int axis = 0;
      int d = 0;
      while (d < x.shape.rank()) {
        int n = (int) x.shape.dim(d);
        if (chance(0.1)) {
          items.add(new Hyperslab.NewAxis());
          r = r.expand(axis++);
        }
        if (n > 0 && chance(0.15)) {
          int at = below(n);
          items.add(Hyperslab.Item.at(chance(0.5) ? at : at - n));
          r = r.drop(axis, at);
        } else if (chance(0.3)) {
          items.add(Hyperslab.Item.ALL);
          axis++;
        } else {
          int step = (1 + below(chance(0.5) ? 1 : 5)) * (chance(0.4) ? -1 : 1);
          Long start = chance(0.3) ? null : (long) below(2 * n + 3) - n - 1;
          Long stop = chance(0.3) ? null : (long) below(2 * n + 3) - n - 1;
          items.add(new Hyperslab.Range(start, stop, step));
          int[] range = python(start, stop, step, n);
          r = r.range(axis++, range[0], range[1], step);
        }
        d++;
        if (chance(0.05)) {
          break;
        }
      }
      if (chance(0.3)) {
        items.add(new Hyperslab.Ellipsis());
      }
      if (chance(0.2)) {
        // As it is written.
        Hyperslab slab = new Hyperslab(items);
        add(p.array.slice(slab.toString()), r, name(p) + slab);
      } else {
        Hyperslab slab = new Hyperslab(items);
        add(p.array.slice(slab), r, name(p) + slab);
      }
    }

    /** Start and count of Python's {@code range(*slice(start, stop, step).indices(n))}. */
    private static int[] python(Long start, Long stop, int step, int n) {
      int low = step > 0 ? 0 : -1;
      int high = step > 0 ? n : n - 1;
      int from = start == null ? (step > 0 ? low : high) : bound(start, low, high, n);
      int to = stop == null ? (step > 0 ? high : low) : bound(stop, low, high, n);
      int count = 0;
      for (int i = from; step > 0 ? i < to : i > to; i += step) {
        count++;
      }
      return new int[] {count == 0 ? 0 : from, count};
    }

    private static int bound(long b, int low, int high, int n) {
      return (int) (b < 0 ? Math.max(b + n, low) : Math.min(b, high));
    }

    private void rearrange(Pair p) {
      Naive x = p.expected;
      int rank = x.shape.rank();
      switch (below(5)) {
        case 0 -> {
          List<Integer> order = new ArrayList<>(IntStream.range(0, rank).boxed().toList());
          for (int i = rank - 1; i > 0; i--) {
            java.util.Collections.swap(order, i, below(i + 1));
          }
          int[] axes = order.stream().mapToInt(Integer::intValue).toArray();
          add(p.array.transpose(axes), x.transpose(axes), name(p) + " transpose " + order);
        }
        case 1 -> {
          Naive r = x;
          List<Integer> axes = axes(x.shape);
          for (int a : axes) {
            r = r.range(a, (int) Math.max(0, x.shape.dim(a) - 1), (int) x.shape.dim(a), -1);
          }
          add(p.array.flip(ints(axes)), r, name(p) + " flip " + axes);
        }
        case 2 -> {
          Naive r = x;
          for (int d = rank - 1; d >= 0; d--) {
            if (x.shape.dim(d) == 1) {
              r = r.drop(d, 0);
            }
          }
          add(p.array.squeeze(), r, name(p) + " squeeze");
        }
        case 3 -> {
          if (rank < 6) {
            int at = below(rank + 1);
            add(p.array.expandDims(at), x.expand(at), name(p) + " expand " + at);
          }
        }
        default -> {
          long[] to = x.shape.toArray();
          long room = MOST_ELEMENTS / Math.max(1, x.shape.size());
          for (int d = 0; d < rank; d++) {
            if (to[d] == 1 && room > 1 && chance(0.7)) {
              to[d] = random.nextLong(Math.min(room, 20) + 1);
              room /= Math.max(1, to[d]);
            }
          }
          Shape shape = Shape.of(to);
          if (rank < 5 && room > 1 && chance(0.5)) {
            long[] more = new long[rank + 1];
            more[0] = 1 + random.nextLong(Math.min(room, 9));
            System.arraycopy(to, 0, more, 1, rank);
            shape = Shape.of(more);
          }
          add(p.array.broadcastTo(shape.toArray()), x.broadcast(shape), name(p) + " to " + shape);
        }
      }
    }

    private void unary(Pair p) {
      Naive x = p.expected;
      DType t = x.dtype;
      boolean number = t != DType.BOOL;
      switch (below(6)) {
        case 0 -> {
          if (number) {
            add(p.array.negative(), x.map(t, true, v -> -v), "-" + name(p));
          }
        }
        case 1 -> {
          if (number && t.kind() != DType.Kind.UNSIGNED) {
            add(p.array.abs(), x.map(t, true, Math::abs), "abs " + name(p));
          }
        }
        case 2 -> {
          if (x.scale < 1e9) {
            DType f = t == DType.FLOAT32 ? t : DType.FLOAT64;
            add(
                p.array.cast(f).abs().sqrt(),
                x.cast(f).map(f, false, v -> Math.sqrt(Math.abs(v))),
                "sqrt abs " + name(p));
          }
        }
        case 3 -> {
          if (number && x.scale < 1e6) {
            add(p.array.add(3), x.map(t, true, v -> v + 3), name(p) + " + 3");
          }
        }
        case 4 -> {
          if (x.scale < 1e6) {
            DType f = t == DType.FLOAT32 ? t : DType.FLOAT64;
            add(p.array.multiply(0.5), x.map(f, x.exact, v -> v * 0.5), name(p) + " * 0.5");
          }
        }
        default -> {
          DType to = TYPES.get(below(TYPES.size()));
          if (to.isFloat() || (x.exact && x.isFinite() && x.scale < 1e9)) {
            add(p.array.cast(to), x.cast(to), name(p) + " as " + to);
          }
        }
      }
    }

    private void binary(Pair p, Pair q) {
      Naive x = p.expected;
      Naive y = q.expected;
      String names = name(p) + ", " + name(q);
      boolean bools = x.dtype == DType.BOOL && y.dtype == DType.BOOL;
      if (x.shape.broadcast(y.shape).size() > MOST_ELEMENTS
          || DType.promote(x.dtype, y.dtype) == DType.UINT64) {
        return;
      }
      switch (below(7)) {
        case 0 ->
            add(
                p.array.add(q.array),
                bools
                    ? x.combine(y, Double::sum, (a, b) -> a | b)
                    : x.combine(y, Double::sum, Long::sum),
                "add " + names);
        case 1 -> {
          if (!bools) {
            add(
                p.array.subtract(q.array),
                x.combine(y, (a, b) -> a - b, (a, b) -> a - b),
                "subtract " + names);
          }
        }
        case 2 -> {
          if (x.scale * y.scale < 1e6) {
            add(
                p.array.multiply(q.array),
                x.combine(y, (a, b) -> a * b, (a, b) -> a * b),
                "multiply " + names);
          }
        }
        case 3 ->
            add(p.array.minimum(q.array), x.combine(y, Math::min, Math::min), "minimum " + names);
        case 4 ->
            add(p.array.maximum(q.array), x.combine(y, Math::max, Math::max), "maximum " + names);
        case 5 -> {
          if (x.exact && y.exact) {
            add(p.array.less(q.array), x.compare(y, s -> s < 0, false), "less " + names);
          }
        }
        default -> {
          if (x.exact && y.exact) {
            add(p.array.notEqual(q.array), x.compare(y, s -> s != 0, true), "notEqual " + names);
          }
        }
      }
    }

    private void choose(Pair p, Pair q) {
      Pair c = partner(p);
      Shape all;
      try {
        all = p.expected.shape.broadcast(q.expected.shape).broadcast(c.expected.shape);
      } catch (IllegalArgumentException e) {
        return;
      }
      if (c.expected.exact
          && all.size() <= MOST_ELEMENTS
          && DType.promote(p.expected.dtype, q.expected.dtype) != DType.UINT64) {
        add(
            ChunkedArray.where(c.array, p.array, q.array),
            Naive.where(c.expected, p.expected, q.expected),
            "where " + name(c) + ", " + name(p) + ", " + name(q));
      }
    }

    private List<Integer> axes(Shape shape) {
      List<Integer> axes = new ArrayList<>();
      for (int d = 0; d < shape.rank(); d++) {
        if (chance(0.4)) {
          axes.add(d);
        }
      }
      if (axes.isEmpty()) {
        axes.addAll(IntStream.range(0, shape.rank()).boxed().toList());
      }
      return axes;
    }

    private static int[] ints(List<Integer> axes) {
      return axes.stream().mapToInt(Integer::intValue).toArray();
    }

    private void reduce(Pair p, List<Integer> axes, boolean keep) {
      Naive x = p.expected;
      ChunkedArray a = p.array;
      Axes over = keep ? Axes.of(ints(axes)).keepDims() : Axes.of(ints(axes));
      boolean some = axes.stream().allMatch(d -> x.shape.dim(d) > 0);
      int which = below(10);
      String made = "reduce " + which + " " + name(p) + " over " + over;
      switch (which) {
        case 0, 1 -> {
          if (x.scale * x.size() < 1e7) {
            addKept(a.sum(over), x.sum(axes), axes, keep, made);
          }
        }
        case 2 -> addKept(a.mean(over), x.mean(axes), axes, keep, made);
        case 3 -> {
          if (x.scale < 1e5) {
            addKept(a.var(over, 0), x.var(axes), axes, keep, made);
          }
        }
        case 4, 5 -> {
          if (some) {
            addKept(
                which == 4 ? a.max(over) : a.min(over),
                x.extreme(axes, which == 4),
                axes,
                keep,
                made);
          }
        }
        case 6 -> {
          if (some && x.exact) {
            boolean max = chance(0.5);
            addKept(
                max ? a.argmax(over) : a.argmin(over), x.argExtreme(axes, max), axes, keep, made);
          }
        }
        default -> {
          if (x.exact) {
            switch (which) {
              case 7 ->
                  addKept(
                      a.any(over),
                      x.count(axes, DType.BOOL, (n, m) -> n > 0 ? 1 : 0),
                      axes,
                      keep,
                      made);
              case 8 ->
                  addKept(
                      a.all(over),
                      x.count(axes, DType.BOOL, (n, m) -> n == m ? 1 : 0),
                      axes,
                      keep,
                      made);
              default ->
                  addKept(
                      a.countNonzero(over),
                      x.count(axes, DType.INT64, (n, m) -> n),
                      axes,
                      keep,
                      made);
            }
          }
        }
      }
    }

    private void take(Pair p) {
      Naive x = p.expected;
      int rank = x.shape.rank();
      int axis = rank == 0 ? 0 : below(rank);
      if (rank == 0 || x.shape.dim(axis) == 0) {
        return;
      }
      int n = (int) x.shape.dim(axis);
      int[] indices =
          new int[below(Math.min(2 * n, MOST_ELEMENTS * n / Math.max(1, x.size())) + 1)];
      for (int i = 0; i < indices.length; i++) {
        indices[i] = below(n);
      }
      if (chance(0.4)) {
        java.util.Arrays.sort(indices);
      }
      long[] given = IntStream.of(indices).mapToLong(i -> chance(0.2) ? i - n : i).toArray();
      add(
          p.array.take(given, axis),
          x.take(axis, indices),
          "take " + name(p) + " along " + axis + ": " + java.util.Arrays.toString(indices));
    }

    private void group(Pair p) {
      Naive x = p.expected;
      int rank = x.shape.rank();
      if (rank == 0) {
        return;
      }
      int axis = below(rank);
      List<Integer> axes = new ArrayList<>(List.of(axis));
      for (int d = 0; d < rank; d++) {
        if (d != axis && chance(0.2)) {
          axes.add(d);
        }
      }
      axes.sort(null);
      int n = (int) x.shape.dim(axis);
      int groups = 1 + below(chance(0.2) ? 40 : 5);
      boolean sorted = chance(0.3);
      int[] labels = new int[n];
      for (int i = 0; i < n; i++) {
        labels[i] = chance(0.1) ? -1 : sorted ? i * groups / n : below(groups);
      }
      NaiveGroups expected = new NaiveGroups(x, axis, labels, groups, axes);
      GroupedArray g = p.array.groupBy(axis, expected.longLabels(), groups).over(expected.others());
      int which = below(8);
      String made =
          "group %d %s along %d over %s by %s"
              .formatted(which, name(p), axis, axes, java.util.Arrays.toString(labels));
      switch (which) {
        case 0 -> {
          if (x.scale * x.size() < 1e7) {
            add(g.sum(), expected.reduce(Naive::sum), made);
          }
        }
        case 1 -> add(g.mean(), expected.reduce(Naive::mean), made);
        case 2 -> {
          if (x.scale < 1e5) {
            add(g.var(), expected.reduce(Naive::var), made);
          }
        }
        case 3, 4 -> {
          if (x.dtype.isFloat() || !expected.hasEmptyGroups()) {
            add(which == 3 ? g.max() : g.min(), expected.extreme(which == 3), made);
          }
        }
        case 5 -> add(g.count(), expected.count(), made);
        default -> {
          if (x.exact) {
            boolean any = which == 6;
            add(
                any ? g.any() : g.all(),
                expected.reduce(
                    (y, over) ->
                        y.count(over, DType.BOOL, (k, m) -> any ? k > 0 ? 1 : 0 : k == m ? 1 : 0)),
                made);
          }
        }
      }
    }

    private void addKept(
        ChunkedArray array, Naive expected, List<Integer> axes, boolean keep, String made) {
      Naive r = expected;
      if (keep) {
        for (int a : axes) {
          r = r.expand(a);
        }
      }
      add(array, r, made);
    }

    private void centre(Pair p) {
      Naive x = p.expected;
      if (x.dtype == DType.BOOL) {
        return;
      }
      List<Integer> axes = axes(x.shape);
      Naive mean = x.mean(axes);
      for (int a : axes) {
        mean = mean.expand(a);
      }
      add(
          p.array.subtract(p.array.mean(Axes.of(ints(axes)).keepDims())),
          x.combine(mean, (a, b) -> a - b, (a, b) -> a - b),
          name(p) + " less its mean over " + axes);
    }

    private void chunks(Pair p) {
      Naive x = p.expected;
      ChunkGrid grid = grid(x.shape);
      long[][] extents = new long[grid.rank()][];
      for (int d = 0; d < extents.length; d++) {
        extents[d] = grid.extentsAlong(d);
      }
      ChunkedArray a = p.array.rechunk(Chunks.irregular(extents));
      if (chance(0.3)) {
        add(a, x.gather(x.shape, index -> index), name(p) + " rechunk " + grid);
        return;
      }
      Pair q = partner(p);
      boolean two = chance(0.5) && x.shape.broadcast(q.expected.shape).equals(x.shape);
      Naive sum = x.cast(DType.FLOAT64);
      if (two) {
        sum = sum.combine(q.expected.cast(DType.FLOAT64), Double::sum, Long::sum);
      }
      Naive r = new Naive(x.shape, DType.FLOAT64);
      for (int i = 0; i < r.size(); i++) {
        r.set(i, sum.doubles[i] + (x.shape.rank() == 0 ? 0 : Naive.index(x.shape, i)[0]));
      }
      r.exact = sum.exact;
      r.scale = Math.max(sum.scale, r.scale);
      ChunkedArray[] others = two ? new ChunkedArray[] {q.array} : new ChunkedArray[0];
      add(
          a.mapBlocks(DType.FLOAT64, ADD_PLACE, others),
          r,
          name(p) + " mapBlocks " + (two ? "with " + name(q) : "") + " in " + grid);
    }

    private void join(Pair p) {
      Naive x = p.expected;
      int rank = x.shape.rank();
      if (2 * x.size() > MOST_ELEMENTS) {
        return;
      }
      Pair q = p;
      for (Pair other : pairs) {
        if (other.expected.shape.equals(x.shape) && chance(0.5)) {
          q = other;
        }
      }
      if (DType.promote(x.dtype, q.expected.dtype) == DType.UINT64) {
        return;
      }
      Naive y = q.expected;
      String names = name(p) + ", " + name(q);
      if (rank == 0 || (rank < 5 && chance(0.4))) {
        int axis = below(rank + 1);
        add(
            ChunkedArray.stack(axis, p.array, q.array),
            x.expand(axis).concat(axis, y.expand(axis)),
            "stack " + axis + " " + names);
      } else {
        int axis = below(rank);
        int from = below((int) x.shape.dim(axis) + 1);
        int n = (int) x.shape.dim(axis) - from;
        ChunkedArray tail =
            q.array.slice(
                IntStream.range(0, rank)
                    .mapToObj(
                        d -> d == axis ? Hyperslab.Item.range(from, from + n) : Hyperslab.Item.ALL)
                    .toArray(Hyperslab.Item[]::new));
        add(
            ChunkedArray.concatenate(axis, p.array, tail),
            x.concat(axis, y.range(axis, n == 0 ? 0 : from, n, 1)),
            "concatenate " + axis + " " + names + " from " + from);
      }
    }
  }

  /** What one run gave: a copy of every result's bytes. */
  private record Got(List<byte[]> bytes) {}

  private static final List<String> OFFENDERS = new ArrayList<>();
  private static double worst = 1;
  private static int spills;

  private static Got run(int number, List<Pair> wanted, long budget, int workers, String story) {
    String where = "case=" + number + ", budget=" + budget + ", workers=" + workers + "\n" + story;
    List<byte[]> bytes = new ArrayList<>();
    Session session = Session.builder().memory(budget).workers(workers).build();
    try (session) {
      List<DenseArray> results =
          session.computeAll(wanted.stream().map(Pair::array).toArray(ChunkedArray[]::new));
      long held = 0;
      for (int i = 0; i < results.size(); i++) {
        DenseArray r = results.get(i);
        held += BlockPool.sizeClass(r.bytes().byteSize());
        Block flat = Block.of(r.block().segment(), r.dtype(), Shape.of(r.shape().size()));
        assertNull(wanted.get(i).expected.differs(r.dtype(), r.shape(), flat), where);
        bytes.add(r.bytes().toArray(java.lang.foreign.ValueLayout.JAVA_BYTE));
      }
      assertEquals(held, session.budget().used(), where);
      check(session, where);
      results.forEach(DenseArray::close);
      assertEquals(0, session.budget().used(), where);
    } catch (RuntimeException e) {
      throw new AssertionError(where, e);
    }
    return new Got(bytes);
  }

  private static void check(Session session, String where) {
    RunReport report = session.lastReport();
    assertTrue(
        report.peakBytes() <= report.predictedPeakBytes(),
        "measured=" + report.peakBytes() + ", predicted=" + report.predictedPeakBytes() + where);
    assertTrue(report.predictedPeakBytes() <= report.budgetBytes(), where);
    double ratio = (double) report.predictedPeakBytes() / Math.max(1, report.peakBytes());
    if (report.chunksWritten() > 0) {
      spills++;
    }
    if (report.peakBytes() > 200_000 && ratio > worst) {
      worst = ratio;
      OFFENDERS.add("%.2f (measured %d) %s".formatted(ratio, report.peakBytes(), where));
    }
  }

  private static void runIntoSink(
      int number, Pair wanted, ChunkGrid grid, long budget, String story) {
    String where = "case=" + number + ", budget=" + budget + ", sink in " + grid + "\n" + story;
    MemorySink sink = new MemorySink("sink", grid, wanted.expected.dtype);
    try (Session session = Session.builder().memory(budget).workers(2).build()) {
      sink.of(wanted.array).run(session);
      assertEquals(0, session.budget().used(), where);
      check(session, where);
    } catch (BudgetExceededException e) {
      throw e;
    } catch (RuntimeException e) {
      throw new AssertionError(where, e);
    }
    assertTrue(sink.isWhole(), where);
    assertNull(wanted.expected.differs(sink.dtype(), grid.shape(), sink.flat()), where);
  }

  private static void runCase(int number) {
    Maker maker = new Maker(new SplittableRandom(SEED + number));
    Shape shape = maker.shape();
    while (shape.size() > MOST_ELEMENTS) {
      shape = maker.shape();
    }
    int leaves = 1 + maker.below(3);
    for (int i = 0; i < leaves; i++) {
      maker.leaf(shape);
    }
    int steps = 1 + maker.below(8);
    String story;
    try {
      for (int i = 0; i < steps; i++) {
        maker.step();
      }
    } catch (RuntimeException | AssertionError e) {
      throw new AssertionError("case=" + number + "\n" + story(maker), e);
    }
    story = story(maker);
    List<Pair> wanted = new ArrayList<>(List.of(maker.pairs.getLast()));
    while (maker.chance(0.3)) {
      wanted.add(maker.pairs.get(maker.below(maker.pairs.size())));
    }
    long ample = 64L << 20;
    Got one = run(number, wanted, ample, 1, story);
    assertSame(one, run(number, wanted, ample, 2, story), number, story);
    assertSame(one, run(number, wanted, ample, 3, story), number, story);
    long least = least(number, wanted, story);
    one = run(number, wanted, least, 1, story);
    assertSame(one, run(number, wanted, least, 3, story), number, story);
    run(number, wanted, least + maker.random.nextLong(least / 2 + 1), 2, story);
    ChunkGrid grid = maker.grid(wanted.getFirst().expected.shape);
    runIntoSink(number, wanted.getFirst(), grid, ample, story);
    try {
      runIntoSink(number, wanted.getFirst(), grid, 1, story);
    } catch (BudgetExceededException e) {
      runIntoSink(number, wanted.getFirst(), grid, e.neededBytes(), story);
    }
  }

  private static long least(int number, List<Pair> wanted, String story) {
    try (Session session = Session.builder().memory(1).workers(1).build()) {
      session.computeAll(wanted.stream().map(Pair::array).toArray(ChunkedArray[]::new));
      return fail("case=" + number + " runs in one byte\n" + story);
    } catch (BudgetExceededException e) {
      return e.neededBytes();
    }
  }

  private static void assertSame(Got a, Got b, int number, String story) {
    for (int i = 0; i < a.bytes.size(); i++) {
      assertTrue(
          java.util.Arrays.equals(a.bytes.get(i), b.bytes.get(i)),
          "workers change the bits: case=" + number + "\n" + story);
    }
  }

  private static String story(Maker maker) {
    StringBuilder s = new StringBuilder();
    for (int i = 0; i < maker.pairs.size(); i++) {
      Pair p = maker.pairs.get(i);
      s.append("#%d: %s %s = %s%n".formatted(i, p.array.dtype(), p.array.shape(), p.made));
    }
    return s.toString();
  }

  @Test
  void randomGraphsEqualTheirNaiveReference() {
    List<String> failures = new ArrayList<>();
    for (int i = 0; i < CASES && failures.size() < 5; i++) {
      if (ONLY < 0 || ONLY == i) {
        try {
          runCase(i);
        } catch (AssertionError e) {
          if (ONLY >= 0) {
            throw e;
          }
          Throwable root = e;
          while (root.getCause() != null) {
            root = root.getCause();
          }
          failures.add(e.getMessage() + " " + root);
        }
      }
    }
    if (!failures.isEmpty()) {
      fail("seed=" + SEED + "\n" + String.join("\n----\n", failures));
    }
    if (Boolean.getBoolean("hyperslab.offenders")) {
      OFFENDERS.forEach(System.out::println);
      System.out.println("runs that spilled or wrote: " + spills);
    }
  }
}
