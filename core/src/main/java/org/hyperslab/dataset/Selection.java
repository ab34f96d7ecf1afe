package org.hyperslab.dataset;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.hyperslab.Session;
import org.hyperslab.grid.Hyperslab;

/**
 * Elements of a dataset, chosen by labels; see {@link Dataset#sel(Session, String)} for the
 * notation.
 */
final class Selection {
  private static final Pattern ITEM = Pattern.compile("\\s*([^=~,]+?)\\s*([=~])\\s*(.*?)\\s*");
  private static final Pattern DATES =
      Pattern.compile("(" + DateLabel.PATTERN + ")?\\s*:\\s*(" + DateLabel.PATTERN + ")?");

  /**
   * Indices along a dimension.
   *
   * @param keep whether the dimension stays; if not there is one index
   */
  record Indices(long start, long stop, boolean keep) {
    Hyperslab.Item item() {
      return keep ? Hyperslab.Item.range(start, stop) : Hyperslab.Item.at(start);
    }
  }

  private Selection() {}

  /** Reads a selection and finds the indices that it means. */
  static Map<String, Indices> resolve(Dataset dataset, String selection, Session session) {
    Map<String, Indices> found = new LinkedHashMap<>();
    for (String item : selection.split(",", -1)) {
      Matcher m = ITEM.matcher(item);
      if (!m.matches() || m.group(3).isEmpty()) {
        throw new IllegalArgumentException(
            "not a selection: '%s'; such as lat=30:60, time=2001-06, or lon~7.5 for the nearest"
                .formatted(item.strip()));
      }
      String dimension = m.group(1);
      Coordinate labels = Coordinate.read(dataset, dimension, session);
      Indices indices =
          switch (labels) {
            case Coordinate.Numeric n -> numeric(n, dimension, m.group(3), m.group(2).equals("~"));
            case Coordinate.Times t -> times(t, dimension, m.group(3), m.group(2).equals("~"));
            case Coordinate.Texts t -> texts(t, dimension, m.group(3));
          };
      if (found.put(dimension, indices) != null) {
        throw new IllegalArgumentException("dimension is selected twice: " + dimension);
      }
    }
    return found;
  }

  private static Indices numeric(
      Coordinate.Numeric labels, String dimension, String wanted, boolean nearest) {
    int n = labels.size();
    int colon = wanted.indexOf(':');
    if (colon >= 0) {
      if (nearest) {
        throw noRange(dimension, wanted);
      }
      double a = bound(wanted.substring(0, colon), labels, Double.NEGATIVE_INFINITY);
      double b = bound(wanted.substring(colon + 1), labels, Double.POSITIVE_INFINITY);
      double least = Math.min(a, b);
      double most = Math.max(a, b);
      return within(
          n, i -> labels.value(i) >= least && labels.value(i) <= most, dimension, wanted, true);
    }
    double value = number(wanted, labels);
    if (!nearest) {
      return within(n, i -> labels.value(i) == value, dimension, wanted, false);
    }
    int best = -1;
    for (int i = 0; i < n; i++) {
      double distance = Math.abs(labels.value(i) - value);
      double least = best < 0 ? Double.POSITIVE_INFINITY : Math.abs(labels.value(best) - value);
      boolean tie = distance == least && best >= 0;
      if (distance < least || (tie && labels.value(i) > labels.value(best))) {
        best = i;
      }
    }
    return one(best, dimension, wanted);
  }

  private static double bound(String text, Coordinate.Numeric labels, double open) {
    return text.isBlank() ? open : number(text, labels);
  }

  private static double number(String text, Coordinate.Numeric labels) {
    try {
      return labels.label(Double.parseDouble(text.strip()));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("not a number: '" + text.strip() + "'", e);
    }
  }

