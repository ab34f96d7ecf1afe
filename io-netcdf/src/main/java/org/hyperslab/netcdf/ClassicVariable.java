package org.hyperslab.netcdf;

import java.util.List;
import org.hyperslab.grid.Shape;

/**
 * A variable of a classic file.
 *
 * @param dimensions the numbers of its dimensions, the slowest first
 * @param attributes in the file's order
 * @param layout where its elements are
 */
record ClassicVariable(
    String name,
    ClassicType type,
    List<Integer> dimensions,
    List<ClassicAttribute> attributes,
    ClassicLayout layout) {
  /** The same at another place. */
  ClassicVariable at(long begin, long recordStride) {
    ClassicLayout placed =
        new ClassicLayout(layout.shape(), layout.elementBytes(), begin, recordStride);
    return new ClassicVariable(name, type, dimensions, attributes, placed);
  }

  Shape shape() {
    return layout.shape();
  }
}
