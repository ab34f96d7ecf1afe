package org.hyperslab.netcdf;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiFunction;
import org.hyperslab.dataset.Attributes;
import org.hyperslab.dataset.Dataset;
import org.hyperslab.dataset.Dimension;
import org.hyperslab.dataset.Variable;
import org.jspecify.annotations.Nullable;

/**
 * Lays out a group of a NetCDF-4 file: which objects there are, and the attributes through which
 * NetCDF finds dimensions in HDF5. A dimension is a dataset that is a dimension scale: the variable
 * named after it, or one without data. Stateful, not thread-safe.
 */
final class HdfGroup {
  /** Attributes that HDF5 and NetCDF-4 have for their own use; they are not copied. */
  private static final Set<String> RESERVED =
      Set.of(
          "CLASS",
          "NAME",
          "DIMENSION_LIST",
          "REFERENCE_LIST",
          "_Netcdf4Dimid",
          "_Netcdf4Coordinates",
          "_nc3_strict",
          "_NCProperties");

  /** Before the name of a variable that is named after a dimension that isn't its first. */
  private static final String NOT_A_COORDINATE = "_nc4_non_coord_";

  private final Dataset dataset;
  private final Map<String, HdfDimension> dimensions = new LinkedHashMap<>();
  private final Map<String, HdfNode> members = new LinkedHashMap<>();
  private final HdfNode node = new HdfNode(this::messages);
  private final Plan plan;

  /**
   * What groups have in common.
   *
   * @param variables makes datasets of variables of a group
   * @param nodes all objects, in the order in which they are written
   * @param all all dimensions; a dimension's number is its place
   */
  record Plan(
      BiFunction<Variable, Dataset, HdfVariable> variables,
      List<HdfNode> nodes,
      List<HdfDimension> all) {}

  /**
   * @param outer the dimensions of the groups around
   */
  HdfGroup(Dataset dataset, Map<String, HdfDimension> outer, Plan plan) {
    this.dataset = dataset;
    this.plan = plan;
    plan.nodes().add(node);
    dimensions.putAll(outer);
    Map<String, HdfNode> variables = new LinkedHashMap<>();
    for (Variable v : dataset.variables()) {
      variables.put(v.name(), plan.variables().apply(v, dataset).node());
    }
    for (Dimension d : dataset.dimensions()) {
      addDimension(d, isCoordinate(d.name()) ? variables.get(d.name()) : null);
    }
    variables.forEach((name, variable) -> addVariable(dataset.variable(name), variable));
    dataset
        .groups()
        .forEach((name, group) -> members.put(name, new HdfGroup(group, dimensions, plan).node()));
    copyAttributes(dataset.attributes(), node);
  }

  HdfNode node() {
    return node;
  }

  /** Whether there is a variable of a dimension's name, along it first. */
  private boolean isCoordinate(String dimension) {
    return dataset.variables().stream()
        .anyMatch(
            v ->
                v.name().equals(dimension)
                    && v.rank() > 0
                    && v.dimensions().getFirst().equals(dimension));
  }

  private void addDimension(Dimension d, @Nullable HdfNode coordinate) {
    HdfDimension known = dimensions.get(d.name());
    if (known != null && known.dimension().equals(d)) {
      return;
    }
    int id = plan.all().size();
    HdfNode scale = coordinate;
    if (scale != null) {
      HdfDimension.mark(scale, d.name(), id);
    } else {
      scale = HdfVariable.ofDimension(d.length(), HdfDimension.isUnlimited(d)).node();
      HdfDimension.mark(
          scale,
          "This is a netCDF dimension but not a netCDF variable.%10d".formatted(d.length()),
          id);
      members.put(d.name(), scale);
      plan.nodes().add(scale);
    }
    HdfDimension added = new HdfDimension(d, id, scale);
    plan.all().add(added);
    dimensions.put(d.name(), added);
  }

  private void addVariable(Variable v, HdfNode variable) {
    List<HdfDimension> own =
        v.dimensions().stream().map(d -> Objects.requireNonNull(dimensions.get(d))).toList();
    boolean scale = own.stream().anyMatch(d -> d.scale() == variable);
    if (!scale && !own.isEmpty()) {
      variable.add(HdfAttribute.dimensionList(own.stream().map(HdfDimension::scale).toList()));
      for (int d = 0; d < own.size(); d++) {
        own.get(d).use(variable, d);
      }
    }
    if (!own.isEmpty() && (!scale || own.size() > 1)) {
      variable.add(HdfAttribute.coordinates(own.stream().mapToInt(HdfDimension::id).toArray()));
    }
    copyAttributes(v.attributes(), variable);
    boolean clash = !scale && members.containsKey(v.name());
    members.put(clash ? NOT_A_COORDINATE + v.name() : v.name(), variable);
    plan.nodes().add(variable);
  }

  private static void copyAttributes(Attributes attributes, HdfNode to) {
    attributes.forEach(
        (name, value) -> {
          if (!RESERVED.contains(name)) {
            to.add(HdfAttribute.of(name, value));
          }
        });
  }

  private List<HdfMessage> messages() {
    List<HdfMessage> m = new ArrayList<>();
    m.add(HdfMessage.linkInfo(members.size()));
    m.add(HdfMessage.groupInfo());
    long order = 0;
    for (Map.Entry<String, HdfNode> member : members.entrySet()) {
      if (member.getKey().isEmpty() || member.getKey().contains("/")) {
        throw new IllegalArgumentException("name is empty or has a slash: name=" + member.getKey());
      }
      m.add(HdfMessage.link(member.getKey(), order++, member.getValue().address()));
    }
    return m;
  }
}
