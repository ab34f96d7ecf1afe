package org.hyperslab.examples;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.hyperslab.Session;
import org.hyperslab.block.BlockPool;
import org.hyperslab.grid.Shape;
import org.hyperslab.stencil.FieldFill;
import org.hyperslab.stencil.HeatProblem;
import org.hyperslab.stencil.HeatSolver2D;
import org.hyperslab.stencil.StencilRunner;
import org.hyperslab.stencil.stream.InitialSource;
import org.hyperslab.store.ChunkSource;
import org.hyperslab.zarr.ZarrSpec;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** The options about where a field comes from and where it is kept, and the runs themselves. */
final class HeatSource {
  private static final long DEFAULT_SIDE = 400;

  @Option(
      names = "--initial",
      paramLabel = "N|PATH[#ARRAY]",
      defaultValue = "0",
      converter = HeatInput.Option.class,
      description =
          "The initial field: a number, or a Zarr array or NetCDF variable of ny rows and nx"
              + " columns. Fixed sides are assigned afterwards. Default: ${DEFAULT-VALUE}.")
  private HeatInput initial;

  @Option(
      names = "--method",
      paramLabel = "explicit|adi",
      defaultValue = "explicit",
      converter = MethodOption.class,
      description =
          "explicit needs a small --dt; adi (Peaceman-Rachford, in memory) is stable with any."
              + " Default: ${DEFAULT-VALUE}.")
  private HeatProblem.Method method;

  @Option(
      names = "--store",
      paramLabel = "PATH.zarr",
      description =
          "Work out of core, and keep the field there while it evolves. Default: in memory, or in"
              + " a folder of OUT that is deleted at the end if the field doesn't fit into"
              + " --memory.")
  private @Nullable Path store;

  @Option(
      names = "--resume",
      description = "Go on from the last whole state in --store, if there is one.")
  private boolean resume;

  @Option(names = "--overwrite", description = "Begin anew where --store has states.")
  private boolean overwrite;

  @Option(
      names = "--block",
      paramLabel = "ROWS[,COLUMNS]",
      hideParamSyntax = true,
      split = ",",
      description =
          "Cells of a chunk of the arrays that are written; out of core, of what is computed at a"
              + " time. Results do not depend on it. Default: about 8 MiB.")
  private @Nullable List<Long> block;

  @Option(
      names = "--codec",
      paramLabel = "CODEC[:LEVEL]",
      defaultValue = "none",
      converter = WriteOptions.Codec.class,
      description =
          "Compression of the arrays that are written: none, gzip, zstd, blosc-lz4 or blosc-zstd."
              + " Default: ${DEFAULT-VALUE}.")
  private ZarrSpec.Compression compression;

  /** Reads methods. */
  static final class MethodOption implements ITypeConverter<HeatProblem.Method> {
    @Override
    public HeatProblem.Method convert(String text) {
      return switch (text) {
        case "explicit" -> HeatProblem.Method.EXPLICIT;
        case "adi" -> HeatProblem.Method.ADI;
        default -> throw new TypeConversionException("the method is explicit or adi, not " + text);
      };
    }
  }

  /** Whether a run may go on from an earlier one. */
  boolean resumes() {
    return resume;
  }

  /** Refuses options that make no sense together. */
  void check() {
    if (resume && store == null) {
      throw new IllegalArgumentException("--resume needs --store");
    }
    if (method == HeatProblem.Method.ADI && store != null) {
      throw new IllegalArgumentException("--method adi works in memory only, without --store");
    }
    HeatBlocks.check(block);
  }

  /** What is to be solved, with the shape of the arrays that are given where no other is. */
  HeatProblem problem(HeatPhysics physics, Session session, RunOptions runs) throws IOException {
    Shape grid = Shape.of(DEFAULT_SIDE, DEFAULT_SIDE);
    Map<String, Shape> given = new LinkedHashMap<>();
    if (physics.diffusivity() instanceof HeatInput.Stored s) {
      grid = s.shape("--diffusivity");
      given.put("--diffusivity", grid);
    }
    if (initial instanceof HeatInput.Stored s) {
      grid = s.shape("--initial");
      given.put("--initial", grid);
    }
    HeatProblem problem = physics.problem(grid, method, session, runs);
    given.forEach(
        (option, shape) -> {
          if (!shape.equals(problem.shape())) {
            throw new IllegalArgumentException(
                "%s has another shape: array=%s, grid=%s"
                    .formatted(option, shape, problem.shape()));
          }
        });
    return problem;
  }

  /**
   * Where runs take place.
   *
   * @param runs the session's options
   * @param out for the results
   */
  record Site(Session session, RunOptions runs, Path out) {}

  /** Prepares runs of a problem. */
  Opener opener(HeatPhysics physics, HeatProblem problem, Site site) {
    return new Opener(physics, problem, site);
  }

  /** Opens runs; each begins anew, unless it resumes. */
  final class Opener implements AutoCloseable {
    private final HeatPhysics physics;
    private final HeatProblem problem;
    private final Session session;
    private final RunOptions runs;
    private final boolean streams;
    private final ZarrSpec spec;
    private final ZarrGenerations generations;
    private final BlockPool pool;
    private boolean started;

