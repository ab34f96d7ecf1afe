package org.hyperslab.stencil.kernel;

import org.hyperslab.kernel.NativeMemory;

/** {@link DiffusionRow} in plain Java: the oracle, and what does the rest. */
final class ScalarDiffusion {
  private ScalarDiffusion() {}

  /** float64. */
  static final class Wide implements DiffusionRow {
    @Override
    public void row(Rows rows, double fy, double fx, int n) {
      double y = fy;
      double x = fx;
      long p = rows.field();
      long step = rows.fieldStep();
      long a = rows.diffusivity();
      long aStep = rows.diffusivityStep();
      long to = rows.out();
      for (long o = 0; o < 8L * n; o += 8) {
        double middle = NativeMemory.getDouble(p + o);
        double own = NativeMemory.getDouble(a + o);
        double right =
            (NativeMemory.getDouble(a + 8 + o) + own)
                * (NativeMemory.getDouble(p + 8 + o) - middle);
        double left =
            (own + NativeMemory.getDouble(a - 8 + o))
                * (middle - NativeMemory.getDouble(p - 8 + o));
        double above =
            (NativeMemory.getDouble(a + aStep + o) + own)
                * (NativeMemory.getDouble(p + step + o) - middle);
        double below =
            (own + NativeMemory.getDouble(a - aStep + o))
                * (middle - NativeMemory.getDouble(p - step + o));
        double change = (right - left) * x + (above - below) * y;
        NativeMemory.putDouble(to + o, middle + change);
      }
    }
  }

  /** float32. */
  static final class Narrow implements DiffusionRow {
    @Override
    public void row(Rows rows, double fy, double fx, int n) {
      float y = (float) fy;
      float x = (float) fx;
      long p = rows.field();
      long step = rows.fieldStep();
      long a = rows.diffusivity();
      long aStep = rows.diffusivityStep();
      long to = rows.out();
      for (long o = 0; o < 4L * n; o += 4) {
        float middle = NativeMemory.getFloat(p + o);
        float own = NativeMemory.getFloat(a + o);
        float right =
            (NativeMemory.getFloat(a + 4 + o) + own) * (NativeMemory.getFloat(p + 4 + o) - middle);
        float left =
            (own + NativeMemory.getFloat(a - 4 + o)) * (middle - NativeMemory.getFloat(p - 4 + o));
        float above =
            (NativeMemory.getFloat(a + aStep + o) + own)
                * (NativeMemory.getFloat(p + step + o) - middle);
        float below =
            (own + NativeMemory.getFloat(a - aStep + o))
                * (middle - NativeMemory.getFloat(p - step + o));
        float change = (right - left) * x + (above - below) * y;
        NativeMemory.putFloat(to + o, middle + change);
      }
    }
  }
}
