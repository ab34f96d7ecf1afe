package org.hyperslab.plan;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.hyperslab.block.DType;
import org.hyperslab.grid.ChunkGrid;
import org.hyperslab.grid.Halo;
import org.hyperslab.grid.IndexMap;
import org.hyperslab.grid.Region;
import org.hyperslab.grid.Shape;

/** Chooses grids: for arrays that bring none, and for expressions over several arrays. */
public final class Grids {
  /** What a chunk holds where nobody says otherwise. */
  static final long AUTO_CHUNK_BYTES = 4L << 20;

  /** More bytes than there are anywhere; stands for all sizes above it. */
  private static final long MOST_BYTES = 1L << 60;

  private Grids() {}

  /** Bytes of an array; 2^60 for all that are larger. */
  static long bytes(Shape shape, DType dtype) {
    return Math.min(shape.size(), MOST_BYTES / dtype.bytes()) * dtype.bytes();
  }

  /**
   * A grid of chunks of about 4 MiB, cut from dimension 0 on, so that every chunk is one run of
   * memory.
   */
  public static ChunkGrid auto(Shape shape, int elementBytes) {
    long[] chunk = shape.toArray();
    long limit = AUTO_CHUNK_BYTES / elementBytes;
    long run = 1;
    for (int d = chunk.length - 1; d >= 0; d--) {
      chunk[d] = Math.max(1, Math.min(chunk[d], limit / run));
      run *= chunk[d];
    }
    return ChunkGrid.regular(shape, chunk);
  }

  /**
   * The cuts of a source's grid seen through a view; dimensions that walk along no axis are cut so
   * that chunks stay small.
   */
  static ChunkGrid through(IndexMap map, ChunkGrid source, int elementBytes) {
    ChunkGrid grid = map.viewGrid(source);
    long limit = AUTO_CHUNK_BYTES / elementBytes;
    long elements = grid.maxChunkElements();
    if (elements <= limit) {
      return grid;
    }
    long[][] chunks = new long[grid.rank()][];
    for (int d = 0; d < chunks.length; d++) {
      long extent = map.view().dim(d);
      if (map.axis(d) == IndexMap.NONE && elements > limit && extent > 1) {
        long rest = elements / extent;
        long cut = Math.max(1, Math.min(extent, limit / Math.max(1, rest)));
        elements = rest * cut;
        chunks[d] = ChunkGrid.regular(Shape.of(extent), cut).extentsAlong(0);
      } else {
        chunks[d] = grid.extentsAlong(d);
      }
    }
    return ChunkGrid.irregular(map.view(), chunks);
  }

  private record Candidate(ChunkGrid grid, double weight) {}

  /** The grid of an expression's tasks: that of the leaf that most is read from. */
  static ChunkGrid natural(Expr expr, Shape domain) {
    List<Candidate> found = new ArrayList<>();
    collect(expr, domain, found, new java.util.HashSet<>());
    return found.stream()
        .max(Comparator.comparingDouble(Candidate::weight))
        .map(Candidate::grid)
        .orElseGet(() -> auto(domain, 8));
  }

  private static void collect(
      Expr expr, Shape domain, List<Candidate> found, java.util.Set<Expr> seen) {
    if (!seen.add(expr)) {
      return;
    }
    switch (expr) {
      case Expr.Leaf leaf -> found.add(candidate(leaf));
      case Expr.Fill fill -> found.add(new Candidate(fill.grid(), 0.5 * domain.size()));
      case Expr.Const c -> {}
      case Expr.Apply apply -> apply.args().forEach(a -> collect(a, domain, found, seen));
      case Expr.Join join -> found.add(joined(join, domain));
    }
  }

  private static Candidate candidate(Expr.Leaf leaf) {
    IndexMap map = leaf.map();
    double elements = 1;
    for (int d = 0; d < map.view().rank(); d++) {
      elements *= map.axis(d) == IndexMap.NONE ? 1 : map.view().dim(d);
    }
    int bytes = leaf.dtype().bytes();
    return new Candidate(through(map, leaf.source().grid(), bytes), 1 + elements * bytes);
  }

  private static Candidate joined(Expr.Join join, Shape domain) {
    int axis = join.dimension();
    List<Long> along = new ArrayList<>();
    ChunkGrid like = null;
    for (int p = 0; p < join.parts().size(); p++) {
      ChunkGrid part = natural(join.parts().get(p), domain.with(axis, join.extents().get(p)));
      for (long e : part.extentsAlong(axis)) {
        along.add(e);
      }
      if (like == null || part.shape().size() > like.shape().size()) {
        like = part;
      }
    }
    long[][] chunks = new long[domain.rank()][];
    for (int d = 0; d < chunks.length; d++) {
      chunks[d] =
          d == axis || like == null
              ? along.stream().mapToLong(Long::longValue).toArray()
              : like.extentsAlong(d);
    }
    return new Candidate(
        ChunkGrid.irregular(domain, chunks), 1 + domain.size() * (double) join.dtype().bytes());
  }

  /** Whether every cut of {@code coarse} is a cut of {@code fine}, along one dimension. */
  static boolean cutsWithin(ChunkGrid coarse, ChunkGrid fine, int dimension) {
    long n = coarse.countAlong(dimension);
    if (n == 0) {
      return true;
    }
    for (long c = 0; c < n; c++) {
      long start = coarse.start(dimension, c);
      if (fine.start(dimension, fine.chunkOf(dimension, start)) != start) {
        return false;
      }
    }
    return true;
  }

