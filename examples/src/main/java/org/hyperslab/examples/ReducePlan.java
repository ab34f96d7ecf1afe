package org.hyperslab.examples;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.hyperslab.Axes;
import org.hyperslab.ChunkedArray;
import org.hyperslab.Session;
import org.hyperslab.dataset.Attributes;
import org.hyperslab.dataset.Dataset;
import org.hyperslab.dataset.Statistic;
import org.hyperslab.dataset.TimeGroup;
import org.hyperslab.dataset.Variable;
import org.hyperslab.grid.Hyperslab;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What the {@code reduce} command does to its input before and while it reduces it. */
final class ReducePlan {
  @Option(
      names = "--axis",
      paramLabel = "N[,N...]",
      hideParamSyntax = true,
      split = ",",
      description = "The axes to reduce, negative ones counted from the last. Default: all.")
  private int @Nullable [] axes;

  @Option(
      names = "--over",
      paramLabel = "NAME[,NAME...]",
      hideParamSyntax = true,
      split = ",",
      description = "The dimensions to reduce, by name, instead of --axis.")
  private @Nullable List<String> over;

  @Option(
      names = "--group-by",
      paramLabel = "TIME.PART",
      description =
          "One result for each year, season, month, day, hour or dayofyear that there is in a"
              + " dimension of times, as in --group-by time.month. --over and --axis name more"
              + " dimensions to reduce, none by default.")
  private @Nullable String groupBy;

  @Option(
      names = "--sel",
      paramLabel = "NAME=LABEL[,...]",
      description =
          "Reduce a part only, by its coordinates: lat=30:60 (both ends are in it),"
              + " time=2001-06:2001-08, lon~7.5 (the nearest).")
  private @Nullable String selection;

  @Option(
      names = "--slice",
      paramLabel = "SLICE",
      converter = ReduceCommand.SliceConverter.class,
      description = "Reduce a part only, by index, in NumPy's notation: '::2, 5000:'.")
  private @Nullable Hyperslab slice;

  @Option(
      names = "--map",
      paramLabel = "EXPR",
      converter = ReduceCommand.MapConverter.class,
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
      names = "--raw",
      description =
          "Take the numbers as they are stored. Without it, scale_factor, add_offset, _FillValue,"
              + " missing_value and valid_range of the CF conventions are applied, and what is"
              + " missing is left out.")
  private boolean raw;

  /**
   * A dataset with the variable reduced.
   *
   * @param groups the name of the groups' dimension, or null
   * @param isDataset whether there are names and coordinates to be kept
   */
  record Reduced(Dataset dataset, String variable, @Nullable String groups, boolean isDataset) {
    ChunkedArray array() {
      return dataset.variable(variable).array();
    }
  }

  /** Applies everything to the variable that an input names. */
  Reduced apply(Input input, Input.Opened opened, Operation operation, Session session)
      throws IOException {
    String path = input.variable(opened);
    Dataset dataset = opened.dataset().only(path);
    String name = path.substring(path.lastIndexOf('/') + 1);
    boolean named = over != null || groupBy != null || selection != null;
    boolean packed = false;
    if (!raw) {
      Variable stored = dataset.variable(name);
      packed = !stored.decoded().attributes().equals(stored.attributes());
      dataset = dataset.decoded();
    }
    if (selection != null) {
      dataset = dataset.sel(session, selection);
    }
    if (slice != null) {
      dataset = DatasetSlice.apply(dataset, name, slice);
    }
    Variable v = dataset.variable(name);
    if (map != null) {
      Attributes left = v.attributes().without("units", "standard_name", "long_name");
      v = Variable.of(name, v.dimensions(), map.on(v.array()), left);
      dataset = dataset.toBuilder().variable(v).build();
    }
    boolean skips = !raw && (opened.isNetCdf() || named || packed);
    boolean isDataset = opened.isNetCdf() || named || dataset.variables().size() > 1;
    Statistic statistic = skips ? operation.statistic() : null;
    boolean counted = operation == Operation.COUNT && (map != null || !skips);
    if (groupBy != null) {
      if (statistic == null || counted) {
        throw new IllegalArgumentException(
            "--group-by has mean, sum, min, max, std, var, median and count without --map or --raw,"
                + " not "
                + operation);
      }
      return grouped(dataset, v, statistic, session);
    }
    List<String> reduced = reduced(v, true);
    if (statistic != null && !counted && !keepDims) {
      Dataset result = dataset.reduce(statistic, ddof, reduced.toArray(new String[0]));
      return new Reduced(result, name, null, isDataset);
    }
    return plain(dataset, v, operation, statistic, reduced, isDataset);
  }

  private Reduced grouped(Dataset dataset, Variable v, Statistic statistic, Session session) {
    String by = String.valueOf(groupBy);
    int dot = by.lastIndexOf('.');
    if (dot <= 0) {
      throw new IllegalArgumentException("--group-by is written as time.month, not as " + by);
    }
    String dimension = by.substring(0, dot);
    v.axis(dimension);
    TimeGroup part = TimeGroup.named(by.substring(dot + 1));
    List<String> others = new ArrayList<>(reduced(v, false));
    others.remove(dimension);
    Dataset result =
        dataset.groupBy(session, dimension, part, statistic, ddof, others.toArray(new String[0]));
    return new Reduced(result, v.name(), part.toString(), true);
  }

  /** The names of the dimensions that {@code --over} and {@code --axis} name. */
  private List<String> reduced(Variable v, boolean allByDefault) {
    if (over != null && axes != null) {
      throw new IllegalArgumentException("--over and --axis at once; either names dimensions");
    }
    if (over != null) {
      over.forEach(v::axis);
      return over;
    }
    if (axes == null) {
      return allByDefault ? v.dimensions() : List.of();
    }
    List<String> names = new ArrayList<>();
    for (int axis : axes) {
      names.add(v.dimensions().get(v.shape().axis(axis)));
    }
    return names;
  }

  /** A reduction that datasets don't have. */
  private Reduced plain(
      Dataset dataset,
      Variable v,
      Operation operation,
      @Nullable Statistic statistic,
      List<String> reduced,
      boolean isDataset) {
    Axes all = Axes.of(reduced.stream().mapToInt(v::axis).toArray());
    Axes over = keepDims ? all.keepDims() : all;
    ChunkedArray result =
        statistic == null || operation == Operation.COUNT
            ? operation.apply(v.array(), over, ddof)
            : statistic.of(v.array(), over, ddof);
    Dataset.Builder b = Dataset.builder().name(dataset.name()).attributes(dataset.attributes());
    for (Variable other : dataset.variables()) {
      if (!other.name().equals(v.name())
          && other.dimensions().stream().noneMatch(reduced::contains)) {
        b.variable(other);
      }
    }
    List<String> left = new ArrayList<>(v.dimensions());
    if (!keepDims) {
      left.removeAll(reduced);
    }
    b.variable(Variable.of(v.name(), left, result, v.attributes()));
    return new Reduced(b.build(), v.name(), null, isDataset);
  }
}
