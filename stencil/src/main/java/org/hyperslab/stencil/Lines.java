package org.hyperslab.stencil;

/**
 * Lines of cells at equal distances, one per unknown of a system.
 *
 * @param first machine address of the first line
 * @param step bytes from one to the next
 */
record Lines(long first, long step) {
  long at(int line) {
    return first + line * step;
  }
}
