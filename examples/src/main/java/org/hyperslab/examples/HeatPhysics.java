package org.hyperslab.examples;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.hyperslab.ChunkedArray;
import org.hyperslab.DenseArray;
import org.hyperslab.Session;
import org.hyperslab.block.DType;
import org.hyperslab.grid.Shape;
import org.hyperslab.stencil.Boundaries;
import org.hyperslab.stencil.Boundary;
import org.hyperslab.stencil.FieldFill;
import org.hyperslab.stencil.HeatProblem;
import org.hyperslab.stencil.Side;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** The options that say which heat equation is solved. */
final class HeatPhysics {
  private static final Side BOTTOM = Side.low(0);
  private static final Side TOP = Side.high(0);
  private static final Side LEFT = Side.low(1);
  private static final Side RIGHT = Side.high(1);

  @Option(
      names = "--nx",
      paramLabel = "N",
      description = "Columns of the grid. Default: 400, or those of the arrays that are given.")
  private @Nullable Long nx;

  @Option(
      names = "--ny",
      paramLabel = "N",
      description = "Rows of the grid. Default: 400, or those of the arrays that are given.")
  private @Nullable Long ny;

  @Option(
      names = "--diffusivity",
      paramLabel = "A|PATH[#ARRAY]",
      defaultValue = "0.1",
      converter = HeatInput.Option.class,
      description =
          "The a in u_t = a (u_xx + u_yy): a number, or a Zarr array or NetCDF variable of ny rows"
              + " and nx columns, for u_t = div(a grad u). Default: ${DEFAULT-VALUE}.")
  private HeatInput diffusivity;

  @Option(
      names = "--dx",
      paramLabel = "X",
      defaultValue = "0.01",
      description = "Distance between columns. Default: ${DEFAULT-VALUE}.")
  private double dx;

  @Option(
      names = "--dy",
      paramLabel = "Y",
      defaultValue = "0.01",
      description = "Distance between rows. Default: ${DEFAULT-VALUE}.")
  private double dy;

  @Option(
      names = "--dt",
      paramLabel = "T",
      description =
          "Time step. Default: the largest at which explicit steps are stable, dx^2 dy^2 / (2 a"
              + " (dx^2 + dy^2)), a being the largest there is.")
  private @Nullable Double dt;

  @Option(
      names = "--dtype",
      paramLabel = "float32|float64",
      defaultValue = "float64",
      converter = GenerateCommand.Type.class,
      description = "Element type. Default: ${DEFAULT-VALUE}.")
  private DType dtype;

  @Option(
      names = "--top",
      paramLabel = "U",
      description = "Fixed value of the last row. Default: 100.")
  private @Nullable Double top;

  @Option(
      names = "--bottom",
      paramLabel = "U",
      description = "Fixed value of the first row. Default: 0.")
  private @Nullable Double bottom;

  @Option(
      names = "--right",
      paramLabel = "U",
      description = "Fixed value of the last column, with its corners. Default: 30.")
  private @Nullable Double right;

  @Option(
      names = "--left",
      paramLabel = "U",
      description = "Fixed value of the first column, with its corners. Default: 0.")
  private @Nullable Double left;

  @Option(
      names = "--boundary",
      paramLabel = "SIDE=KIND[:VALUE]",
      converter = BoundaryOption.class,
      description =
          "What holds at a side: top, bottom, left, right, x (left and right), y or all. KIND is"
              + " fixed:U, held (as it is at the beginning), insulated, flux:G (G is the derivative"
              + " along the outer normal), periodic, reflect or nearest. May be given several"
              + " times.")
  private List<SideBoundary> boundaries = List.of();

  /** What {@code --boundary} says about some sides. */
  record SideBoundary(List<Side> sides, String kind, double value) {
    /** Copies the list. */
    SideBoundary {
      sides = List.copyOf(sides);
    }
  }

  /** Reads {@code SIDE=KIND:VALUE}. */
  static final class BoundaryOption implements ITypeConverter<SideBoundary> {
    @Override
    public SideBoundary convert(String text) {
      int equals = text.indexOf('=');
      if (equals < 0) {
        throw new TypeConversionException("not SIDE=KIND[:VALUE]: " + text);
      }
      String rest = text.substring(equals + 1);
      int colon = rest.indexOf(':');
      String kind = colon < 0 ? rest : rest.substring(0, colon);
      boolean takesValue = kind.equals("fixed") || kind.equals("flux");
      if (takesValue != (colon >= 0)) {
        throw new TypeConversionException(
            takesValue ? kind + " needs a value: " + text : "takes no value: " + text);
      }
      try {
        double value = colon < 0 ? 0 : Double.parseDouble(rest.substring(colon + 1));
        boundary(kind, value, 1); // refuses unknown kinds
        return new SideBoundary(sides(text.substring(0, equals)), kind, value);
      } catch (NumberFormatException e) {
        throw new TypeConversionException("not a number: " + text);
      }
    }

