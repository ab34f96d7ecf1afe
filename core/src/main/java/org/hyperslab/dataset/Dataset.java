package org.hyperslab.dataset;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.hyperslab.Session;
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

  /**
   * The variable with a dimension's labels: its only dimension is the one it is named after, beside
   * that of the characters of texts.
   */
  public @Nullable Variable coordinate(String dimension) {
    Variable v = variables.get(dimension);
    return v != null && v.elementDimensions().equals(List.of(dimension)) ? v : null;
  }

  /**
   * The names of the variables that say where the others' elements are: those named after their
   * only dimension, and those that a {@code coordinates} attribute names.
   */
  public Set<String> coordinates() {
    return Roles.coordinates(this);
  }

  /**
   * The variable that says from where to where the cells of a coordinate reach: the one that its
   * attribute {@code bounds} or {@code climatology} names. It has the coordinate's units and
   * calendar, which files leave out there.
   *
   * @return null if there is none
   * @throws IllegalArgumentException if there is no such coordinate
   */
  public @Nullable Variable bounds(String coordinate) {
    return Roles.bounds(this, variable(coordinate));
  }

  /**
   * A variable with all attributes that its numbers need: bounds of a coordinate have their units
   * and calendar from that.
   *
   * @throws IllegalArgumentException if there is none of that name
   */
  public Variable described(String variable) {
    return Roles.described(this, variable(variable));
  }

  /**
   * The names of the variables that are data: neither coordinates nor described by other variables
   * as bounds and the like.
   */
  public List<String> dataVariables() {
    return Roles.data(this);
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

  /**
   * Some variables, with the coordinates that share a dimension with them, the bounds of those, and
   * grid mappings; without groups.
   *
   * @param names paths of variables; one in a group is taken with the group's coordinates
   * @throws IllegalArgumentException if there is no such variable
   */
  public Dataset only(String... names) {
    return Roles.only(this, names);
  }

  /**
   * This with the values of all variables of numbers, as {@link Variable#decoded()}. Times stay
   * numbers.
   *
   * @throws IllegalArgumentException if an attribute that should be a number is none
   */
  public Dataset decoded() {
    Builder b = toBuilder();
    for (Variable v : variables.values()) {
      if (v.isNumeric()) {
        b.variable(v.decoded());
      }
    }
    return b.build();
  }

  /**
   * The elements with some labels: {@code "lat=30:60, time=2001-06:2001-08, lon~7.5"}.
   *
   * <ul>
   *   <li>{@code lat=30:60} from one label to the other, both included, in whatever order the
   *       coordinate has them; an end that is left out is open
   *   <li>{@code time=2001-06:2001-08} from the first moment of the one date to the last of the
   *       other
   *   <li>{@code time=2001-06} all of the month, if the times are finer than months; {@code lat=30}
   *       exactly that label, whose dimension disappears while its coordinate stays, as a scalar
   *   <li>{@code lon~7.5} the label that is nearest
   * </ul>
   *
   * <p>The coordinates are read; that is all that is. Groups are left out.
   *
   * @param session where the coordinates are read
   * @throws IllegalArgumentException if nothing is selected, the text cannot be read, or a
   *     dimension has no labels
   */
  public Dataset sel(Session session, String selection) {
    return Selection.apply(this, Selection.resolve(this, selection, session));
  }

  /** As {@link #sel(Session, String)}, in the shared default session. */
  public Dataset sel(String selection) {
    return sel(Session.shared(), selection);
  }

  /**
   * All data of numbers reduced over dimensions. Other variables that have one of them are left
   * out, what has none stays. Names, coordinates and attributes stay; {@code cell_methods} says
   * what was done. Of times there stays a scalar with bounds, from the begin of the first to the
   * end of the last. The data is reduced as it is: decode it first.
   *
   * @param ddof what variances and standard deviations take from the count
   * @throws IllegalArgumentException if there is no such dimension
   */
  public Dataset reduce(Statistic statistic, int ddof, String... over) {
    return new Reductions(this, List.of(over), statistic, ddof).over();
  }

  /**
   * As {@link #reduce}, with an element per group in the place of a dimension of times; {@code
   * groupBy(session, "time", MONTH, MEAN, 0)} is a climatology. The groups' dimension and
   * coordinate are named after what they are; a variable of that name is left out. What has no time
   * (NaN, a fill value, the least int64) is in no group.
   *
   * @param session where the times are read
   * @param over more dimensions to reduce over, if any
   * @throws IllegalArgumentException if there is no such dimension, or it has no times, or another
   *     dimension, or all data, is called as the groups are
   */
  public Dataset groupBy(
      Session session,
      String dimension,
      TimeGroup by,
      Statistic statistic,
      int ddof,
      String... over) {
    List<String> all = new ArrayList<>(List.of(over));
    all.add(dimension);
    return new Reductions(this, all, statistic, ddof).grouped(dimension, by, session);
  }

  /**
   * The times of a dimension's coordinate.
   *
   * @param session where they are read
   * @throws IllegalArgumentException if it has none
   */
  public List<CalendarDate> times(Session session, String dimension) {
    if (Coordinate.read(this, dimension, session) instanceof Coordinate.Times times) {
      return IntStream.range(0, times.size()).mapToObj(times::date).toList();
    }
    throw new IllegalArgumentException("coordinate has no times: " + dimension);
  }

  /**
   * The cells of a dimension's time coordinate, from its bounds.
   *
   * @param session where they are read
   * @throws IllegalArgumentException if it has no bounds, or no times
   */
  public List<Interval> timeBounds(Session session, String dimension) {
    return Coordinate.readBounds(this, dimension, session);
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