  /**
   * Whether every cut of {@code coarse} is a cut of {@code fine}: no chunk of {@code fine} lies in
   * two of {@code coarse}.
   */
  static boolean cutsWithin(ChunkGrid coarse, ChunkGrid fine) {
    if (coarse.equals(fine)) {
      return true;
    }
    for (int d = 0; d < coarse.rank(); d++) {
      if (!cutsWithin(coarse, fine, d)) {
        return false;
      }
    }
    return true;
  }

  /** The shape that holds every chunk of a grid. */
  static Shape largestChunk(ChunkGrid grid) {
    long[] extents = grid.chunkShape().toArray();
    for (int d = 0; d < extents.length; d++) {
      extents[d] = Math.min(extents[d], grid.shape().dim(d));
    }
    return Shape.of(extents);
  }

  /**
   * How often a chunk of {@code source} is met, on average along a dimension, when the array is
   * walked in {@code target}.
   */
  static double amplification(ChunkGrid source, ChunkGrid target, int dimension) {
    long meets = 0;
    for (long c = 0; c < target.countAlong(dimension); c++) {
      long first = source.chunkOf(dimension, target.start(dimension, c));
      long last = source.chunkOf(dimension, target.start(dimension, c + 1) - 1);
      meets += last - first + 1;
    }
    return meets == 0 ? 1 : (double) meets / source.countAlong(dimension);
  }

  /**
   * How often a chunk of {@code source} is met, on average, when the array is walked in {@code
   * target}.
   */
  static double amplification(ChunkGrid source, ChunkGrid target) {
    double a = 1;
    for (int d = 0; d < source.rank(); d++) {
      a *= amplification(source, target, d);
    }
    return a;
  }

  /**
   * The grid whose chunks are boxes of {@code factor[d]} chunks of {@code grid} along each
   * dimension.
   */
  static ChunkGrid coarsen(ChunkGrid grid, long[] factor) {
    long[][] chunks = new long[factor.length][];
    for (int d = 0; d < factor.length; d++) {
      int n = Math.toIntExact(Math.ceilDiv(grid.countAlong(d), factor[d]));
      chunks[d] = new long[n];
      for (int c = 0; c < n; c++) {
        long end = Math.min((c + 1) * factor[d], grid.countAlong(d));
        chunks[d][c] = grid.start(d, end) - grid.start(d, c * factor[d]);
      }
    }
    return ChunkGrid.irregular(grid.shape(), chunks);
  }

  /**
   * A grid with more cuts along the dimensions that are not {@code whole}, so that a chunk spans at
   * most so many elements along these together. The last dimensions are cut last.
   */
  static ChunkGrid pieces(ChunkGrid grid, List<Integer> whole, long most) {
    long[][] chunks = new long[grid.rank()][];
    long left = most;
    boolean cut = false;
    for (int d = grid.rank() - 1; d >= 0; d--) {
      chunks[d] = grid.extentsAlong(d);
      if (!whole.contains(d)) {
        long widest = Math.min(grid.chunkShape().dim(d), Math.max(1, grid.shape().dim(d)));
        long piece = Math.max(1, Math.min(widest, left));
        if (piece < widest) {
          chunks[d] = cut(chunks[d], piece);
          cut = true;
        }
        left /= piece;
      }
    }
    return cut ? ChunkGrid.irregular(grid.shape(), chunks) : grid;
  }

  /**
   * A grid whose chunks are whole along the dimensions from {@code first} on. Where that puts
   * several chunks of {@code grid} together, chunks are cut along the other dimensions to hold
   * about 4 MiB.
   */
  public static ChunkGrid wholeFrom(ChunkGrid grid, int first, int elementBytes) {
    ChunkGrid whole = grid;
    List<Integer> last = new ArrayList<>();
    double row = 1;
    boolean is = true;
    for (int d = first; d < grid.rank(); d++) {
      last.add(d);
      row *= grid.shape().dim(d);
      is &= grid.countAlong(d) == 1;
      whole = whole.with(d, grid.shape().dim(d), Math.max(1, grid.shape().dim(d)));
    }
    return is ? whole : pieces(whole, last, (long) (AUTO_CHUNK_BYTES / (row * elementBytes)));
  }

  private static long[] cut(long[] extents, long piece) {
    List<Long> pieces = new ArrayList<>();
    for (long extent : extents) {
      for (long at = 0; at < extent; at += piece) {
        pieces.add(Math.min(piece, extent - at));
      }
    }
    return pieces.stream().mapToLong(Long::longValue).toArray();
  }

  /**
   * The largest number of elements that any chunk of {@code tasks} with a halo, seen through a map,
   * spans in the source.
   */
  static long maxSourceElements(IndexMap map, ChunkGrid tasks, Halo halo) {
    long n = 1;
    for (int a = 0; a < map.source().rank(); a++) {
      int d = map.dimensionOf(a);
      if (d != IndexMap.NONE) {
        long extent = tasks.shape().dim(d);
        long widest = Math.min(Math.min(tasks.chunkShape().dim(d), extent) + halo.width(d), extent);
        n *= Math.max(0, (widest - 1) * Math.abs(map.step(d)) + (widest == 0 ? 0 : 1));
      }
    }
    return n;
  }

  /**
   * The number of chunks of {@code tasks} that meet a region, over the whole grid's coordinates.
   */
  public static long meeting(ChunkGrid tasks, Region region) {
    return region.isEmpty() ? 0 : tasks.chunksOf(region).size();
  }
}
