package org.hyperslab.netcdf;

import java.util.ArrayList;
import java.util.List;
import org.hyperslab.dataset.Dimension;

/** A dimension of an HDF5 file that is written: its scale, and which datasets have it. Stateful. */
final class HdfDimension {
  private static final long REFERENCE_BYTES = 16;
  private static final long ROOM_FOR_HEADER = 256;

  private final Dimension dimension;
  private final int id;
  private final HdfNode scale;
  private final List<HdfAttribute.Use> uses = new ArrayList<>();

  /**
   * @param id its number in the file
   * @param scale the dataset that stands for it
   */
  HdfDimension(Dimension dimension, int id, HdfNode scale) {
    this.dimension = dimension;
    this.id = id;
    this.scale = scale;
  }

  /** Whether a dimension is unlimited in the file; empty ones are in every NetCDF file. */
  static boolean isUnlimited(Dimension d) {
    return d.unlimited() || d.length() == 0;
  }

  Dimension dimension() {
    return dimension;
  }

  int id() {
    return id;
  }

  HdfNode scale() {
    return scale;
  }

  /** A dataset has this dimension. */
  void use(HdfNode dataset, int axis) {
    uses.add(new HdfAttribute.Use(dataset, axis));
  }

  /** Tells the scale who uses it, unless that are more than an attribute can hold. */
  void finish() {
    if (!uses.isEmpty()
        && uses.size() * REFERENCE_BYTES + ROOM_FOR_HEADER < HdfMessage.MOST_BYTES) {
      scale.add(HdfAttribute.referenceList(uses));
    }
  }

  /** Makes a node the scale of a dimension: the attributes that say so. */
  static void mark(HdfNode scale, String name, int id) {
    scale.add(HdfAttribute.terminated("CLASS", "DIMENSION_SCALE"));
    scale.add(HdfAttribute.terminated("NAME", name));
    scale.add(HdfAttribute.scalar("_Netcdf4Dimid", id));
  }
}
