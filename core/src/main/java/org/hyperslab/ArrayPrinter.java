package org.hyperslab;

import java.util.function.Consumer;
import org.hyperslab.block.Block;
import org.hyperslab.block.DType;
import org.hyperslab.grid.Shape;

/**
 * Arrays as NumPy 2 prints them by default: lines of at most 75 characters, columns aligned, of
 * more than 1000 elements only three at either end of every dimension. Looks at no element that it
 * does not print.
 */
final class ArrayPrinter {
  private static final int LINE_WIDTH = 75;
  private static final int THRESHOLD = 1000;
  private static final int EDGE_ITEMS = 3;
  private static final String SUMMARY = "...";

  private final Block block;
  private final boolean summarize;
  private final ElementFormat format;

  private ArrayPrinter(Block block) {
    this.block = block;
    this.summarize = block.shape().size() > THRESHOLD;
    this.format = ElementFormat.of(block.dtype());
    visit(new long[block.shape().rank()], 0, format::see);
  }

  static String print(Block block) {
    Shape shape = block.shape();
    if (shape.rank() == 0) {
      return scalar(block);
    }
    if (shape.size() == 0) {
      return "[]";
    }
    ArrayPrinter printer = new ArrayPrinter(block);
    return printer.bracketed(new long[shape.rank()], 0, " ", LINE_WIDTH);
  }

  private static String scalar(Block block) {
    return switch (block.dtype()) {
      case FLOAT32 -> FloatDigits.of((float) block.getDouble()).scalar();
      case FLOAT64 -> FloatDigits.of(block.getDouble()).scalar();
      case BOOL -> block.getLong() != 0 ? "True" : "False";
      default -> integer(block);
    };
  }

  private static String integer(Block block, long... index) {
    long value = block.getLong(index);
    return block.dtype() == DType.UINT64 ? Long.toUnsignedString(value) : Long.toString(value);
  }

  private boolean isSummarized(int dimension) {
    return summarize && block.shape().dim(dimension) > 2 * EDGE_ITEMS;
  }

  /** Calls a function with the text or value of every element that is printed. */
  private void visit(long[] index, int dimension, Consumer<Object> see) {
    if (dimension == index.length) {
      see.accept(element(index));
      return;
    }
    long extent = block.shape().dim(dimension);
    for (long i = 0; i < extent; i++) {
      if (i == EDGE_ITEMS && isSummarized(dimension)) {
        i = extent - EDGE_ITEMS;
      }
      index[dimension] = i;
      visit(index, dimension + 1, see);
    }
  }

  private Object element(long[] index) {
    return switch (block.dtype()) {
      case FLOAT32 -> FloatDigits.of((float) block.getDouble(index));
      case FLOAT64 -> FloatDigits.of(block.getDouble(index));
      case BOOL -> block.getLong(index) != 0 ? " True" : "False";
      default -> integer(block, index);
    };
  }

  /**
   * The elements below an index, in brackets; lines behind the first begin with an indent.
   *
   * @param index of which the first {@code dimension} numbers are set
   */
  private String bracketed(long[] index, int dimension, String indent, int width) {
    StringBuilder s = new StringBuilder("[");
    if (dimension == index.length - 1) {
      row(index, dimension, indent, width, s);
    } else {
      rows(index, dimension, indent, width, s);
    }
    return s.append(']').toString();
  }

  /** The last dimension's elements side by side, in as many lines as it takes. */
  private void row(long[] index, int dimension, String indent, int width, StringBuilder s) {
    long extent = block.shape().dim(dimension);
    int column = indent.length();
    for (long i = 0; i < extent; i++) {
      boolean left = i == EDGE_ITEMS && isSummarized(dimension);
      if (left) {
        i = extent - EDGE_ITEMS - 1;
      }
      index[dimension] = i;
      String word = left ? SUMMARY : format.format(element(index));
      boolean wraps = column + word.length() > width - 1 && column > indent.length();
      if (wraps) {
        trimEnd(s);
        s.append('\n').append(indent);
        column = indent.length();
      } else if (i > 0) {
        s.append(' ');
      }
      s.append(word);
      column += word.length() + 1;
    }
  }

  private static void trimEnd(StringBuilder s) {
    while (s.charAt(s.length() - 1) == ' ') {
      s.setLength(s.length() - 1);
    }
  }

  /** What is below each index of a dimension, each on lines of its own. */
  private void rows(long[] index, int dimension, String indent, int width, StringBuilder s) {
    long extent = block.shape().dim(dimension);
    String newLines = "\n".repeat(index.length - dimension - 1);
    for (long i = 0; i < extent; i++) {
      if (i > 0) {
        s.append(newLines).append(indent);
      }
      if (i == EDGE_ITEMS && isSummarized(dimension)) {
        s.append(SUMMARY).append(newLines).append(indent);
        i = extent - EDGE_ITEMS;
      }
      index[dimension] = i;
      s.append(bracketed(index, dimension + 1, indent + " ", width - 1));
    }
  }
}
