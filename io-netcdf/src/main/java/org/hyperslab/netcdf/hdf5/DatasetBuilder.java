package org.hyperslab.netcdf.hdf5;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.hyperslab.ChunkedArray;
import org.hyperslab.block.DType;
import org.hyperslab.dataset.AttributeValue;
import org.hyperslab.dataset.Attributes;
import org.hyperslab.dataset.Dataset;
import org.hyperslab.dataset.Dimension;
import org.hyperslab.dataset.Numbers;
import org.hyperslab.dataset.Variable;
import org.hyperslab.grid.Shape;
import org.hyperslab.store.FormatException;

/** Makes a dataset of a file's groups: names for dimensions, sources for numbers. */
final class DatasetBuilder {
  /** Attributes by which NetCDF-4 keeps dimensions; they are no one's business. */
  private static final Set<String> HIDDEN =
      Set.of(
          "REFERENCE_LIST",
          "DIMENSION_LIST",
          "_Netcdf4Dimid",
          "_Netcdf4Coordinates",
          "_nc3_strict",
          "_NCProperties");

  private static final Set<String> HIDDEN_IN_SCALES = Set.of("CLASS", "NAME");

  private final FileId file;
  private final Hdf5Group root;
  private final Map<Integer, ChunkFilter> filters;
  private final Scales scales;

  /** By dataset. Known for all before the first is used, since lengths grow. */
  private final Map<Long, List<Scales.Scale>> dimensions = new HashMap<>();

  DatasetBuilder(FileId file, Hdf5Group root, Map<Integer, ChunkFilter> filters) {
    this.file = file;
    this.root = root;
    this.filters = filters;
    this.scales = new Scales(root);
    findDimensions(root);
  }

  private void findDimensions(Hdf5Group group) {
    Map<Scales.Phony, List<Scales.Scale>> phony = new HashMap<>();
    for (Hdf5Object member : group.members().values()) {
      switch (member) {
        case Hdf5Group g -> findDimensions(g);
        case Hdf5Dataset d -> {
          if (!dimensions.containsKey(d.address())) {
            dimensions.put(d.address(), scales.of(d, phony));
          }
        }
      }
    }
  }

  Dataset build() throws FormatException {
    return build(root);
  }

  private Dataset build(Hdf5Group group) throws FormatException {
    Dataset.Builder builder =
        Dataset.builder()
            .name(file.name() + (group.path().isEmpty() ? "" : "#" + group.path().substring(1)))
            .attributes(attributes(group.attributes(), false));
    Map<String, Scales.Scale> names = new LinkedHashMap<>();
    Map<String, Hdf5Dataset> variables = new LinkedHashMap<>();
    List<Scales.Scale> own = new ArrayList<>();
    for (Map.Entry<String, Hdf5Object> member : group.members().entrySet()) {
      switch (member.getValue()) {
        case Hdf5Group g -> builder.group(member.getKey(), build(g));
        case Hdf5Dataset d -> {
          if (Scales.isScale(d) && !dimensionsOf(d).isEmpty()) {
            own.add(dimensionsOf(d).getFirst());
          }
          if (!Scales.isOnlyDimension(d)) {
            variables.put(Scales.variableName(member.getKey()), d);
          }
        }
      }
    }
    own.sort(Comparator.comparingLong(scale -> scale.id));
    own.forEach(scale -> declare(builder, names, scale));
    for (Map.Entry<String, Hdf5Dataset> variable : variables.entrySet()) {
      Hdf5Dataset d = variable.getValue();
      List<String> dimensionNames = new ArrayList<>();
      for (Scales.Scale scale : dimensionsOf(d)) {
        dimensionNames.add(declare(builder, names, scale));
      }
      builder.variable(variable(variable.getKey(), d, dimensionNames));
    }
    return builder.build();
  }

  private List<Scales.Scale> dimensionsOf(Hdf5Dataset d) {
    return dimensions.getOrDefault(d.address(), List.of());
  }

  /**
   * The name of a dimension in a group. One of the same name from a group further out gets its
   * path.
   */
  private static String declare(
      Dataset.Builder builder, Map<String, Scales.Scale> names, Scales.Scale scale) {
    String name = scale.name;
    Scales.Scale known = names.putIfAbsent(name, scale);
    if (known != null && known != scale) {
      name = scale.group + "/" + scale.name;
      names.put(name, scale);
    }
    builder.dimension(new Dimension(name, scale.length, scale.unlimited));
    return name;
  }

  private Variable variable(String name, Hdf5Dataset d, List<String> dimensionNames)
      throws FormatException {
    Attributes attributes = attributes(d.attributes(), Scales.isScale(d));
    Shape shape = Shape.of(dimensionsOf(d).stream().mapToLong(scale -> scale.length).toArray());
    NumericType type = NumericType.of(d.type());
    if (type == null || d.space().isNull()) {
      return Variable.ofText(name, dimensionNames, new Hdf5Texts(d, shape, filters), attributes)
          .withStorage(d.storage());
    }
    FilterChain chain = new FilterChain(d.filters(), d.chunkBytes(), filters);
    Hdf5Source source;
    try {
      source = new Hdf5Source(d, type, shape, chain);
    } catch (ArithmeticException | IllegalArgumentException e) {
      throw new FormatException(
          "dataset is too large: file=%s, variable=%s, shape=%s"
              .formatted(file.name(), d.path(), shape),
          e);
    }
    return Variable.of(
            name, dimensionNames, ChunkedArray.from(source), withFlags(attributes, d.type()))
        .withStorage(d.storage());
  }

  private static Attributes attributes(List<Hdf5Attribute> all, boolean isScale) {
    Attributes.Builder builder = Attributes.builder();
    for (Hdf5Attribute a : all) {
      AttributeValue value = a.value();
      boolean hidden =
          HIDDEN.contains(a.name()) || (isScale && HIDDEN_IN_SCALES.contains(a.name()));
      if (value != null && !hidden) {
        builder.put(a.name(), value);
      }
    }
    return builder.build();
  }

  /** An enumeration's names as CF says flags. */
  private static Attributes withFlags(Attributes attributes, Datatype type) {
    if (!(type instanceof Datatype.Enumeration e)
        || e.isBool()
        || attributes.has("flag_values")
        || attributes.has("flag_meanings")) {
      return attributes;
    }
    DType dtype = NumericType.of(e.base());
    long[] values = e.values().stream().mapToLong(Long::longValue).toArray();
    List<String> meanings = e.names().stream().map(n -> n.replaceAll("\\s+", "_")).toList();
    return attributes
        .with("flag_values", Numbers.of(dtype, values))
        .with("flag_meanings", String.join(" ", meanings));
  }
}
