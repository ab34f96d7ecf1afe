package org.hyperslab.stencil;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.hyperslab.block.DType;
import org.hyperslab.grid.Region;
import org.hyperslab.grid.Shape;

/**
 * Weighted stencils as a loop over cells and neighbours, on doubles; float32 is rounded after every
 * operation, which gives float32's bits.
 */
public final class Naive {
  private final Evolution e;
  private final boolean narrow;
  private double[] field;

  Naive(Evolution e, double[] initial) {
    this(e, initial, true);
  }

  private Naive(Evolution e, double[] initial, boolean assign) {
    this.e = e;
    this.narrow = e.dtype() == DType.FLOAT32;
    this.field = initial.clone();
    for (int i = 0; i < field.length; i++) {
      field[i] = round(field[i]);
    }
    if (assign) {
      assignSides();
    }
  }

  /** A field whose fixed values are not assigned. */
  static Naive unassigned(Evolution e, double[] initial) {
    return new Naive(e, initial, false);
  }

  double[] field() {
    return field;
  }

  private double round(double x) {
    return narrow ? (float) x : x;
  }

  private int index(long[] at) {
    long i = 0;
    for (int d = 0; d < at.length; d++) {
      i = i * e.domain().dim(d) + at[d];
    }
    return (int) i;
  }

  private void assignSides() {
    for (Side side : e.boundaries().order()) {
      Boundary b = e.boundaries().at(side);
      int d = side.dimension();
      int r = e.stencil().radius()[d];
      long n = e.domain().dim(d);
      Cells.forEach(
          Region.whole(e.domain()),
          at -> {
            boolean inside = side.high() ? at[d] >= n - r : at[d] < r;
            if (inside && b instanceof Boundary.Fixed f) {
              field[index(at)] = round(f.value());
            } else if (inside && b instanceof Boundary.FixedField f) {
              long number = 0;
              for (int k = 0; k < at.length; k++) {
                number = k == d ? number : number * e.domain().dim(k) + at[k];
              }
              field[index(at)] = round(f.value(number));
            }
          });
    }
  }

  /** The value at any coordinates, also outside. */
  double value(long[] at) {
    long[] inside = at.clone();
    double[] excess = new double[at.length];
    for (int d = 0; d < at.length; d++) {
      long n = e.domain().dim(d);
      while (inside[d] < 0 || inside[d] >= n) {
        boolean high = inside[d] >= n;
        long c = inside[d];
        long edge = high ? n - 1 : 0;
        Boundary b = e.boundaries().at(new Side(d, high));
        if (b instanceof Boundary.Periodic) {
          inside[d] = high ? c - n : c + n;
        } else if (b instanceof Boundary.Reflect) {
          inside[d] = n == 1 ? 0 : 2 * edge - c;
        } else if (b instanceof Boundary.Insulated || b instanceof Boundary.Flux) {
          inside[d] = high ? 2 * n - 1 - c : -1 - c;
        } else {
          inside[d] = edge;
        }
        if (b instanceof Boundary.Flux f) {
          excess[d] += f.gradient() * Math.abs(inside[d] - c);
        }
      }
    }
    double v = field[index(inside)];
    for (int d = at.length - 1; d >= 0; d--) {
      v = excess[d] == 0 ? v : round(v + round(excess[d]));
    }
    return v;
  }

  private boolean isHeld(long[] at) {
    boolean held = false;
    for (Side side : e.boundaries().order()) {
      int d = side.dimension();
      int r = e.stencil().radius()[d];
      boolean inside = side.high() ? at[d] >= e.domain().dim(d) - r : at[d] < r;
      Boundary b = e.boundaries().at(side);
      boolean fixed =
          b instanceof Boundary.Fixed
              || b instanceof Boundary.FixedField
              || b instanceof Boundary.Held;
      held |= inside && fixed;
    }
    return held;
  }

  void step() {
    double[] next = field.clone();
    WeightedStencil s = (WeightedStencil) e.stencil();
    Cells.forEach(
        Region.whole(e.domain()),
        at -> {
          if (!isHeld(at)) {
            next[index(at)] = s.isStar() ? star(s, at) : sum(s, at);
          }
        });
    field = next;
  }