    private static List<Side> sides(String name) {
      return switch (name) {
        case "top" -> List.of(TOP);
        case "bottom" -> List.of(BOTTOM);
        case "left" -> List.of(LEFT);
        case "right" -> List.of(RIGHT);
        case "x" -> List.of(RIGHT, LEFT);
        case "y" -> List.of(TOP, BOTTOM);
        case "all" -> List.of(TOP, BOTTOM, RIGHT, LEFT);
        default ->
            throw new TypeConversionException(
                "unknown side: " + name + "; known are top, bottom, left, right, x, y and all");
      };
    }
  }

  private static Boundary boundary(String kind, double value, double distance) {
    return switch (kind) {
      case "fixed" -> new Boundary.Fixed(value);
      case "held" -> new Boundary.Held();
      case "insulated" -> new Boundary.Insulated();
      case "flux" -> new Boundary.Flux(value * distance);
      case "periodic" -> new Boundary.Periodic();
      case "reflect" -> new Boundary.Reflect();
      case "nearest" -> new Boundary.Nearest();
      default ->
          throw new TypeConversionException(
              "unknown boundary: "
                  + kind
                  + "; known are fixed:U, held, insulated, flux:G, periodic, reflect and nearest");
    };
  }

  /** The sides in the order in which corners are assigned: top, bottom, right, left. */
  private Boundaries boundaries() {
    Map<Side, Boundary> sides = new LinkedHashMap<>();
    sides.put(TOP, new Boundary.Fixed(100));
    sides.put(BOTTOM, new Boundary.Fixed(0));
    sides.put(RIGHT, new Boundary.Fixed(30));
    sides.put(LEFT, new Boundary.Fixed(0));
    for (SideBoundary b : boundaries) {
      for (Side side : b.sides()) {
        sides.put(side, boundary(b.kind(), b.value(), side.dimension() == 0 ? dy : dx));
      }
    }
    put(sides, TOP, top);
    put(sides, BOTTOM, bottom);
    put(sides, RIGHT, right);
    put(sides, LEFT, left);
    Boundaries all = Boundaries.all(2, new Boundary.Fixed(0));
    for (Map.Entry<Side, Boundary> side : sides.entrySet()) {
      all = all.with(side.getKey(), side.getValue());
    }
    return all;
  }

  private static void put(Map<Side, Boundary> sides, Side side, @Nullable Double value) {
    if (value != null) {
      sides.put(side, new Boundary.Fixed(value));
    }
  }

  /** The a in the equation. */
  HeatInput diffusivity() {
    return diffusivity;
  }

  /**
   * The problem.
   *
   * @param grid its shape where {@code --ny} and {@code --nx} aren't given
   * @param method how it is solved
   * @param session reads a diffusivity that is a field, when it is needed
   * @param runs for the session that looks for its largest value
   * @throws IllegalArgumentException if the options make no sense; for a time step that is too
   *     large the message says which would not be
   */
  HeatProblem problem(Shape grid, HeatProblem.Method method, Session session, RunOptions runs)
      throws IOException {
    HeatProblem.Builder builder =
        HeatProblem.builder()
            .size(nx == null ? grid.dim(1) : nx, ny == null ? grid.dim(0) : ny)
            .spacing(dx, dy)
            .dtype(dtype)
            .method(method)
            .boundaries(boundaries());
    switch (diffusivity) {
      case HeatInput.Constant c -> builder.diffusivity(c.value());
      case HeatInput.Stored s ->
          builder.diffusivity(FieldFill.of(s.array(), session), largest(s.array(), runs));
    }
    if (dt != null) {
      builder.dt(dt);
    }
    return builder.build();
  }

  /** The largest diffusivity; negative ones and NaN are refused. */
  private static double largest(ChunkedArray field, RunOptions runs) throws IOException {
    ChunkedArray wide = field.cast(DType.FLOAT64);
    try (Session session = runs.session()) {
      List<DenseArray> range = session.computeAll(wide.min(), wide.max());
      DenseArray least = range.getFirst();
      DenseArray most = range.getLast();
      if (!(least.scalar() >= 0) || !Double.isFinite(most.scalar())) {
        throw new IllegalArgumentException(
            "--diffusivity has to be finite and not negative: least=%s, largest=%s"
                .formatted(least.scalar(), most.scalar()));
      }
      return most.scalar();
    }
  }

  /** What a store of generations has to agree on for a run to go on from it. */
  Map<String, @Nullable Object> describe(HeatProblem problem) {
    Map<String, @Nullable Object> facts = new LinkedHashMap<>();
    boolean isField = diffusivity instanceof HeatInput.Stored;
    facts.put("equation", isField ? "u_t = div(a grad u)" : "u_t = a (u_xx + u_yy)");
    facts.put("shape", problem.shape().toString());
    facts.put("dtype", problem.dtype().toString().toLowerCase(Locale.ROOT));
    facts.put(
        "a",
        isField
            ? "%s, at most %s".formatted(diffusivity, problem.diffusivity())
            : diffusivity.toString());
    facts.put("dx", Double.toString(problem.dx()));
    facts.put("dy", Double.toString(problem.dy()));
    facts.put("dt", Double.toString(problem.dt()));
    facts.put("boundaries", problem.boundaries().toString());
    return facts;
  }
}
