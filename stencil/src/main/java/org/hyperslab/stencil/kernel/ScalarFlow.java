package org.hyperslab.stencil.kernel;

import org.hyperslab.kernel.NativeMemory;

/** {@link FlowKernel} in plain Java: the oracle, and what does the rest. */
final class ScalarFlow {
  private ScalarFlow() {}

  /** float64. */
  static final class Wide implements FlowKernel {
    @Override
    public void explicit(long out, Three field, Three diffusivity, double r, int n) {
      double x = r;
      for (long i = 0; i < 8L * n; i += 8) {
        double p = NativeMemory.getDouble(field.cell() + i);
        double a = NativeMemory.getDouble(diffusivity.cell() + i);
        double above =
            (NativeMemory.getDouble(diffusivity.above() + i) + a)
                * (NativeMemory.getDouble(field.above() + i) - p);
        double below =
            (a + NativeMemory.getDouble(diffusivity.below() + i))
                * (p - NativeMemory.getDouble(field.below() + i));
        NativeMemory.putDouble(out + i, p + (above - below) * x);
      }
    }

    @Override
    public void eliminate(Lines lines, Three diffusivity, double r, int n) {
      double x = r;
      for (long i = 0; i < 8L * n; i += 8) {
        double a = NativeMemory.getDouble(diffusivity.cell() + i);
        double low = (NativeMemory.getDouble(diffusivity.below() + i) + a) * x;
        double high = (a + NativeMemory.getDouble(diffusivity.above() + i)) * x;
        double m = 1 / (((1 + low) + high) - low * NativeMemory.getDouble(lines.ratioBefore() + i));
        NativeMemory.putDouble(lines.ratio() + i, high * m);
        double right =
            NativeMemory.getDouble(lines.right() + i)
                + low * NativeMemory.getDouble(lines.before() + i);
        NativeMemory.putDouble(lines.right() + i, right * m);
      }
    }

    @Override
    public void eliminateEnd(Lines lines, Three diffusivity, Coupling coupling, double r, int n) {
      double x = r;
      double ownLow = coupling.ownLow();
      double ownHigh = coupling.ownHigh();
      double previousLow = coupling.previousLow();
      double previousHigh = coupling.previousHigh();
      double nextLow = coupling.nextLow();
      double nextHigh = coupling.nextHigh();
      boolean first = previousLow == 0 && previousHigh == 0;
      for (long i = 0; i < 8L * n; i += 8) {
        double a = NativeMemory.getDouble(diffusivity.cell() + i);
        double low = (NativeMemory.getDouble(diffusivity.below() + i) + a) * x;
        double high = (a + NativeMemory.getDouble(diffusivity.above() + i)) * x;
        double diagonal = (1 + low * ownLow) + high * ownHigh;
        double right = NativeMemory.getDouble(lines.right() + i);
        if (!first) {
          double previous = low * previousLow + high * previousHigh;
          diagonal -= previous * NativeMemory.getDouble(lines.ratioBefore() + i);
          right += previous * NativeMemory.getDouble(lines.before() + i);
        }
        double m = 1 / diagonal;
        NativeMemory.putDouble(lines.ratio() + i, (low * nextLow + high * nextHigh) * m);
        NativeMemory.putDouble(lines.right() + i, right * m);
      }
    }

    @Override
    public void addProduct(long line, long factor, long other, int n) {
      for (long i = 0; i < 8L * n; i += 8) {
        NativeMemory.putDouble(
            line + i,
            NativeMemory.getDouble(line + i)
                + NativeMemory.getDouble(factor + i) * NativeMemory.getDouble(other + i));
      }
    }

    @Override
    public void addFlow(long line, long a, long b, double r, long value, int n) {
      double x = r;
      for (long i = 0; i < 8L * n; i += 8) {
        double face = (NativeMemory.getDouble(a + i) + NativeMemory.getDouble(b + i)) * x;
        NativeMemory.putDouble(
            line + i, NativeMemory.getDouble(line + i) + face * NativeMemory.getDouble(value + i));
      }
    }

    @Override
    public void addFaces(long line, long a, long b, double r, int n) {
      double x = r;
      for (long i = 0; i < 8L * n; i += 8) {
        double face = (NativeMemory.getDouble(a + i) + NativeMemory.getDouble(b + i)) * x;
        NativeMemory.putDouble(line + i, NativeMemory.getDouble(line + i) + face);
      }
    }

    @Override
    public void close(long right, Three p, Three q, Three diffusivity, double r, int n) {
      double x = r;
      for (long i = 0; i < 8L * n; i += 8) {
        double a = NativeMemory.getDouble(diffusivity.cell() + i);
        double low = (NativeMemory.getDouble(diffusivity.below() + i) + a) * x;
        double high = (a + NativeMemory.getDouble(diffusivity.above() + i)) * x;
        double known =
            (NativeMemory.getDouble(right + i) + high * NativeMemory.getDouble(p.below() + i))
                + low * NativeMemory.getDouble(p.above() + i);
        double own =
            (((1 + low) + high) - high * NativeMemory.getDouble(q.below() + i))
                - low * NativeMemory.getDouble(q.above() + i);
        NativeMemory.putDouble(right + i, known / own);
      }
    }
  }

