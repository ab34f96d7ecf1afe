package org.hyperslab.netcdf.hdf5;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.hyperslab.dataset.AttributeValue;
import org.hyperslab.dataset.Numbers;
import org.jspecify.annotations.Nullable;

/**
 * The dimensions of a file. NetCDF-4 keeps them as dimension scales: datasets that others refer to.
 * A dimension without a scale gets the name {@code phony_dim_N}, as in other readers.
 */
final class Scales {
  private static final String NO_VARIABLE = "This is a netCDF dimension but not a netCDF variable";
  private static final String NOT_COORDINATE = "_nc4_non_coord_";

  private final Map<Long, Scale> byAddress = new HashMap<>();
  private final Map<Long, Scale> byId = new HashMap<>();
  private int phony;

  /** A dimension; its length grows while datasets are looked at. */
  static final class Scale {
    final String name;
    final boolean unlimited;
    final String group;

    /** NetCDF-4's number of the dimension, by which dimensions are in order. */
    final long id;

    long length;

    private Scale(String name, String group, long id, long length, boolean unlimited) {
      this.name = name;
      this.id = id;
      this.group = group;
      this.length = length;
      this.unlimited = unlimited;
    }
  }

  /** What datasets of a group have in common that share a dimension without a name. */
  record Phony(long length, boolean unlimited) {}

  Scales(Hdf5Group root) {
    collect(root, new HashSet<>());
  }

  private void collect(Hdf5Group group, Set<Long> seen) {
    if (!seen.add(group.address())) {
      return;
    }
    group
        .members()
        .forEach(
            (name, member) -> {
              switch (member) {
                case Hdf5Group g -> collect(g, seen);
                case Hdf5Dataset d -> add(name, group, d);
              }
            });
  }

  private void add(String name, Hdf5Group group, Hdf5Dataset d) {
    if (!isScale(d) || d.space().rank() == 0) {
      return;
    }
    Numbers number = d.value("_Netcdf4Dimid") instanceof Numbers n && n.size() == 1 ? n : null;
    long id = number == null ? Long.MAX_VALUE : number.getLong(0);
    Scale scale =
        new Scale(
            variableName(name),
            group.path(),
            id,
            d.space().extents().getFirst(),
            d.space().isUnlimited(0));
    byAddress.putIfAbsent(d.address(), scale);
    if (number != null) {
      byId.putIfAbsent(id, scale);
    }
  }

  static boolean isScale(Hdf5Dataset d) {
    return "DIMENSION_SCALE".equals(text(d, "CLASS"));
  }

  /** Whether the dataset is only there for its length. */
  static boolean isOnlyDimension(Hdf5Dataset d) {
    String name = text(d, "NAME");
    return isScale(d) && name != null && name.startsWith(NO_VARIABLE);
  }

  private static @Nullable String text(Hdf5Dataset d, String attribute) {
    return d.value(attribute) instanceof AttributeValue.Text(String text) ? text : null;
  }

  /**
   * A variable that has the name of a dimension, but isn't its coordinate, is stored by another.
   */
  static String variableName(String name) {
    return name.startsWith(NOT_COORDINATE) ? name.substring(NOT_COORDINATE.length()) : name;
  }

  /** The dimensions of a dataset; they get at least its lengths. */
  List<Scale> of(Hdf5Dataset d, Map<Phony, List<Scale>> phonyOfGroup) {
    List<Scale> scales = new ArrayList<>();
    for (int axis = 0; axis < d.space().rank(); axis++) {
      long extent = d.space().extents().get(axis);
      Scale scale = find(d, axis);
      if (scale == null || (scale.length != extent && !scale.unlimited)) {
        scale = phony(d, axis, scales, phonyOfGroup);
      }
      scale.length = Math.max(scale.length, extent);
      scales.add(scale);
    }
    return scales;
  }

  private @Nullable Scale find(Hdf5Dataset d, int axis) {
    if (isScale(d)) {
      return axis == 0 ? byAddress.get(d.address()) : byCoordinates(d, axis);
    }
    List<List<Long>> list = d.references("DIMENSION_LIST");
    if (axis < list.size()) {
      for (long address : list.get(axis)) {
        Scale scale = byAddress.get(address);
        if (scale != null) {
          return scale;
        }
      }
    }
    return byCoordinates(d, axis);
  }

  private @Nullable Scale byCoordinates(Hdf5Dataset d, int axis) {
    return d.value("_Netcdf4Coordinates") instanceof Numbers ids && axis < ids.size()
        ? byId.get(ids.getLong(axis))
        : null;
  }

  /** One of the same length that the dataset hasn't yet, or a new one. */
  private Scale phony(Hdf5Dataset d, int axis, List<Scale> taken, Map<Phony, List<Scale>> known) {
    long extent = d.space().extents().get(axis);
    boolean unlimited = d.space().isUnlimited(axis);
    List<Scale> alike = known.computeIfAbsent(new Phony(extent, unlimited), p -> new ArrayList<>());
    for (Scale scale : alike) {
      // Its length may have grown.
      if (scale.length == extent && !taken.contains(scale)) {
        return scale;
      }
    }
    Scale scale = new Scale("phony_dim_" + phony++, "", Long.MAX_VALUE, extent, unlimited);
    alike.add(scale);
    return scale;
  }
}
