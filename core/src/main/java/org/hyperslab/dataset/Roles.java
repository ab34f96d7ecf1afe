package org.hyperslab.dataset;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What variables are to each other, by the CF conventions: data, coordinates, bounds of these. */
final class Roles {
  static final String COORDINATES = "coordinates";
  static final String BOUNDS = "bounds";
  static final String CLIMATOLOGY = "climatology";

  /**
   * The attributes of a coordinate that name the variable that says from where to where its cells
   * reach; {@code climatology} where they are the same part of several years (CF, 7.1 and 7.4).
   */
  private static final List<String> CELLS = List.of(BOUNDS, CLIMATOLOGY);

  /** What bounds have from their coordinate. */
  private static final List<String> INHERITED = List.of("units", "calendar");

  private Roles() {}

  /** As {@link Dataset#coordinates()}. */
  static Set<String> coordinates(Dataset dataset) {
    Set<String> names = new LinkedHashSet<>();
    Set<String> named = new LinkedHashSet<>(words(dataset.attributes().text(COORDINATES)));
    for (Variable v : dataset.variables()) {
      named.addAll(words(v.attributes().text(COORDINATES)));
    }
    for (Variable v : dataset.variables()) {
      if (named.contains(v.name()) || dataset.coordinate(v.name()) != null) {
        names.add(v.name());
      }
    }
    return names;
  }

  private static List<String> words(@Nullable String text) {
    return text == null || text.isBlank() ? List.of() : Arrays.asList(text.strip().split("\\s+"));
  }

  /** As {@link Dataset#dataVariables()}. */
  static List<String> data(Dataset dataset) {
    Set<String> others = new LinkedHashSet<>(coordinates(dataset));
    for (Variable v : dataset.variables()) {
      for (String attribute : CELLS) {
        others.addAll(words(v.attributes().text(attribute)));
      }
      others.addAll(mappings(v));
    }
    List<String> names = new ArrayList<>();
    for (Variable v : dataset.variables()) {
      if (!others.contains(v.name())) {
        names.add(v.name());
      }
    }
    return names;
  }

  /**
   * The grid mappings that a variable names. Of several, each has a colon behind it, before the
   * coordinates that it is for.
   */
  private static List<String> mappings(Variable v) {
    return words(v.attributes().text("grid_mapping")).stream()
        .map(m -> m.endsWith(":") ? m.substring(0, m.length() - 1) : m)
        .toList();
  }

  /** As {@link Dataset#only}. */
  static Dataset only(Dataset dataset, String... names) {
    Dataset.Builder b = Dataset.builder().name(dataset.name()).attributes(dataset.attributes());
    for (String path : names) {
      Variable v = dataset.variable(path);
      Dataset home = home(dataset, path);
      for (String d : v.dimensions()) {
        b.dimension(home.dimension(d));
      }
      for (String c : coordinates(home)) {
        Variable coordinate = home.variable(c);
        if (v.dimensions().containsAll(coordinate.elementDimensions())) {
          b.variable(coordinate);
          addBounds(b, home, coordinate);
        }
      }
      for (String mapping : mappings(v)) {
        if (home.hasVariable(mapping) && home.variable(mapping).rank() == 0) {
          b.variable(home.variable(mapping));
        }
      }
      b.variable(v.withName(path.substring(path.lastIndexOf('/') + 1)));
    }
    return b.build();
  }

  /** The group that a variable is in; a name may hold slashes itself. */
  private static Dataset home(Dataset dataset, String path) {
    int slash = path.lastIndexOf('/');
    boolean own = dataset.variables().stream().anyMatch(v -> v.name().equals(path));
    return own || slash <= 0 ? dataset : dataset.group(path.substring(0, slash));
  }

  private static void addBounds(Dataset.Builder b, Dataset home, Variable coordinate) {
    for (String attribute : CELLS) {
      String name = Objects.requireNonNullElse(coordinate.attributes().text(attribute), "");
      if (home.hasVariable(name)) {
        b.variable(home.variable(name));
      }
    }
  }

  /** The bounds of a coordinate, or null. */
  static @Nullable Variable bounds(Dataset dataset, Variable coordinate) {
    for (String attribute : CELLS) {
      String name = coordinate.attributes().text(attribute);
      if (name != null && dataset.hasVariable(name)) {
        return inheriting(dataset.variable(name), coordinate);
      }
    }
    return null;
  }

  /** A variable with the units and the calendar of the coordinate whose bounds it is, if it is. */
  static Variable described(Dataset dataset, Variable v) {
    for (Variable coordinate : dataset.variables()) {
      for (String attribute : CELLS) {
        if (v.name().equals(coordinate.attributes().text(attribute))) {
          return inheriting(v, coordinate);
        }
      }
    }
    return v;
  }

  private static Variable inheriting(Variable bounds, Variable coordinate) {
    Attributes attributes = bounds.attributes();
    for (String name : INHERITED) {
      AttributeValue value = coordinate.attributes().get(name);
      if (value != null && !attributes.has(name)) {
        attributes = attributes.with(name, value);
      }
    }
    return bounds.withAttributes(attributes);
  }
}
