package org.hyperslab.plan;

import java.util.List;
import java.util.Objects;
import org.hyperslab.block.DType;
import org.hyperslab.grid.ChunkGrid;
import org.hyperslab.grid.IndexMap;
import org.hyperslab.kernel.FillKernel;
import org.hyperslab.store.ChunkSource;

/**
 * What a stage computes, in the coordinates of its domain: views have been pushed down to the
 * leaves, and equal sub-expressions are the same object. An expression has no shape of its own; it
 * is evaluated over a region of the domain.
 */
public sealed interface Expr {
  DType dtype();

  /** Elements of a stored array; {@code map} leads from the domain to the source. */
  record Leaf(ChunkSource source, IndexMap map) implements Expr {
    @Override
    public DType dtype() {
      return source.dtype();
    }
  }

  /**
   * Elements made from an index that is linear in the domain's coordinates; {@code grid} is over
   * the domain.
   */
  @SuppressWarnings("exports") // kernels are opaque outside of this module
  record Fill(FillKernel kernel, DType dtype, long base, List<Long> weights, ChunkGrid grid)
      implements Expr {}

  /** One value, given by its bits. */
  record Const(DType dtype, long bits) implements Expr {}

  /** An elementwise operation. */
  final class Apply implements Expr {
    private final Op op;
    private final List<Expr> args;
    private final int hash;

    Apply(Op op, List<Expr> args) {
      this.op = op;
      this.args = List.copyOf(args);
      this.hash = Objects.hash(op, this.args);
    }

    public Op op() {
      return op;
    }

    public List<Expr> args() {
      return args;
    }

    @Override
    public DType dtype() {
      return op.resultType();
    }

    /**
     * Equal operations on the same arguments; arguments are interned before, so that identity is
     * enough.
     */
    @Override
    public boolean equals(Object o) {
      return o instanceof Apply a && a.hash == hash && a.op.equals(op) && sameObjects(a.args, args);
    }

    @Override
    public int hashCode() {
      return hash;
    }
  }

  /**
   * Parts one after the other along a dimension of the domain; each part is in coordinates of its
   * own, from 0.
   */
  final class Join implements Expr {
    private final int dimension;
    private final List<Expr> parts;
    private final List<Long> extents;
    private final int hash;

    Join(int dimension, List<Expr> parts, List<Long> extents) {
      this.dimension = dimension;
      this.parts = List.copyOf(parts);
      this.extents = List.copyOf(extents);
      this.hash = Objects.hash(dimension, this.parts, this.extents);
    }

    public int dimension() {
      return dimension;
    }

    public List<Expr> parts() {
      return parts;
    }

    /** Extent of each part along the dimension. */
    public List<Long> extents() {
      return extents;
    }

    @Override
    public DType dtype() {
      return parts.getFirst().dtype();
    }

    @Override
    public boolean equals(Object o) {
      return o instanceof Join j
          && j.hash == hash
          && j.dimension == dimension
          && j.extents.equals(extents)
          && sameObjects(j.parts, parts);
    }

    @Override
    public int hashCode() {
      return hash;
    }
  }

  @SuppressWarnings("ReferenceEquality") // parts are interned: equal ones are the same object
  private static boolean sameObjects(List<Expr> a, List<Expr> b) {
    if (a.size() != b.size()) {
      return false;
    }
    for (int i = 0; i < a.size(); i++) {
      if (a.get(i) != b.get(i)) {
        return false;
      }
    }
    return true;
  }
}
