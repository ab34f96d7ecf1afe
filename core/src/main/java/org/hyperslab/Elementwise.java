package org.hyperslab;

import java.util.List;
import org.hyperslab.block.DType;
import org.hyperslab.block.FillValue;
import org.hyperslab.grid.ChunkGrid;
import org.hyperslab.grid.IndexMap;
import org.hyperslab.grid.Shape;
import org.hyperslab.kernel.BinaryOp;
import org.hyperslab.kernel.Typing;
import org.hyperslab.kernel.UnaryOp;
import org.hyperslab.plan.Node;
import org.hyperslab.plan.Op;

/** Nodes of elementwise operations: casts and broadcasts the operands as NumPy does. */
final class Elementwise {
  private Elementwise() {}

  static Node cast(Node node, DType dtype) {
    return node.dtype() == dtype
        ? node
        : new Node.Elementwise(new Op.Cast(node.dtype(), dtype), List.of(node));
  }

  private static Node broadcast(Node node, Shape shape) {
    return node.shape().equals(shape)
        ? node
        : Node.view(node, IndexMap.broadcast(node.shape(), shape));
  }

  static Node unary(UnaryOp op, Node node) {
    DType in = Typing.operandType(op, node.dtype());
    return new Node.Elementwise(new Op.Unary(op, in), List.of(cast(node, in)));
  }

  static Node binary(BinaryOp op, Node a, Node b) {
    if (a.dtype() == DType.UINT64 && b.dtype().kind() == DType.Kind.SIGNED) {
      if (isComparison(op)) {
        return unsignedWithSigned(op, a, b);
      }
    } else if (b.dtype() == DType.UINT64 && a.dtype().kind() == DType.Kind.SIGNED) {
      if (isComparison(op)) {
        return unsignedWithSigned(mirrored(op), b, a);
      }
    }
    DType in = Typing.operandType(op, a.dtype(), b.dtype());
    Shape shape = a.shape().broadcast(b.shape());
    return new Node.Elementwise(
        new Op.Binary(op, in),
        List.of(broadcast(cast(a, in), shape), broadcast(cast(b, in), shape)));
  }

  private static boolean isComparison(BinaryOp op) {
    return switch (op) {
      case EQUAL, NOT_EQUAL, LESS, LESS_EQUAL, GREATER, GREATER_EQUAL -> true;
      default -> false;
    };
  }

  /** The comparison that gives the same with its operands in each other's place. */
  private static BinaryOp mirrored(BinaryOp op) {
    return switch (op) {
      case LESS -> BinaryOp.GREATER;
      case LESS_EQUAL -> BinaryOp.GREATER_EQUAL;
      case GREATER -> BinaryOp.LESS;
      case GREATER_EQUAL -> BinaryOp.LESS_EQUAL;
      default -> op;
    };
  }

  /**
   * Compares uint64 with signed integers as numbers, as NumPy 2 does; float64, which they promote
   * to, can't tell neighbours beyond 2^53 apart. A negative number is less than every unsigned one.
   */
  private static Node unsignedWithSigned(BinaryOp op, Node unsigned, Node signed) {
    Node compared = binary(op, unsigned, cast(signed, DType.UINT64));
    return switch (op) {
      case EQUAL, LESS, LESS_EQUAL ->
          binary(BinaryOp.LOGICAL_AND, compared, binary(BinaryOp.GREATER_EQUAL, signed, 0L));
      default -> binary(BinaryOp.LOGICAL_OR, compared, binary(BinaryOp.LESS, signed, 0L));
    };
  }

  /**
   * With a scalar that takes the array's type if that can hold a float at all, and float64
   * otherwise.
   */
  static Node binary(BinaryOp op, Node a, double b) {
    DType weak = a.dtype().isFloat() ? a.dtype() : DType.FLOAT64;
    return scalar(op, a, weak, b, 0, false);
  }

  /** With a scalar that takes the array's type, and int64 for bool. */
  static Node binary(BinaryOp op, Node a, long b) {
    if (a.dtype().isFloat()) {
      return binary(op, a, (double) b);
    }
    DType weak = a.dtype() == DType.BOOL ? DType.INT64 : a.dtype();
    if (!holds(weak, b)) {
      if (!op.isPredicate()) {
        throw new IllegalArgumentException("integer " + b + " out of bounds for " + weak);
      }
      weak = b < 0 && weak == DType.UINT64 ? DType.FLOAT64 : DType.INT64;
    }
    if (op == BinaryOp.POWER && b < 0) {
      throw new IllegalArgumentException("Integers to negative integer powers are not allowed.");
    }
    return scalar(op, a, weak, (double) b, b, true);
  }

  private static Node scalar(
      BinaryOp op, Node a, DType weak, double value, long bits, boolean integer) {
    DType in = Typing.operandType(op, a.dtype(), weak);
    FillValue fill =
        in.isFloat() ? FillValue.of(in, value) : FillValue.of(in, integer ? bits : (long) value);
    return new Node.Elementwise(
        new Op.Binary(op, in), List.of(cast(a, in), constant(fill, a.shape())));
  }

  private static Node constant(FillValue value, Shape shape) {
    return new Node.Constant(value, ChunkGrid.single(shape));
  }

  private static boolean holds(DType dtype, long value) {
    int bits = 8 * dtype.bytes();
    return switch (dtype.kind()) {
      case UNSIGNED -> value >= 0 && (bits == 64 || value >>> bits == 0);
      case SIGNED -> bits == 64 || (value >= -(1L << (bits - 1)) && value < 1L << (bits - 1));
      default -> true;
    };
  }

  static Node where(Node condition, Node a, Node b) {
    DType in = DType.promote(a.dtype(), b.dtype());
    Shape shape = condition.shape().broadcast(a.shape()).broadcast(b.shape());
    return new Node.Elementwise(
        new Op.Where(in),
        List.of(
            broadcast(cast(condition, DType.BOOL), shape),
            broadcast(cast(a, in), shape),
            broadcast(cast(b, in), shape)));
  }

  static Node where(Node condition, Node a, double b) {
    DType weak = a.dtype().isFloat() ? a.dtype() : DType.FLOAT64;
    return where(condition, a, constant(FillValue.of(weak, b), Shape.of()));
  }
}
