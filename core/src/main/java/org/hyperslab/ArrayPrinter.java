package org.hyperslab;

import org.hyperslab.block.Block;

/** Arrays as NumPy prints them. */
final class ArrayPrinter {
  private ArrayPrinter() {}

  static String print(Block block) {
    return block.toString();
  }
}
