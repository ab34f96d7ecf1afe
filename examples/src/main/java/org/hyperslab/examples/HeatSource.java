package org.hyperslab.examples;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.hyperslab.ChunkedArray;
import org.hyperslab.DenseArray;
import org.hyperslab.Session;
import org.hyperslab.block.BlockPool;
import org.hyperslab.grid.ChunkGrid;
import org.hyperslab.grid.Hyperslab;
import org.hyperslab.grid.Region;
import org.hyperslab.grid.Shape;
import org.hyperslab.stencil.FieldFill;
import org.hyperslab.stencil.HeatProblem;
import org.hyperslab.stencil.HeatSolver2D;
import org.hyperslab.stencil.StencilRunner;
import org.hyperslab.stencil.stream.InitialSource;
import org.hyperslab.store.ChunkSource;
import org.hyperslab.zarr.Zarr;
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
      converter = InitialOption.class,
      description =
          "The initial field: a number, or a Zarr array of ny rows and nx columns. Fixed sides are"
              + " assigned afterwards. Default: ${DEFAULT-VALUE}.")
  private Initial initial;

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

  /** The initial field. */
  sealed interface Initial {
    record Constant(double value) implements Initial {}

    record Stored(Input path) implements Initial {}
  }

  /** Reads a number or a path. */
  static final class InitialOption implements ITypeConverter<Initial> {
    @Override
    public Initial convert(String text) {
      try {
        return new Initial.Constant(Double.parseDouble(text));
      } catch (NumberFormatException e) {
        return new Initial.Stored(new Input.Converter().convert(text));
      }
    }
  }

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

  /** What is to be solved, with the initial field's shape where no other is given. */
  HeatProblem problem(HeatPhysics physics) throws IOException {
    if (resume && store == null) {
      throw new IllegalArgumentException("--resume needs --store");
    }
    if (method == HeatProblem.Method.ADI && store != null) {
      throw new IllegalArgumentException("--method adi works in memory only, without --store");
    }
    long rows = DEFAULT_SIDE;
    long columns = DEFAULT_SIDE;
    Shape stored = null;
    if (initial instanceof Initial.Stored s) {
      stored = s.path().array().shape();
      if (stored.rank() != 2) {
        throw new IllegalArgumentException("--initial is not two-dimensional: " + stored);
      }
      rows = stored.dim(0);
      columns = stored.dim(1);
    }
    HeatProblem problem = physics.problem(rows, columns, method);
    if (stored != null && !stored.equals(problem.shape())) {
      throw new IllegalArgumentException(
          "--initial has another shape: initial=%s, grid=%s".formatted(stored, problem.shape()));
    }
    return problem;
  }

  /**
   * Prepares runs of a problem.
   *
   * @param runs the session's options
   */
  Opener opener(HeatProblem problem, Session session, RunOptions runs, Path out) {
    return new Opener(problem, session, runs, out);
  }

  /** Opens runs; each begins anew, unless it resumes. */
  final class Opener implements AutoCloseable {
    private final HeatProblem problem;
    private final Session session;
    private final RunOptions runs;
    private final boolean streams;
    private final ZarrSpec spec;
    private final ZarrGenerations generations;
    private final BlockPool pool;
    private boolean started;

    private Opener(HeatProblem problem, Session session, RunOptions runs, Path out) {
      this.problem = problem;
      this.session = session;
      this.runs = runs;
      this.pool = new BlockPool(session.budget());
      this.spec = spec();
      this.streams = method == HeatProblem.Method.EXPLICIT && (store != null || !fits());
      this.generations =
          new ZarrGenerations(
              store == null ? out.resolve("generations.zarr") : store, spec, facts());
    }

    /** Whether solver and the memory that fields are read and written with are in the budget. */
    private boolean fits() {
      long beside = 3 * spec.chunkShape().size() * problem.dtype().bytes();
      long solver = StencilRunner.bytes(problem.evolution(), session.workers());
      return solver + beside <= session.budget().limit();
    }

    private Map<String, @Nullable Object> facts() {
      Map<String, @Nullable Object> facts = HeatPhysics.describe(problem);
      facts.put(
          "initial",
          switch (initial) {
            case Initial.Constant c -> Double.toString(c.value());
            case Initial.Stored s -> s.path().toString();
          });
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
      HeatStreamed.Begin begin =
          last.isPresent() ? goOn(last.getAsLong()) : new HeatStreamed.Begin(0, likeFirst());
      if (begin.step() >= steps) {
        return "no steps to take: step %d is there%n".formatted(begin.step());
      }
      try (HeatStreamed run = streamed(begin, 0)) {
        return run.plan(steps - begin.step()).explain();
      }
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
            case Initial.Constant c -> FieldFill.constant(c.value());
            case Initial.Stored s -> pieces(s.path().array().array().cast(problem.dtype()));
          };
      HeatSolver2D.Builder builder =
          HeatSolver2D.builder(problem)
              .initial(fill)
              .workers(session.workers())
              .memory(session.budget());
      return new HeatInMemory(builder.build(), spec.withAttributes(facts()));
    }

    /** The elements of an array, of which there is a piece in memory at a time. */
    private FieldFill pieces(ChunkedArray array) {
      return (block, place) -> {
        ChunkGrid grid = generations.grid();
        Region chunks = grid.chunksOf(place);
        long[] at = chunks.origin();
        do {
          Region piece = grid.region(at).intersect(place);
          Hyperslab.Item rows = Hyperslab.Item.range(piece.start(0), piece.end(0));
          Hyperslab.Item columns = Hyperslab.Item.range(piece.start(1), piece.end(1));
          try (DenseArray part = session.compute(array.slice(rows, columns))) {
            FieldFill.of(part.block())
                .fill(block.slice(piece.relativeTo(place)), Region.whole(piece.shape()));
          }
        } while (chunks.next(at));
      };
    }

    private HeatStreamed.Begin begin(boolean again) throws IOException {
      if (resume) {
        OptionalLong last = generations.resume();
        if (last.isPresent()) {
          return goOn(last.getAsLong());
        }
      } else {
        generations.start(overwrite || again || store == null);
      }
      started = true;
      ChunkSource first =
          switch (initial) {
            case Initial.Constant c -> constant(c.value());
            case Initial.Stored s -> InitialSource.of(problem.evolution(), stored(s));
          };
      return new HeatStreamed.Begin(0, first);
    }

    private HeatStreamed.Begin goOn(long step) throws IOException {
      return new HeatStreamed.Begin(step, generations.open(step));
    }

    /** What has the first state's chunks; an array of another dtype would be copied first. */
    private InitialSource likeFirst() throws IOException {
      return initial instanceof Initial.Stored s && s.path().array().dtype() == problem.dtype()
          ? InitialSource.of(problem.evolution(), s.path().array().source())
          : constant(0);
    }

    private InitialSource constant(double value) {
      return InitialSource.of(problem.evolution(), FieldFill.constant(value), generations.grid());
    }

    /** The array as it is if it has the right dtype; else a copy beside the generations. */
    private ChunkSource stored(Initial.Stored array) throws IOException {
      if (array.path().array().dtype() == problem.dtype()) {
        return array.path().array().source();
      }
      Path copy = generations.group().resolve("initial");
      // In a session of its own, which doesn't keep memory that the steps then need.
      try (Session copying = runs.session()) {
        copying.run(Zarr.write(copy, array.path().array().array().cast(problem.dtype()), spec));
      }
      return Zarr.open(copy).source();
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
