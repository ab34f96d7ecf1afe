package org.hyperslab.dataset;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Variables over shared dimensions, attributes, and groups that are datasets themselves; what a
 * NetCDF file or a Zarr group holds. Immutable and thread-safe.
 *
 * <p>A dataset that was opened holds its file open until it is closed, and its arrays, also those
 * derived from it, can be computed only until then. Datasets made from it hold nothing; closing
 * them does nothing.
 */
public final class Dataset implements AutoCloseable {
  private final String name;
  private final Map<String, Dimension> dimensions;
  private final Map<String, Variable> variables;
  private final Attributes attributes;
  private final Map<String, Dataset> groups;
  private final @Nullable Resource resource;

  private Dataset(Builder b) {
    name = b.name;
    dimensions = Collections.unmodifiableMap(new LinkedHashMap<>(b.dimensions));
    variables = Collections.unmodifiableMap(new LinkedHashMap<>(b.variables));
    attributes = b.attributes.build();
    groups = Collections.unmodifiableMap(new LinkedHashMap<>(b.groups));
    resource = b.resource;
  }

  /** What a dataset holds open; closed with it. Closing twice does nothing. */
  @FunctionalInterface
  public interface Resource {
    void close() throws IOException;
  }

  /** Collects what a dataset is made of, in order. */
  public static final class Builder {
    private String name = "dataset";
    private final Map<String, Dimension> dimensions = new LinkedHashMap<>();
    private final Map<String, Variable> variables = new LinkedHashMap<>();
    private final Attributes.Builder attributes = Attributes.builder();
    private final Map<String, Dataset> groups = new LinkedHashMap<>();
    private @Nullable Resource resource;

    private Builder() {}

    /** What messages call the dataset, such as its path. */
    public Builder name(String value) {
      name = value;
      return this;
    }

    /**
     * Declares a dimension. Those of variables that are not declared are added with the first
     * variable that has them.
     *
     * @throws IllegalArgumentException if it is there with another length
     */
    public Builder dimension(Dimension dimension) {
      Dimension known = dimensions.get(dimension.name());
      if (known != null && known.length() != dimension.length()) {
        throw new IllegalArgumentException(
            "dimension has two lengths: dimension=%s, lengths=%d, %d"
                .formatted(dimension.name(), known.length(), dimension.length()));
      }
      dimensions.put(dimension.name(), dimension);
      return this;
    }

    /**
     * Adds a variable, in the place of one of that name.
     *
     * @throws IllegalArgumentException if it differs in length from a dimension
     */
    public Builder variable(Variable variable) {
      for (int d = 0; d < variable.rank(); d++) {
        String dimension = variable.dimensions().get(d);
        long length = variable.shape().dim(d);
        Dimension known = dimensions.get(dimension);
        if (known == null) {
          dimensions.put(dimension, Dimension.of(dimension, length));
        } else if (known.length() != length) {
          throw new IllegalArgumentException(
              "variable differs from its dimension: variable=%s, dimension=%s, lengths=%d, %d"
                  .formatted(variable.name(), dimension, length, known.length()));
        }
      }
      variables.put(variable.name(), variable);
      return this;
    }

    public Builder attribute(String name, AttributeValue value) {
      attributes.put(name, value);
      return this;
    }

    public Builder attribute(String name, String text) {
      attributes.put(name, text);
      return this;
    }

    public Builder attributes(Attributes values) {
      attributes.putAll(values);
      return this;
    }

    /** Adds a group. Its dimensions are its own, also those it has from the group around it. */
    public Builder group(String name, Dataset group) {
      groups.put(name, group);
      return this;
    }

    /** What is to be closed with the dataset. */
    public Builder resource(Resource value) {
      resource = value;
      return this;
    }

    public Dataset build() {
      return new Dataset(this);
    }
  }

  public static Builder builder() {
    return new Builder();
  }

  /** A builder with everything that this dataset has, but for what it holds open. */
  public Builder toBuilder() {
    Builder b = builder().name(name).attributes(attributes);
    b.dimensions.putAll(dimensions);
    b.variables.putAll(variables);
    b.groups.putAll(groups);
    return b;
  }

