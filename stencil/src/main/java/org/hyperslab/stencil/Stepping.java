package org.hyperslab.stencil;

/** What takes steps in memory. */
interface Stepping extends AutoCloseable {
  /** Takes steps. */
  void advance(long steps);

  /**
   * Takes steps, at least one.
   *
   * @return by how much the last one changed any cell, at most
   */
  double advanceAndCompare(long steps);

  /** Steps taken since the start. */
  long step();

  /** A field as it is now; valid until the next step is taken. */
  FieldView field(int number);

  @Override
  void close();
}
