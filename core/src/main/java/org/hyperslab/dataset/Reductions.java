package org.hyperslab.dataset;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.hyperslab.Axes;
import org.hyperslab.GroupedArray;
import org.hyperslab.Session;
import org.jspecify.annotations.Nullable;

/** Reductions of whole datasets, over named dimensions. */
final class Reductions {
  private final Dataset dataset;
  private final List<String> dimensions;
  private final Statistic statistic;
  private final int ddof;

  Reductions(Dataset dataset, List<String> dimensions, Statistic statistic, int ddof) {
    dimensions.forEach(dataset::dimension);
    this.dataset = dataset;
    this.dimensions = List.copyOf(dimensions);
    this.statistic = statistic;
    this.ddof = ddof;
  }

  /** The dataset without the dimensions. */
  Dataset over() {
    return rebuild(null, null);
  }

  /** The dataset with groups in the place of one of the dimensions, and without the others. */
  Dataset grouped(String dimension, TimeGroup by, Session session) {
    return rebuild(dimension, by.of(dataset, dimension, session));
  }

  private Dataset rebuild(@Nullable String grouped, TimeGroup.@Nullable Groups groups) {
    List<String> data = dataset.dataVariables();
    Dataset.Builder b = Dataset.builder().name(dataset.name()).attributes(dataset.attributes());
    String taken = groups == null ? "" : groups.coordinate().name();
    for (Dimension d : dataset.dimensions()) {
      if (!dimensions.contains(d.name())) {
        refuse(d.name().equals(taken), "dimension", taken);
        b.dimension(d);
      }
    }
    if (groups != null) {
      refuse(data.equals(List.of(taken)), "variable", taken);
      b.variable(groups.coordinate());
    }
    Map<String, TimeCell> cells = cells(grouped);
    for (Variable v : dataset.variables()) {
      List<String> own = v.dimensions().stream().filter(dimensions::contains).toList();
      if (v.name().equals(taken)) {
        continue; // The groups' coordinate has its place, as in xarray.
      }
      if (own.isEmpty()) {
        b.variable(v);
      } else if (v.isNumeric() && data.contains(v.name())) {
        boolean inGroups = grouped != null && own.contains(grouped);
        Variable reduced = reduce(v, own, inGroups ? grouped : null, groups);
        for (String d : own) {
          TimeCell cell = cells.get(d);
          reduced =
              cell == null ? reduced : reduced.withAttributes(cell.named(reduced.attributes()));
        }
        b.variable(reduced);
      }
    }
    cells.values().forEach(c -> b.variable(c.time()).variable(c.bounds()));
    return b.build();
  }

  private static void refuse(boolean taken, String what, String name) {
    if (taken) {
      throw new IllegalArgumentException(
          "%s is called as the groups are, rename it: %s=%s".formatted(what, what, name));
    }
  }

  /** What stays of times that are reduced, but for those that are put into groups. */
  private Map<String, TimeCell> cells(@Nullable String grouped) {
    Map<String, TimeCell> cells = new LinkedHashMap<>();
    for (String d : dimensions) {
      TimeCell cell = d.equals(grouped) ? null : TimeCell.of(dataset, d);
      if (cell != null) {
        cells.put(d, cell);
      }
    }
    return cells;
  }

  private Variable reduce(
      Variable v, List<String> own, @Nullable String grouped, TimeGroup.@Nullable Groups groups) {
    List<String> left = new ArrayList<>(v.dimensions());
    left.removeAll(own);
    Attributes attributes = statistic.describe(v.attributes(), own);
    int[] axes = own.stream().filter(d -> !d.equals(grouped)).mapToInt(v::axis).toArray();
    if (grouped == null || groups == null) {
      return Variable.of(v.name(), left, statistic.of(v.array(), Axes.of(axes), ddof), attributes);
    }
    List<String> renamed = new ArrayList<>();
    for (String d : v.dimensions()) {
      if (d.equals(grouped)) {
        renamed.add(groups.coordinate().name());
      } else if (left.contains(d)) {
        renamed.add(d);
      }
    }
    GroupedArray array = v.array().groupBy(v.axis(grouped), groups.toArray(), groups.count());
    if (axes.length > 0) {
      array = array.over(axes);
    }
    return Variable.of(v.name(), renamed, statistic.of(array, ddof), attributes);
  }
}
