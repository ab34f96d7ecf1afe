package org.hyperslab.examples;

import java.util.Locale;
import org.hyperslab.Axes;
import org.hyperslab.ChunkedArray;
import org.hyperslab.dataset.Statistic;
import org.jspecify.annotations.Nullable;

/** The reductions of the {@code reduce} command. The names are those that users write. */
enum Operation {
  SUM,
  PROD,
  MEAN,
  MEDIAN,
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
      case MEDIAN -> array.median(axes);
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

  /** The operation that leaves out what is missing, if it is one that datasets have; else null. */
  @Nullable Statistic statistic() {
    return switch (this) {
      case SUM, NANSUM -> Statistic.SUM;
      case MEAN, NANMEAN -> Statistic.MEAN;
      case MEDIAN -> Statistic.MEDIAN;
      case VAR, NANVAR -> Statistic.VAR;
      case STD, NANSTD -> Statistic.STD;
      case MIN, NANMIN -> Statistic.MIN;
      case MAX, NANMAX -> Statistic.MAX;
      case COUNT -> Statistic.COUNT;
      case PROD, ANY, ALL, ARGMIN, ARGMAX -> null;
    };
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