  private static Indices times(
      Coordinate.Times labels, String dimension, String wanted, boolean nearest) {
    Calendar calendar = labels.calendar();
    Matcher range = DATES.matcher(wanted);
    boolean isRange = !wanted.matches(DateLabel.PATTERN) && range.matches();
    if (isRange && nearest) {
      throw noRange(dimension, wanted);
    }
    int n = labels.size();
    if (isRange) {
      DateLabel a = range.group(1) == null ? null : DateLabel.parse(range.group(1), calendar);
      DateLabel b = range.group(2) == null ? null : DateLabel.parse(range.group(2), calendar);
      long from = a == null ? Long.MIN_VALUE : a.first();
      long to = b == null ? Long.MAX_VALUE : b.last();
      return within(
          n, i -> labels.micros(i) >= from && labels.micros(i) <= to, dimension, wanted, true);
    }
    DateLabel label = DateLabel.parse(wanted, calendar);
    if (nearest) {
      return one(nearest(labels, label.first()), dimension, wanted);
    }
    boolean coarser = label.last() - label.first() + 1 > labels.resolution();
    long last = coarser ? label.last() : label.first();
    return within(
        n,
        i -> labels.micros(i) >= label.first() && labels.micros(i) <= last,
        dimension,
        wanted,
        coarser);
  }

  private static int nearest(Coordinate.Times labels, long wanted) {
    int best = -1;
    for (int i = 0; i < labels.size(); i++) {
      long least = best < 0 ? Long.MAX_VALUE : Math.abs(labels.micros(best) - wanted);
      long distance = Math.abs(labels.micros(i) - wanted);
      boolean tie = distance == least && best >= 0;
      if (distance < least || (tie && labels.micros(i) > labels.micros(best))) {
        best = i;
      }
    }
    return best;
  }

  private static Indices texts(Coordinate.Texts labels, String dimension, String wanted) {
    int at = labels.values().indexOf(wanted);
    return one(at, dimension, wanted);
  }

  private static Indices one(int at, String dimension, String wanted) {
    if (at < 0) {
      throw new IllegalArgumentException(
          "no such label: dimension=%s, label=%s".formatted(dimension, wanted));
    }
    return new Indices(at, at + 1L, false);
  }

  /**
   * The indices that are wanted, which must follow each other.
   *
   * @param keep whether the dimension stays where it is only one
   */
  private static Indices within(
      int n, IntPredicate isIn, String dimension, String wanted, boolean keep) {
    int first = -1;
    int last = -1;
    int count = 0;
    for (int i = 0; i < n; i++) {
      if (isIn.test(i)) {
        first = first < 0 ? i : first;
        last = i;
        count++;
      }
    }
    if (count == 0) {
      throw new IllegalArgumentException(
          "nothing is there: dimension=%s, selection=%s%s"
              .formatted(
                  dimension,
                  wanted,
                  keep ? "" : "; '" + dimension + "~" + wanted + "' takes the nearest"));
    }
    if (count != last - first + 1) {
      throw new IllegalArgumentException(
          "labels are not in order, so that the selection is no range: dimension=%s, selection=%s"
              .formatted(dimension, wanted));
    }
    return new Indices(first, last + 1L, keep || count > 1);
  }

  private static IllegalArgumentException noRange(String dimension, String wanted) {
    return new IllegalArgumentException(
        "the nearest of a range: %s~%s; write %s=%s"
            .formatted(dimension, wanted, dimension, wanted));
  }

  /** A dataset cut to indices; its groups are left out. */
  static Dataset apply(Dataset dataset, Map<String, Indices> indices) {
    Dataset.Builder b = Dataset.builder().name(dataset.name()).attributes(dataset.attributes());
    for (Dimension d : dataset.dimensions()) {
      Indices i = indices.get(d.name());
      if (i == null) {
        b.dimension(d);
      } else if (i.keep()) {
        b.dimension(new Dimension(d.name(), i.stop() - i.start(), d.unlimited()));
      }
    }
    dataset.variables().forEach(v -> b.variable(apply(v, indices)));
    return b.build();
  }

  private static Variable apply(Variable v, Map<String, Indices> indices) {
    if (v.dimensions().stream().noneMatch(indices::containsKey)) {
      return v;
    }
    List<Hyperslab.Item> items = new ArrayList<>();
    List<String> left = new ArrayList<>();
    for (int d = 0; d < v.rank(); d++) {
      String name = v.dimensions().get(d);
      Indices i = indices.getOrDefault(name, new Indices(0, v.shape().dim(d), true));
      items.add(i.item());
      if (i.keep()) {
        left.add(name);
      }
    }
    Hyperslab selection = new Hyperslab(items);
    Variable cut =
        v.isNumeric()
            ? Variable.of(v.name(), left, v.array().slice(selection), v.attributes())
            : Variable.ofText(v.name(), left, new SlicedText(v.text(), selection), v.attributes());
    return cut.withStorage(v.storage());
  }
}
