package org.hyperslab.dataset;

import java.util.Locale;
import org.hyperslab.Axes;
import org.hyperslab.ChunkedArray;
import org.hyperslab.Chunks;
import org.hyperslab.GroupedArray;
import org.hyperslab.block.DType;

/** What datasets are reduced to. As in xarray, what is missing (NaN) is left out. */
public enum Statistic {
  /** The mean; NaN where everything is missing. */
  MEAN("mean"),
  /** The sum; 0 where everything is missing. */
  SUM("sum"),
  /** The smallest element. */
  MIN("minimum"),
  /** The largest element. */
  MAX("maximum"),
  /** The standard deviation. */
  STD("standard_deviation"),
  /** The variance. */
  VAR("variance"),
  /** The middle element, or the mean of the two in the middle. */
  MEDIAN("median"),
  /** How many elements are not missing, as int64. */
  COUNT("");

  private final String cellMethod;

  Statistic(String cellMethod) {
    this.cellMethod = cellMethod;
  }

  /**
   * An array reduced over some axes; {@code ddof} is what variances and standard deviations take
   * from the count.
   */
  public ChunkedArray of(ChunkedArray x, Axes axes, int ddof) {
    return switch (this) {
      case MEAN -> x.nanmean(axes);
      case SUM -> x.nansum(axes);
      case MIN -> x.nanmin(axes);
      case MAX -> x.nanmax(axes);
      case STD -> x.nanstd(axes, ddof);
      case VAR -> x.nanvar(axes, ddof);
      case MEDIAN -> x.nanmedian(axes);
      case COUNT -> present(x).countNonzero(axes);
    };
  }

  private static ChunkedArray present(ChunkedArray x) {
    return x.dtype().isFloat()
        ? x.isNaN().logicalNot()
        : ChunkedArray.ones(x.shape(), DType.BOOL, Chunks.auto());
  }

  /** The groups of an array reduced. */
  ChunkedArray of(GroupedArray x, int ddof) {
    return switch (this) {
      case MEAN -> x.nanmean();
      case SUM -> x.nansum();
      case MIN -> x.nanmin();
      case MAX -> x.nanmax();
      case STD -> x.nanstd(ddof);
      case VAR -> x.nanvar(ddof);
      case MEDIAN -> x.nanmedian();
      case COUNT -> x.count();
    };
  }

  /**
   * A variable's attributes after it was reduced: what was done is added to {@code cell_methods},
   * and the units of variances and counts are others.
   */
  Attributes describe(Attributes attributes, Iterable<String> dimensions) {
    Attributes result = attributes;
    String units = attributes.text("units");
    if (this == VAR && units != null) {
      result = result.with("units", units.matches("[A-Za-z]+") ? units + "2" : "(" + units + ")2");
    }
    if (this == COUNT) {
      String name = attributes.text("standard_name");
      result = units == null ? result : result.with("units", "1");
      return name == null ? result : result.with("standard_name", name + " number_of_observations");
    }
    String method = String.join(": ", dimensions) + ": " + cellMethod;
    String before = attributes.text("cell_methods");
    return result.with("cell_methods", before == null ? method : before + " " + method);
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
