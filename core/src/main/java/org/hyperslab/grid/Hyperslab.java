package org.hyperslab.grid;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A selection from an array, item by item as between NumPy's brackets: ranges with any step, single
 * indices, new dimensions and an ellipsis. It becomes an {@link IndexMap} once it meets a shape.
 * Immutable.
 */
public record Hyperslab(List<Item> items) {
  public Hyperslab {
    items = List.copyOf(items);
  }

  /** One item of a selection. */
  public sealed interface Item {
    /** Everything along one dimension, {@code :}. */
    Item ALL = new Range(null, null, 1);

    /**
     * Every element from {@code start} (inclusive) to {@code stop} (exclusive); negative ones count
     * from the end.
     */
    static Item range(long start, long stop) {
      return new Range(start, stop, 1);
    }

    /** As {@link #range(long, long)}, every {@code step}-th element. */
    static Item range(long start, long stop, long step) {
      return new Range(start, stop, step);
    }

    /** One element; the dimension disappears. */
    static Item at(long index) {
      return new At(index);
    }
  }

  /** {@code start:stop:step}; null stands for what Python fills in. */
  public record Range(@Nullable Long start, @Nullable Long stop, long step) implements Item {
    public Range {
      if (step == 0) {
        throw new IllegalArgumentException("slice step cannot be zero");
      }
    }

    @Override
    public String toString() {
      return (start == null ? "" : start)
          + ":"
          + (stop == null ? "" : stop)
          + (step == 1 ? "" : ":" + step);
    }
  }

  /** A single index. */
  public record At(long index) implements Item {
    @Override
    public String toString() {
      return Long.toString(index);
    }
  }

  /** A new dimension of extent 1, {@code None} or {@code newaxis}. */
  public record NewAxis() implements Item {
    @Override
    public String toString() {
      return "newaxis";
    }
  }

  /** As many whole dimensions as are left, {@code ...}. */
  public record Ellipsis() implements Item {
    @Override
    public String toString() {
      return "...";
    }
  }

  /** A selection of the given items. */
  public static Hyperslab of(Item... items) {
    return new Hyperslab(List.of(items));
  }

  /**
   * A selection in NumPy's notation, without the brackets: {@code "::2, 5000:"}, {@code "..., -1"},
   * {@code "3, newaxis"}.
   *
   * @throws IllegalArgumentException if it cannot be understood
   */
  public static Hyperslab parse(String text) {
    String body = text.strip();
    if (body.startsWith("[") && body.endsWith("]")) {
      body = body.substring(1, body.length() - 1).strip();
    }
    List<Item> items = new ArrayList<>();
    if (!body.isEmpty()) {
      String[] parts = body.split(",", -1);
      int n =
          parts.length > 1 && parts[parts.length - 1].isBlank() ? parts.length - 1 : parts.length;
      for (int i = 0; i < n; i++) {
        items.add(item(parts[i].strip(), text));
      }
    }
    return new Hyperslab(items);
  }

  private static Item item(String part, String text) {
    switch (part) {
      case "..." -> {
        return new Ellipsis();
      }
      case "None", "newaxis", "np.newaxis" -> {
        return new NewAxis();
      }
      default -> {}
    }
    String[] bounds = part.split(":", -1);
    try {
      if (bounds.length == 1) {
        return new At(Long.parseLong(part));
      }
      if (bounds.length <= 3) {
        Long step = bounds.length == 3 ? bound(bounds[2]) : null;
        return new Range(bound(bounds[0]), bound(bounds[1]), step == null ? 1 : step);
      }
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "cannot read slice: item=\"" + part + "\", slice=\"" + text + "\"", e);
    }
    throw new IllegalArgumentException(
        "cannot read slice: item=\"" + part + "\", slice=\"" + text + "\"");
  }

  private static @Nullable Long bound(String text) {
    return text.isBlank() ? null : Long.valueOf(text.strip());
  }

  /**
   * The map from the selection to an array of the given shape.
   *
   * @throws IllegalArgumentException if there are too many items or more than one ellipsis
   * @throws IndexOutOfBoundsException if a single index is outside its dimension
   */
  public IndexMap on(Shape shape) {
    long used = items.stream().filter(i -> i instanceof Range || i instanceof At).count();
    long ellipses = items.stream().filter(i -> i instanceof Ellipsis).count();
    if (used > shape.rank()) {
      throw new IllegalArgumentException(
          "too many indices for array: array is "
              + shape.rank()
              + "-dimensional, but "
              + used
              + " were indexed");
    }
    if (ellipses > 1) {
      throw new IllegalArgumentException("an index can only have a single ellipsis ('...')");
    }
    List<Item> full = new ArrayList<>(items);
    int at = ellipses == 0 ? full.size() : full.indexOf(new Ellipsis());
    if (ellipses > 0) {
      full.remove(at);
    }
    for (long i = used; i < shape.rank(); i++) {
      full.add(at, Item.ALL);
    }
    return build(full, shape);
  }

  private static IndexMap build(List<Item> full, Shape shape) {
    int rank = (int) full.stream().filter(i -> !(i instanceof At)).count();
    long[] base = new long[shape.rank()];
    int[] axis = new int[rank];
    long[] step = new long[rank];
    long[] extents = new long[rank];
    int d = 0;
    int a = 0;
    for (Item item : full) {
      switch (item) {
        case At(long index) -> {
          long n = shape.dim(a);
          base[a] = index < 0 ? index + n : index;
          if (base[a] < 0 || base[a] >= n) {
            throw new IndexOutOfBoundsException(
                "index " + index + " is out of bounds for axis " + a + " with size " + n);
          }
          a++;
        }
        case Range r -> {
          long n = shape.dim(a);
          boolean up = r.step > 0;
          long from = r.start == null ? (up ? 0 : n - 1) : clamp(r.start, n, up);
          long to = r.stop == null ? (up ? n : -1) : clamp(r.stop, n, up);
          long span = up ? to - from : from - to;
          extents[d] = span <= 0 ? 0 : (span - 1) / Math.abs(r.step) + 1;
          base[a] = extents[d] == 0 ? 0 : from;
          step[d] = extents[d] <= 1 ? 1 : r.step;
          axis[d++] = a++;
        }
        case NewAxis _ -> {
          extents[d] = 1;
          axis[d++] = IndexMap.NONE;
        }
        case Ellipsis _ -> throw new IllegalStateException("ellipsis was expanded before");
      }
    }
    return IndexMap.of(shape, Shape.of(extents), base, axis, step);
  }

  /** Python's rule: from the end if negative, then into the range that the direction allows. */
  private static long clamp(long bound, long n, boolean up) {
    long b = bound < 0 ? bound + n : bound;
    return up ? Math.min(Math.max(b, 0), n) : Math.min(Math.max(b, -1), n - 1);
  }

  @Override
  public String toString() {
    return items.stream().map(Object::toString).collect(Collectors.joining(", ", "[", "]"));
  }
}