  private double sum(WeightedStencil s, long[] at) {
    double sum = 0;
    boolean first = true;
    for (WeightedStencil.Tap t : s.taps()) {
      long[] neighbour = at.clone();
      for (int d = 0; d < at.length; d++) {
        neighbour[d] += t.offset(d);
      }
      double product = round(value(neighbour) * round(t.weight()));
      sum = first ? product : round(sum + product);
      first = false;
    }
    return sum;
  }

  private double pair(long[] at, int d) {
    long[] below = at.clone();
    below[d]--;
    long[] above = at.clone();
    above[d]++;
    return round(value(below) + value(above));
  }

  private double star(WeightedStencil s, long[] at) {
    int rank = at.length;
    double[] w = new double[rank];
    double[] pairs = new double[rank];
    for (int d = 0; d < rank; d++) {
      w[d] = s.axisWeight(d);
      pairs[d] = pair(at, d);
    }
    boolean uniform = Arrays.stream(w).allMatch(x -> x == w[0]);
    double sum = uniform ? pairs[0] : round(pairs[0] * round(w[0]));
    for (int d = 1; d < rank; d++) {
      sum = round(sum + (uniform ? pairs[d] : round(pairs[d] * round(w[d]))));
    }
    sum = uniform ? round(sum * round(w[0])) : sum;
    double c = s.weight(new int[rank]);
    return c == 0 ? sum : round(sum + round(value(at) * round(c)));
  }

  /** The field after some steps. */
  public static double[] after(Evolution e, double[] initial, int steps) {
    Naive naive = new Naive(e, initial);
    for (int s = 0; s < steps; s++) {
      naive.step();
    }
    return naive.field();
  }

  /** An evolution with a stencil of weights, at random; sizes down to one cell. */
  public static Evolution random(RandomGenerator random, int rank, DType dtype, int largest) {
    long[] extents = new long[rank];
    for (int d = 0; d < rank; d++) {
      extents[d] = 1 + random.nextInt(largest);
    }
    Shape domain = Shape.of(extents);
    Boundaries sides = Boundaries.all(rank, new Boundary.Nearest());
    for (int i = 0; i < 3 * rank; i++) {
      sides = sides.with(new Side(random.nextInt(rank), random.nextBoolean()), side(random));
    }
    for (int d = 0; d < rank; d++) {
      if (random.nextInt(4) == 0) {
        sides = sides.both(d, new Boundary.Periodic());
      }
    }
    if (random.nextInt(3) == 0) {
      int d = random.nextInt(rank);
      double[] values = random.doubles(domain.with(d, 1).size()).toArray();
      if (!sides.isPeriodic(d)) {
        sides = sides.with(new Side(d, random.nextBoolean()), Boundary.fixedField(values));
      }
    }
    return new Evolution(stencil(random, rank), sides, domain, dtype);
  }

  private static Boundary side(RandomGenerator random) {
    return switch (random.nextInt(7)) {
      case 0, 1 -> new Boundary.Fixed(random.nextInt(5));
      case 2 -> new Boundary.Held();
      case 3 -> new Boundary.Insulated();
      case 4 -> new Boundary.Flux(random.nextDouble());
      case 5 -> new Boundary.Reflect();
      default -> new Boundary.Nearest();
    };
  }

  private static WeightedStencil stencil(RandomGenerator random, int rank) {
    double w = 0.1 + 0.1 * random.nextDouble();
    if (random.nextBoolean() && rank == 2) {
      double c = random.nextBoolean() ? 0 : 0.3;
      return Stencils.fivePoint(c, w, random.nextBoolean() ? w : 0.2);
    }
    if (random.nextBoolean() && rank == 3) {
      double c = random.nextBoolean() ? 0 : 0.3;
      return Stencils.sevenPoint(c, w, w, random.nextBoolean() ? w : 0.2);
    }
    int[] radius = new int[rank];
    int size = 1;
    for (int d = 0; d < rank; d++) {
      radius[d] = random.nextInt(rank < 3 ? 4 : 2);
      size *= 2 * radius[d] + 1;
    }
    double[] weights = new double[size];
    for (int i = 0; i < size; i++) {
      weights[i] = random.nextInt(3) == 0 ? 0 : random.nextDouble() / size;
    }
    return WeightedStencil.of(radius, weights);
  }
}