  /** float32. */
  static final class Narrow implements FlowKernel {
    @Override
    public void explicit(long out, Three field, Three diffusivity, double r, int n) {
      float x = (float) r;
      for (long i = 0; i < 4L * n; i += 4) {
        float p = NativeMemory.getFloat(field.cell() + i);
        float a = NativeMemory.getFloat(diffusivity.cell() + i);
        float above =
            (NativeMemory.getFloat(diffusivity.above() + i) + a)
                * (NativeMemory.getFloat(field.above() + i) - p);
        float below =
            (a + NativeMemory.getFloat(diffusivity.below() + i))
                * (p - NativeMemory.getFloat(field.below() + i));
        NativeMemory.putFloat(out + i, p + (above - below) * x);
      }
    }

    @Override
    public void eliminate(Lines lines, Three diffusivity, double r, int n) {
      float x = (float) r;
      for (long i = 0; i < 4L * n; i += 4) {
        float a = NativeMemory.getFloat(diffusivity.cell() + i);
        float low = (NativeMemory.getFloat(diffusivity.below() + i) + a) * x;
        float high = (a + NativeMemory.getFloat(diffusivity.above() + i)) * x;
        float m = 1 / (((1 + low) + high) - low * NativeMemory.getFloat(lines.ratioBefore() + i));
        NativeMemory.putFloat(lines.ratio() + i, high * m);
        float right =
            NativeMemory.getFloat(lines.right() + i)
                + low * NativeMemory.getFloat(lines.before() + i);
        NativeMemory.putFloat(lines.right() + i, right * m);
      }
    }

    @Override
    public void eliminateEnd(Lines lines, Three diffusivity, Coupling coupling, double r, int n) {
      float x = (float) r;
      float ownLow = (float) coupling.ownLow();
      float ownHigh = (float) coupling.ownHigh();
      float previousLow = (float) coupling.previousLow();
      float previousHigh = (float) coupling.previousHigh();
      float nextLow = (float) coupling.nextLow();
      float nextHigh = (float) coupling.nextHigh();
      boolean first = previousLow == 0 && previousHigh == 0;
      for (long i = 0; i < 4L * n; i += 4) {
        float a = NativeMemory.getFloat(diffusivity.cell() + i);
        float low = (NativeMemory.getFloat(diffusivity.below() + i) + a) * x;
        float high = (a + NativeMemory.getFloat(diffusivity.above() + i)) * x;
        float diagonal = (1 + low * ownLow) + high * ownHigh;
        float right = NativeMemory.getFloat(lines.right() + i);
        if (!first) {
          float previous = low * previousLow + high * previousHigh;
          diagonal -= previous * NativeMemory.getFloat(lines.ratioBefore() + i);
          right += previous * NativeMemory.getFloat(lines.before() + i);
        }
        float m = 1 / diagonal;
        NativeMemory.putFloat(lines.ratio() + i, (low * nextLow + high * nextHigh) * m);
        NativeMemory.putFloat(lines.right() + i, right * m);
      }
    }

    @Override
    public void addProduct(long line, long factor, long other, int n) {
      for (long i = 0; i < 4L * n; i += 4) {
        NativeMemory.putFloat(
            line + i,
            NativeMemory.getFloat(line + i)
                + NativeMemory.getFloat(factor + i) * NativeMemory.getFloat(other + i));
      }
    }

    @Override
    public void addFlow(long line, long a, long b, double r, long value, int n) {
      float x = (float) r;
      for (long i = 0; i < 4L * n; i += 4) {
        float face = (NativeMemory.getFloat(a + i) + NativeMemory.getFloat(b + i)) * x;
        NativeMemory.putFloat(
            line + i, NativeMemory.getFloat(line + i) + face * NativeMemory.getFloat(value + i));
      }
    }

    @Override
    public void addFaces(long line, long a, long b, double r, int n) {
      float x = (float) r;
      for (long i = 0; i < 4L * n; i += 4) {
        float face = (NativeMemory.getFloat(a + i) + NativeMemory.getFloat(b + i)) * x;
        NativeMemory.putFloat(line + i, NativeMemory.getFloat(line + i) + face);
      }
    }

    @Override
    public void close(long right, Three p, Three q, Three diffusivity, double r, int n) {
      float x = (float) r;
      for (long i = 0; i < 4L * n; i += 4) {
        float a = NativeMemory.getFloat(diffusivity.cell() + i);
        float low = (NativeMemory.getFloat(diffusivity.below() + i) + a) * x;
        float high = (a + NativeMemory.getFloat(diffusivity.above() + i)) * x;
        float known =
            (NativeMemory.getFloat(right + i) + high * NativeMemory.getFloat(p.below() + i))
                + low * NativeMemory.getFloat(p.above() + i);
        float own =
            (((1 + low) + high) - high * NativeMemory.getFloat(q.below() + i))
                - low * NativeMemory.getFloat(q.above() + i);
        NativeMemory.putFloat(right + i, known / own);
      }
    }
  }
}
