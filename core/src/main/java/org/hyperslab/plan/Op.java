package org.hyperslab.plan;

import org.hyperslab.block.DType;
import org.hyperslab.kernel.BinaryOp;
import org.hyperslab.kernel.Typing;
import org.hyperslab.kernel.UnaryOp;
import org.hyperslab.kernel.Unpacking;

/** An elementwise operation on operands of fixed types. */
@SuppressWarnings("exports") // kernels are opaque outside of this module
public sealed interface Op {
  /** The type of the result. */
  DType resultType();

  /** The operation as {@code explain} prints it. */
  String label();

  /** An operation on one operand of type {@code in}. */
  record Unary(UnaryOp op, DType in) implements Op {
    @Override
    public DType resultType() {
      return Typing.resultType(op, in);
    }

    @Override
    public String label() {
      return op.name().toLowerCase(java.util.Locale.ROOT);
    }
  }

  /** An operation on two operands of type {@code in}. */
  record Binary(BinaryOp op, DType in) implements Op {
    @Override
    public DType resultType() {
      return Typing.resultType(op, in);
    }

    @Override
    public String label() {
      return op.name().toLowerCase(java.util.Locale.ROOT);
    }
  }

  /** A choice by a bool operand between two operands of type {@code in}. */
  record Where(DType in) implements Op {
    @Override
    public DType resultType() {
      return in;
    }

    @Override
    public String label() {
      return "where";
    }
  }

  /** Packed numbers to the values that they stand for. */
  record Unpack(Unpacking unpacking) implements Op {
    @Override
    public DType resultType() {
      return unpacking.to();
    }

    @Override
    public String label() {
      return "unpack";
    }
  }

  /** A conversion. */
  record Cast(DType from, DType to) implements Op {
    @Override
    public DType resultType() {
      return to;
    }

    @Override
    public String label() {
      return to.toString();
    }
  }
}
