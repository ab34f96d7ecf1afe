package org.hyperslab.kernel;

import org.hyperslab.block.DType;

/** Unpacks elements of at most 32 bits without SIMD, on arrays (see {@link Staging}). */
record UnpackTiles(Element in, Element out, double missing, double scale, double offset)
    implements UnaryKernel {
  static UnpackTiles of(Unpacking u) {
    double missing =
        u.missing() == null
            ? Double.NaN
            : u.from().isFloat() ? u.missingNumber() : (double) u.missingBits();
    return new UnpackTiles(
        Element.of(u.from()), Element.of(u.to()), missing, u.scale(), u.offset());
  }

  /** Whether float64 has all numbers of a type. */
  static boolean hasExactly(DType from) {
    return from.isFloat() || from.bytes() < 8;
  }

  @Override
  public void apply(long dst, long a, int n) {
    Staging s = Staging.own();
    for (int from = 0; from < n; from += Staging.ELEMENTS) {
      int size = Math.min(Staging.ELEMENTS, n - from);
      long to = dst + (long) from * out.bytes();
      s.load(in, a + (long) from * in.bytes(), size);
      if (out.bytes() == 8) {
        unpack(s.x, missing, scale, offset, size);
        Staging.store(s.x, to, size);
      } else {
        unpack(s.x, s.floats, missing, (float) scale, (float) offset, size);
        Staging.store(s.floats, to, size);
      }
    }
  }

  private static void unpack(double[] x, double missing, double scale, double offset, int n) {
    for (int i = 0; i < n; i++) {
      x[i] = x[i] == missing ? Double.NaN : x[i] * scale + offset;
    }
  }

  private static void unpack(
      double[] x, float[] into, double missing, float scale, float offset, int n) {
    for (int i = 0; i < n; i++) {
      into[i] = x[i] == missing ? Float.NaN : (float) x[i] * scale + offset;
    }
  }
}
