package org.hyperslab.examples;

import java.util.Locale;
import org.hyperslab.Axes;
import org.hyperslab.ChunkedArray;

/** The reductions of the {@code reduce} command. The names are those that users write. */
enum Operation {
  SUM,
  PROD,
  MEAN,
  VAR,
  STD,
  MIN,
  MAX,
  ANY,
  ALL,
  ARGMIN,
  ARGMAX,
  COUNT,
  NANSUM,
  NANMEAN,
  NANVAR,
  NANSTD,
  NANMIN,
  NANMAX;

  /** The array reduced; {@code ddof} matters to variances and standard deviations only. */
  ChunkedArray apply(ChunkedArray array, Axes axes, int ddof) {
    return switch (this) {
      case SUM -> array.sum(axes);
      case PROD -> array.prod(axes);
      case MEAN -> array.mean(axes);
      case VAR -> array.var(axes, ddof);
      case STD -> array.std(axes, ddof);
      case MIN -> array.min(axes);
      case MAX -> array.max(axes);
      case ANY -> array.any(axes);
      case ALL -> array.all(axes);
      case ARGMIN -> array.argmin(axes);
      case ARGMAX -> array.argmax(axes);
      case COUNT -> array.countNonzero(axes);
      case NANSUM -> array.nansum(axes);
      case NANMEAN -> array.nanmean(axes);
      case NANVAR -> array.nanvar(axes, ddof);
      case NANSTD -> array.nanstd(axes, ddof);
      case NANMIN -> array.nanmin(axes);
      case NANMAX -> array.nanmax(axes);
    };
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
