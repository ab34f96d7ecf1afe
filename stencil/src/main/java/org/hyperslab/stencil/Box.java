package org.hyperslab.stencil;

import org.hyperslab.grid.Region;

/** A region in the four dimensions of {@link Layout}, half-open. */
record Box(long p0, long p1, long q0, long q1, long y0, long y1, long x0, long x1) {
  static Box of(Region r) {
    long[] from = new long[4];
    long[] to = {1, 1, 1, 1};
    for (int d = 0; d < r.rank(); d++) {
      int i = Layout.dimension(d, r.rank());
      from[i] = r.start(d);
      to[i] = r.end(d);
    }
    return new Box(from[0], to[0], from[1], to[1], from[2], to[2], from[3], to[3]);
  }

  boolean hasRow(long p, long q, long y) {
    return p0 <= p && p < p1 && q0 <= q && q < q1 && y0 <= y && y < y1 && x0 < x1;
  }
}
