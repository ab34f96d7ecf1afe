package org.hyperslab.dataset;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.hyperslab.ChunkedArray;
import org.hyperslab.Session;
import org.hyperslab.grid.Shape;
import org.jspecify.annotations.Nullable;

/** What times are grouped by. The names are xarray's, of the groups' coordinate too. */
public enum TimeGroup {
  YEAR,
  SEASON,
  MONTH,
  DAY,
  HOUR,
  DAYOFYEAR;

  /**
   * The part of that name, such as {@code dayofyear}.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static TimeGroup named(String name) {
    for (TimeGroup g : values()) {
      if (g.toString().equals(name)) {
        return g;
      }
    }
    throw new IllegalArgumentException(
        "times have no such part: '" + name + "', but " + List.of(values()));
  }

  private Key key(CalendarDate date) {
    return new Key(number(date), this == SEASON ? date.season() : "");
  }

  private int number(CalendarDate date) {
    return switch (this) {
      case YEAR -> date.year();
      case SEASON -> 0;
      case MONTH -> date.month();
      case DAY -> date.day();
      case HOUR -> date.hour();
      case DAYOFYEAR -> date.dayOfYear();
    };
  }

  /**
   * The groups that there are, ascending (seasons alphabetically, as in xarray).
   *
   * @param labels the group of every index, {@link #NONE} if it has no time
   * @param coordinate the groups' names
   */
  record Groups(List<Long> labels, Variable coordinate) {
    static final long NONE = -1;

    long count() {
      return coordinate.shape().dim(0);
    }

    long[] toArray() {
      return labels.stream().mapToLong(Long::longValue).toArray();
    }
  }

  private record Key(int number, String name) implements Comparable<Key> {
    @Override
    public int compareTo(Key other) {
      return number != other.number
          ? Integer.compare(number, other.number)
          : name.compareTo(other.name);
    }
  }

  /**
   * Groups the times of a dimension. As in xarray, indices whose time is missing are in no group.
   *
   * @throws IllegalArgumentException if it has none
   */
  Groups of(Dataset dataset, String dimension, Session session) {
    Coordinate labels = Coordinate.readAll(dataset, dimension, session);
    if (!(labels instanceof Coordinate.Times times)) {
      throw new IllegalArgumentException(
          "dimension has no times to group by: dimension=%s, units=%s"
              .formatted(dimension, dataset.variable(dimension).attributes().text("units")));
    }
    int n = times.size();
    List<@Nullable Key> keys = new ArrayList<>();
    Map<Key, Long> groups = new TreeMap<>();
    for (int i = 0; i < n; i++) {
      Key key = times.isMissing(i) ? null : key(times.date(i));
      keys.add(key);
      if (key != null) {
        groups.put(key, 0L);
      }
    }
    if (groups.isEmpty() && n > 0) {
      throw new IllegalArgumentException("all times are missing: dimension=" + dimension);
    }
    long next = 0;
    for (Key key : List.copyOf(groups.keySet())) {
      groups.put(key, next++);
    }
    List<Long> numbers = keys.stream().map(k -> k == null ? Groups.NONE : groups.get(k)).toList();
    return new Groups(numbers, coordinate(groups));
  }

  private Variable coordinate(Map<Key, Long> groups) {
    List<String> dimension = List.of(toString());
    if (this == SEASON) {
      String[] names = groups.keySet().stream().map(Key::name).toArray(String[]::new);
      return Variable.ofText(
          toString(), dimension, TextSource.of(Shape.of(names.length), names), Attributes.none());
    }
    long[] numbers = groups.keySet().stream().mapToLong(Key::number).toArray();
    return Variable.of(toString(), dimension, ChunkedArray.fromJava(numbers), Attributes.none());
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