  /** What messages call this dataset. */
  public String name() {
    return name;
  }

  public Collection<Dimension> dimensions() {
    return dimensions.values();
  }

  /**
   * A dimension.
   *
   * @throws IllegalArgumentException if there is none of that name
   */
  public Dimension dimension(String dimension) {
    Dimension found = dimensions.get(dimension);
    if (found == null) {
      throw absent("dimension", dimension, dimensions.keySet());
    }
    return found;
  }

  public boolean hasDimension(String dimension) {
    return dimensions.containsKey(dimension);
  }

  /** All variables, coordinates too, but not those of groups. */
  public Collection<Variable> variables() {
    return variables.values();
  }

  /**
   * A variable.
   *
   * @param variable its name, behind those of groups and slashes if it is in one
   * @throws IllegalArgumentException if there is none of that name
   */
  public Variable variable(String variable) {
    Variable found = find(variable);
    if (found == null) {
      throw absent("variable", variable, variables.keySet());
    }
    return found;
  }

  public boolean hasVariable(String variable) {
    return find(variable) != null;
  }

  private @Nullable Variable find(String path) {
    Variable own = variables.get(path);
    int slash = path.indexOf('/');
    if (own != null || slash < 0) {
      return own;
    }
    Dataset group = slash == 0 ? this : groups.get(path.substring(0, slash));
    return group == null ? null : group.find(path.substring(slash + 1));
  }

  /** The variable with a dimension's labels: its only dimension is the one it is named after. */
  public @Nullable Variable coordinate(String dimension) {
    Variable v = variables.get(dimension);
    return v != null && v.rank() == 1 && v.dimensions().getFirst().equals(dimension) ? v : null;
  }

  /**
   * The names of the variables that say where the others' elements are: those named after their
   * only dimension, and those that a {@code coordinates} attribute names.
   */
  public Set<String> coordinates() {
    Set<String> names = new LinkedHashSet<>();
    Set<String> named = new LinkedHashSet<>(words(attributes.text("coordinates")));
    for (Variable v : variables.values()) {
      named.addAll(words(v.attributes().text("coordinates")));
    }
    for (String v : variables.keySet()) {
      if (named.contains(v) || coordinate(v) != null) {
        names.add(v);
      }
    }
    return names;
  }

  private static List<String> words(@Nullable String text) {
    return text == null || text.isBlank() ? List.of() : Arrays.asList(text.strip().split("\\s+"));
  }

  /**
   * The names of the variables that are data: neither coordinates nor described by other variables
   * as bounds and the like.
   */
  public List<String> dataVariables() {
    Set<String> others = new LinkedHashSet<>(coordinates());
    for (Variable v : variables.values()) {
      for (String attribute : List.of("bounds", "climatology", "grid_mapping")) {
        others.addAll(words(v.attributes().text(attribute)));
      }
    }
    List<String> names = new ArrayList<>(variables.keySet());
    names.removeAll(others);
    return names;
  }

  public Attributes attributes() {
    return attributes;
  }

  /** The groups directly in this one, by name. */
  public Map<String, Dataset> groups() {
    return groups;
  }

  /**
   * A group.
   *
   * @param path names separated by slashes
   * @throws IllegalArgumentException if there is none
   */
  public Dataset group(String path) {
    Dataset found = this;
    for (String step : path.split("/", -1)) {
      if (!step.isEmpty()) {
        Dataset next = found.groups.get(step);
        if (next == null) {
          throw found.absent("group", path, found.groups.keySet());
        }
        found = next;
      }
    }
    return found;
  }

  private IllegalArgumentException absent(String what, String wanted, Set<String> known) {
    return new IllegalArgumentException(
        "no such %s: %s=%s, dataset=%s, which has %s"
            .formatted(what, what, wanted, name, known.isEmpty() ? "none" : known));
  }

  /** Closes what this holds open. Closing twice does nothing. */
  @Override
  public void close() throws IOException {
    if (resource != null) {
      resource.close();
    }
  }

  @Override
  public String toString() {
    return "Dataset[" + name + ", " + variables.values() + "]";
  }
}
