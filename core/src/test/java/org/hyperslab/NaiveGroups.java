package org.hyperslab;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiFunction;
import java.util.stream.IntStream;
import org.hyperslab.block.DType;

/** Groups as {@link Naive} arrays: the elements of each are gathered, and reduced on their own. */
record NaiveGroups(Naive array, int axis, int[] labels, int groups, List<Integer> axes) {
  /** What a reduction gives for every group, along the grouped axis's place. */
  Naive reduce(BiFunction<Naive, List<Integer>, Naive> reduction) {
    int place = axis - (int) axes.stream().filter(a -> a < axis).count();
    Naive result = null;
    for (int g = 0; g < groups; g++) {
      int label = g;
      int[] members = IntStream.range(0, labels.length).filter(i -> labels[i] == label).toArray();
      Naive one = reduction.apply(array.take(axis, members), axes).expand(place);
      result = result == null ? one : result.concat(place, one);
    }
    return result;
  }

  /** The largest or smallest of each group; NaN for a group of floats that has no elements. */
  Naive extreme(boolean max) {
    return reduce(
        (members, over) -> {
          if (over.stream().allMatch(d -> members.shape.dim(d) > 0)) {
            return members.extreme(over, max);
          }
          Naive none = new Naive(Naive.without(members.shape, over), members.dtype);
          Arrays.fill(none.doubles, Double.NaN);
          return none;
        });
  }

  boolean hasEmptyGroups() {
    boolean nothing = axes.stream().anyMatch(d -> array.shape.dim(d) == 0);
    return nothing
        || IntStream.range(0, groups).anyMatch(g -> Arrays.stream(labels).noneMatch(l -> l == g));
  }

  /** How many elements of each group are not NaN. */
  Naive count() {
    Naive valid = new Naive(array.shape, DType.BOOL);
    for (int i = 0; i < valid.size(); i++) {
      valid.set(i, Double.isNaN(array.get(i)) ? 0L : 1L);
    }
    return new NaiveGroups(valid, axis, labels, groups, axes)
        .reduce((x, over) -> x.count(over, DType.INT64, (n, m) -> n));
  }

  long[] longLabels() {
    return Arrays.stream(labels).asLongStream().toArray();
  }

  /** The other axes that disappear. */
  int[] others() {
    List<Integer> others = new ArrayList<>(axes);
    others.remove(Integer.valueOf(axis));
    return others.stream().mapToInt(Integer::intValue).toArray();
  }
}
