package org.hyperslab.stencil;

import java.util.List;
import org.hyperslab.block.DType;
import org.hyperslab.grid.Shape;
import org.jspecify.annotations.Nullable;

/**
 * The heat equation {@code u_t = a (u_xx + u_yy)}, or {@code u_t = div(a grad u)} where the
 * diffusivity a differs from cell to cell, discretised on a regular grid, with central differences:
 * what is the same for every way of solving it. Dimension 0 is y, dimension 1 is x. Immutable.
 *
 * <p>The explicit scheme is stable while {@code dt <= dx^2 dy^2 / (2 a (dx^2 + dy^2))} (von
 * Neumann's analysis of forward-time central-space, e.g. Strikwerda, <em>Finite Difference Schemes
 * and Partial Differential Equations</em>, section 7.1).
 */
public final class HeatProblem {
  /** How far the centre's weight, 1 less two numbers, is off by rounding at most. */
  private static final double ROUNDING = 0x1p-50;

  /** How a problem is solved. */
  public enum Method {
    /** Euler's method: cheap steps, which must not exceed the limit. */
    EXPLICIT,
    /**
     * Alternating directions, implicit: any step, of second order in time. Steps very far beyond
     * the explicit limit damp short waves slowly, and may overshoot for a while where the
     * diffusivity jumps from cell to cell.
     */
    ADI
  }

  private final Builder b;
  private final double dt;

  private HeatProblem(Builder b) {
    this.b = b.copy();
    double limit = limit(b);
    this.dt = Double.isNaN(b.dt) ? limit : b.dt;
    if (!isPositive(dt) || (b.method == Method.EXPLICIT && !(dt <= limit))) {
      throw new IllegalArgumentException(
          "dt has to be positive, explicitly at most dx^2 dy^2 / (2 a (dx^2 + dy^2)): dt=%s, limit=%s"
              .formatted(dt, limit));
    }
  }

  /** Settings of a problem; the defaults are the reference case of 400 x 400. */
  public static final class Builder {
    private long nx = 400;
    private long ny = 400;
    private double dx = 0.01;
    private double dy = 0.01;
    private double diffusivity = 0.1;
    private double dt = Double.NaN;
    private Method method = Method.EXPLICIT;
    private @Nullable FieldFill field;
    private DType dtype = DType.FLOAT64;
    private Boundaries boundaries =
        Boundaries.all(2, new Boundary.Fixed(0))
            .high(0, new Boundary.Fixed(100))
            .low(0, new Boundary.Fixed(0))
            .high(1, new Boundary.Fixed(30))
            .low(1, new Boundary.Fixed(0));

    private Builder() {}

    private Builder copy() {
      Builder c = new Builder();
      c.nx = nx;
      c.ny = ny;
      c.dx = dx;
      c.dy = dy;
      c.diffusivity = diffusivity;
      c.dt = dt;
      c.method = method;
      c.field = field;
      c.dtype = dtype;
      c.boundaries = boundaries;
      return c;
    }

    /** Columns and rows; the default is 400 each. */
    public Builder size(long columns, long rows) {
      nx = columns;
      ny = rows;
      return this;
    }

    /** Distance between columns and between rows; the default is 0.01 each. */
    public Builder spacing(double columns, double rows) {
      dx = columns;
      dy = rows;
      return this;
    }

    /** The diffusivity a; the default is 0.1. */
    public Builder diffusivity(double a) {
      field = null;
      diffusivity = a;
      return this;
    }

    /**
     * A diffusivity per cell: the equation is then {@code u_t = div(a grad u)}, with the mean of
     * both cells on a face.
     *
     * @param a not negative
     * @param largest the largest of them, which the limit follows from
     */
    public Builder diffusivity(FieldFill a, double largest) {
      field = a;
      diffusivity = largest;
      return this;
    }

    /** The time step; the default is the explicit scheme's limit. */
    public Builder dt(double step) {
      dt = step;
      return this;
    }

    /** How it is solved; the default is explicitly. */
    public Builder method(Method how) {
      method = how;
      return this;
    }

    /** Float64, the default, or float32. */
    public Builder dtype(DType type) {
      dtype = type;
      return this;
    }

    /**
     * What holds at the sides; a gradient of {@link Boundary.Flux} is per cell. The default: high 0
     * (the top) is 100, low 0 (the bottom) 0, then high 1 (right) 30, then low 1 (left) 0.
     */
    public Builder boundaries(Boundaries sides) {
      boundaries = sides;
      return this;
    }

    /**
     * @throws IllegalArgumentException if a number isn't positive, or dt beyond the limit
     */
    public HeatProblem build() {
      if (nx < 1 || ny < 1 || !isPositive(dx) || !isPositive(dy) || !isPositive(diffusivity)) {
        throw new IllegalArgumentException(
            "sizes, spacings and diffusivity have to be positive: nx=%d, ny=%d, dx=%s, dy=%s, a=%s"
                .formatted(nx, ny, dx, dy, diffusivity));
      }
      return new HeatProblem(this);
    }
  }

  public static Builder builder() {
    return new Builder();
  }

  private static boolean isPositive(double x) {
    return x > 0 && Double.isFinite(x);
  }

  private static double limit(Builder b) {
    double dx2 = b.dx * b.dx;
    double dy2 = b.dy * b.dy;
    return dx2 * dy2 / (2 * b.diffusivity * (dx2 + dy2));
  }

  /** The greatest stable time step of the explicit scheme. */
  public double limit() {
    return limit(b);
  }

  /** The time step. */
  public double dt() {
    return dt;
  }

  /** Distance between columns. */
  public double dx() {
    return b.dx;
  }

  /** Distance between rows. */
  public double dy() {
    return b.dy;
  }

  public double diffusivity() {
    return b.diffusivity;
  }

  public Boundaries boundaries() {
    return b.boundaries;
  }

  public DType dtype() {
    return b.dtype;
  }

  /** {@code [ny, nx]}. */
  public Shape shape() {
    return Shape.of(b.ny, b.nx);
  }

  /** How it is solved. */
  public Method method() {
    return b.method;
  }

  /**
   * The explicit scheme. With {@code fy = a dt / dy^2} and {@code fx = a dt / dx^2} it is the star
   * {@code fivePoint(1 - 2 fy - 2 fx, fy, fx)}; at the limit the centre's weight is zero but for
   * rounding, and then it is taken for zero. With a diffusivity per cell it is a kernel that reads
   * {@link #inputs}.
   */
  public Evolution evolution() {
    double fy = dt / (b.dy * b.dy);
    double fx = dt / (b.dx * b.dx);
    if (b.field != null) {
      StencilKernel kernel = new VariableDiffusion(b.dtype, fy / 2, fx / 2);
      Stencil stencil = KernelStencil.of(kernel, 1, 1).withInputs(1);
      return new Evolution(stencil, b.boundaries, shape(), b.dtype);
    }
    double wy = b.diffusivity * fy;
    double wx = b.diffusivity * fx;
    double c = 1 - 2 * wy - 2 * wx;
    Stencil stencil = Stencils.fivePoint(Math.abs(c) <= ROUNDING ? 0 : c, wy, wx);
    return new Evolution(stencil, b.boundaries, shape(), b.dtype);
  }

  /** The constant fields that {@link #evolution} reads: none, or the diffusivity. */
  public List<FieldFill> inputs() {
    return b.field == null ? List.of() : List.of(b.field);
  }
}