    private Opener(HeatPhysics physics, HeatProblem problem, Site site) {
      this.physics = physics;
      this.problem = problem;
      this.session = site.session();
      this.runs = site.runs();
      this.pool = new BlockPool(session.budget());
      this.spec = spec();
      this.streams = method == HeatProblem.Method.EXPLICIT && (store != null || !fits());
      this.generations =
          new ZarrGenerations(
              store == null ? site.out().resolve("generations.zarr") : store, spec, facts());
    }

    /** Whether solver and the memory that fields are read and written with are in the budget. */
    private boolean fits() {
      long beside = 3 * spec.chunkShape().size() * problem.dtype().bytes();
      long solver = StencilRunner.bytes(problem.evolution(), session.workers());
      return solver + beside <= session.budget().limit();
    }

    private Map<String, @Nullable Object> facts() {
      Map<String, @Nullable Object> facts = physics.describe(problem);
      facts.put("initial", initial.toString());
      return facts;
    }

    private ZarrSpec spec() {
      Shape shape = problem.shape();
      Shape chunk = HeatBlocks.chunk(problem, block, session.budget().limit());
      return ZarrSpec.of(shape, chunk, problem.dtype())
          .withCompression(compression)
          .withDimensionNames("y", "x");
    }

    /** How steps would be taken; makes and changes nothing. */
    String explain(long steps) throws IOException {
      if (!streams) {
        return "in memory: %s%n".formatted(method.name().toLowerCase(java.util.Locale.ROOT));
      }
      OptionalLong last = resume ? generations.last() : OptionalLong.empty();
      long from = last.orElse(0);
      if (from >= steps) {
        return "no steps to take: step %d is there%n".formatted(from);
      }
      ChunkSource first = last.isPresent() ? generations.open(from) : likeFirst();
      HeatStreamed.Begin begin = new HeatStreamed.Begin(from, first, likeInputs());
      try (HeatStreamed run = streamed(begin, 0)) {
        return run.plan(steps - from).explain();
      }
    }

    /** What has the first state's chunks; an array of another dtype would be copied first. */
    private ChunkSource likeFirst() throws IOException {
      return initial instanceof HeatInput.Stored s && s.isSource(problem.dtype())
          ? InitialSource.of(problem.evolution(), s.source())
          : constant(0);
    }

    private List<ChunkSource> likeInputs() throws IOException {
      return switch (physics.diffusivity()) {
        case HeatInput.Constant c -> List.of();
        case HeatInput.Stored s -> List.of(s.isSource(problem.dtype()) ? s.source() : constant(0));
      };
    }

    private InitialSource constant(double value) {
      return InitialSource.of(
          problem.evolution(), FieldFill.constant(value), generations.arrays().grid());
    }

    /**
     * Opens a run.
     *
     * @param again whether it begins anew where another one of this process has been
     * @param pictureCells cells a side of the fields that are asked for
     */
    HeatRun open(boolean again, int pictureCells) throws IOException {
      if (!streams) {
        return inMemory();
      }
      return streamed(begin(again), pictureCells);
    }

    private HeatStreamed streamed(HeatStreamed.Begin begin, int pictureCells) {
      return new HeatStreamed(
          problem,
          generations,
          begin,
          new HeatStreamed.Settings(pool, session.workers(), pictureCells));
    }

    private HeatRun inMemory() throws IOException {
      FieldFill fill =
          switch (initial) {
            case HeatInput.Constant c -> FieldFill.constant(c.value());
            case HeatInput.Stored s -> FieldFill.of(s.array(), session);
          };
      HeatSolver2D.Builder builder =
          HeatSolver2D.builder(problem)
              .initial(fill)
              .workers(session.workers())
              .memory(session.budget());
      return new HeatInMemory(builder.build(), spec.withAttributes(facts()));
    }

    private HeatStreamed.Begin begin(boolean again) throws IOException {
      if (resume) {
        OptionalLong last = generations.resume();
        if (last.isPresent()) {
          ChunkSource source = generations.open(last.getAsLong());
          return new HeatStreamed.Begin(last.getAsLong(), source, inputs());
        }
      } else {
        generations.start(overwrite || again || store == null);
      }
      started = true;
      ChunkSource first =
          switch (initial) {
            case HeatInput.Constant c -> constant(c.value());
            case HeatInput.Stored s -> InitialSource.of(problem.evolution(), source(s, "initial"));
          };
      return new HeatStreamed.Begin(0, first, inputs());
    }

    private List<ChunkSource> inputs() throws IOException {
      return physics.diffusivity() instanceof HeatInput.Stored s
          ? List.of(source(s, "diffusivity"))
          : List.of();
    }

    /** Copies, where they are needed, lie beside the generations. */
    private ChunkSource source(HeatInput.Stored array, String name) throws IOException {
      return array.source(runs, generations.group().resolve(name), spec);
    }

    /** Deletes generations that nobody asked to keep. */
    @Override
    public void close() throws IOException {
      pool.close();
      if (store == null && started) {
        Folders.delete(generations.group());
      }
    }
  }
}
