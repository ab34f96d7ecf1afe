package org.hyperslab.dataset;

import java.util.List;
import org.hyperslab.ChunkedArray;
import org.hyperslab.block.DType;
import org.jspecify.annotations.Nullable;

/**
 * What stays of a time coordinate when its dimension is reduced: a scalar coordinate of the same
 * name, with bounds from the begin of the first cell to the end of the last, or from the first time
 * to the last where there are no bounds, and in the middle of these (CF, 7.3). Everything is lazy.
 *
 * @param time the scalar
 * @param bounds from where to where, along a dimension of two
 */
record TimeCell(Variable time, Variable bounds) {
  /** Of a dimension, or null if it has no times. */
  static @Nullable TimeCell of(Dataset dataset, String dimension) {
    Variable times = dataset.coordinate(dimension);
    if (times == null
        || !times.isNumeric()
        || times.shape().dim(0) == 0
        || !TimeUnits.isTime(times.attributes().text("units"))) {
      return null;
    }
    Variable decoded = times.decoded();
    Variable cells = cells(dataset, times);
    ChunkedArray ends = cells == null ? decoded.array() : cells.decoded().array();
    ChunkedArray first = ends.nanmin();
    ChunkedArray last = ends.nanmax();
    ChunkedArray sum = first.cast(DType.FLOAT64).add(last.cast(DType.FLOAT64));
    String name = cells == null ? free(dataset, dimension) : cells.name();
    String pair = cells == null ? pair(dataset) : cells.dimensions().get(1);
    boolean climatology = cells != null && times.attributes().has(Roles.CLIMATOLOGY);
    Attributes attributes =
        decoded.attributes().with(climatology ? Roles.CLIMATOLOGY : Roles.BOUNDS, name);
    return new TimeCell(
        Variable.of(dimension, List.of(), sum.multiply(0.5), attributes),
        Variable.of(
            name,
            List.of(pair),
            ChunkedArray.concatenate(0, first.expandDims(0), last.expandDims(0)),
            Attributes.none()));
  }

  /** The bounds that times have, in their units; null if there are none. */
  private static @Nullable Variable cells(Dataset dataset, Variable times) {
    Variable cells = Roles.bounds(dataset, times);
    boolean usable =
        cells != null
            && cells.isNumeric()
            && cells.rank() == 2
            && cells.shape().dim(1) == 2
            && String.valueOf(times.attributes().text("units"))
                .equals(cells.attributes().text("units"));
    return usable ? cells : null;
  }

  private static String free(Dataset dataset, String dimension) {
    String name = dimension + "_bnds";
    while (dataset.hasVariable(name)) {
      name += "_";
    }
    return name;
  }

  private static String pair(Dataset dataset) {
    String name = "nv";
    while (dataset.hasDimension(name) && dataset.dimension(name).length() != 2) {
      name += "_";
    }
    return name;
  }

  /** The attributes of data that was reduced: scalar coordinates are named by them. */
  Attributes named(Attributes data) {
    String before = data.text(Roles.COORDINATES);
    return data.with(Roles.COORDINATES, before == null ? time.name() : before + " " + time.name());
  }
}
