package org.hyperslab.examples;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.Callable;
import org.hyperslab.Axes;
import org.hyperslab.ChunkedArray;
import org.hyperslab.DenseArray;
import org.hyperslab.Session;
import org.hyperslab.grid.Hyperslab;
import org.hyperslab.grid.Shape;
import org.hyperslab.zarr.Zarr;
import org.hyperslab.zarr.ZarrSpec;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** Reduces an array, whole or along axes, after a selection and some arithmetic. */
@Command(
    name = "reduce",
    sortOptions = false,
    header = "Reduces an array: its mean over time, its extremes, how often it is above a limit.",
    description = {
      "%nReads the array chunk by chunk, in the memory that --memory allows, and prints the result"
          + " as NumPy would, or writes it with --out.",
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  hyperslab reduce t2m.zarr --op mean",
      "  hyperslab reduce era5.zarr#t2m --op std --axis 0 --ddof 1 --out std.zarr",
      "  hyperslab reduce t2m.zarr --op max --axis 0 --map '(x - 273.15) * 1.8 + 32'",
      "  hyperslab reduce t2m.zarr --op count --axis 0 --map 'x > 303.15' --slice '::2, 100:200'",
      "  hyperslab reduce t2m.zarr --op mean --axis 1,2 --memory 64MiB --explain"
    })
final class ReduceCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "PATH[#ARRAY]",
      converter = ArrayPath.Converter.class,
      description = "The Zarr array, or the Zarr group and the array in it.")
  private ArrayPath input;

  @Option(
      names = "--op",
      required = true,
      paramLabel = "OP",
      converter = OperationConverter.class,
      description = "One of ${COMPLETION-CANDIDATES}; count counts what is not zero.")
  private Operation operation;

  @Option(
      names = "--axis",
      paramLabel = "N[,N...]",
      hideParamSyntax = true,
      split = ",",
      description = "The axes to reduce, negative ones counted from the last. Default: all.")
  private int @Nullable [] axes;

  @Option(
      names = "--slice",
      paramLabel = "SLICE",
      converter = SliceConverter.class,
      description = "Reduce a part only, in NumPy's notation: '::2, 5000:'.")
  private @Nullable Hyperslab slice;

  @Option(
      names = "--map",
      paramLabel = "EXPR",
      converter = MapConverter.class,
      description =
          "Arithmetic on every element x before it is reduced: numbers, + - * / **, parentheses,"
              + " one comparison (< <= > >= == !=), abs, ceil, cos, exp, floor, log, log10, sin,"
              + " sqrt, min(a, b), max(a, b). A float32 array stays float32.")
  private @Nullable MapExpression map;

  @Option(names = "--keepdims", description = "Keep the reduced axes, with extent 1.")
  private boolean keepDims;

  @Option(
      names = "--ddof",
      paramLabel = "N",
      description = "var and std divide by the count less N. Default: 0.")
  private int ddof;

  @Option(
      names = "--out",
      paramLabel = "OUT.zarr",
      description = "Write the result as a Zarr array instead of printing it.")
  private @Nullable Path out;

  @Option(names = "--explain", description = "Print the plan, and do no work.")
  private boolean explain;

  @Mixin private WriteOptions writes;
  @Mixin private RunOptions runs;

  /** Reads operations, by the names that {@code --help} lists. */
  static final class OperationConverter implements ITypeConverter<Operation> {
    @Override
    public Operation convert(String text) {
      for (Operation operation : Operation.values()) {
        if (operation.toString().equals(text)) {
          return operation;
        }
      }
      throw new TypeConversionException(
          "unknown operation: " + text + "; known are " + Arrays.asList(Operation.values()));
    }
  }

  /** Reads slices. */
  static final class SliceConverter implements ITypeConverter<Hyperslab> {
    @Override
    public Hyperslab convert(String text) {
      try {
        return Hyperslab.parse(text);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(e.getMessage());
      }
    }
  }

  /** Reads expressions. */
  static final class MapConverter implements ITypeConverter<MapExpression> {
    @Override
    public MapExpression convert(String text) {
      try {
        return MapExpression.parse(text);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(e.getMessage());
      }
    }
  }

  @Override
  public Integer call() throws IOException {
    if (out != null) {
      writes.checkFree(out);
    }
    ChunkedArray array = reduced();
    try (Session session = runs.session()) {
      if (explain) {
        spec.commandLine().getOut().print(array.explain(session));
      } else if (out == null) {
        print(array, session);
      } else {
        write(array, out, session);
      }
    }
    spec.commandLine().getOut().flush();
    return 0;
  }

  private ChunkedArray reduced() throws IOException {
    ChunkedArray array = input.open().array();
    if (slice != null) {
      array = array.slice(slice);
    }
    if (map != null) {
      array = map.on(array);
    }
    Axes over = axes == null ? Axes.all() : Axes.of(axes);
    return operation.apply(array, keepDims ? over.keepDims() : over, ddof);
  }

  private void print(ChunkedArray array, Session session) {
    RunOptions.Computed computed = runs.compute(session, array);
    try (DenseArray result = computed.result()) {
      Summary summary = new Summary(computed.timing());
      spec.commandLine().getOut().println(result);
      runs.tell(runs.json() ? summary.result(result) : summary);
    }
  }

  private void write(ChunkedArray array, Path path, Session session) throws IOException {
    Shape chunk = OutputChunks.of(array);
    ZarrSpec spec = writes.spec(array.shape(), chunk, array.dtype());
    Summary summary = new Summary(runs.write(session, Zarr.write(path, array, spec)));
    if (runs.json()) {
      try (DenseArray written = Zarr.open(path).array().compute(session)) {
        summary.result(written);
      }
    }
    runs.tell(summary);
  }
}
