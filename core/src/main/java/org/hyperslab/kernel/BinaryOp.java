package org.hyperslab.kernel;

/** Elementwise operations on two arrays of one dtype. */
public enum BinaryOp {
  ADD,
  SUBTRACT,
  MULTIPLY,
  DIVIDE,
  FLOOR_DIVIDE,
  REMAINDER,
  POWER,
  ATAN2,
  HYPOT,
  MINIMUM,
  MAXIMUM,
  EQUAL,
  NOT_EQUAL,
  LESS,
  LESS_EQUAL,
  GREATER,
  GREATER_EQUAL,
  LOGICAL_AND,
  LOGICAL_OR,
  LOGICAL_XOR,
  BITWISE_AND,
  BITWISE_OR,
  BITWISE_XOR,
  SHIFT_LEFT,
  SHIFT_RIGHT;

  /** Whether the result is bool whatever the operands are. */
  public boolean isPredicate() {
    return switch (this) {
      case EQUAL,
          NOT_EQUAL,
          LESS,
          LESS_EQUAL,
          GREATER,
          GREATER_EQUAL,
          LOGICAL_AND,
          LOGICAL_OR,
          LOGICAL_XOR ->
          true;
      default -> false;
    };
  }
}
