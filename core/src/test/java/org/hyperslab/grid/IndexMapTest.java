package org.hyperslab.grid;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Index maps and chunk grids against brute force: every element of small arrays is looked at. */
class IndexMapTest {
  private static final int CASES = 2000;

  /** All indices of a region, in C order. */
  private static List<long[]> indices(Region region) {
    List<long[]> all = new ArrayList<>();
    if (region.isEmpty()) {
      return all;
    }
    long[] at = region.origin();
    while (true) {
      all.add(at.clone());
      int d = at.length - 1;
      while (d >= 0 && ++at[d] == region.end(d)) {
        at[d] = region.start(d);
        d--;
      }
      if (d < 0) {
        return all;
      }
    }
  }

  private static long[] source(IndexMap map, long[] index) {
    long[] at = new long[map.source().rank()];
    for (int a = 0; a < at.length; a++) {
      at[a] = map.base(a);
    }
    for (int d = 0; d < index.length; d++) {
      if (map.axis(d) != IndexMap.NONE) {
        at[map.axis(d)] += map.step(d) * index[d];
      }
    }
    return at;
  }

  private static boolean contains(Region region, long[] at) {
    for (int d = 0; d < at.length; d++) {
      if (at[d] < region.start(d) || at[d] >= region.end(d)) {
        return false;
      }
    }
    return true;
  }

  private static Shape shape(SplittableRandom random, int rank) {
    long[] extents = new long[rank];
    for (int d = 0; d < rank; d++) {
      extents[d] = random.nextInt(12) == 0 ? 0 : 1 + random.nextInt(6);
    }
    return Shape.of(extents);
  }

  private static IndexMap step(SplittableRandom random, Shape shape) {
    int rank = shape.rank();
    int d = rank == 0 ? 0 : random.nextInt(rank);
    switch (random.nextInt(5)) {
      case 0 -> {
        return IndexMap.insert(shape, random.nextInt(rank + 1));
      }
      case 1 -> {
        if (rank > 0 && shape.dim(d) > 0) {
          return IndexMap.drop(shape, d, random.nextLong(shape.dim(d)));
        }
      }
      case 2 -> {
        int[] order = new int[rank];
        for (int i = 0; i < rank; i++) {
          int j = random.nextInt(i + 1);
          order[i] = order[j];
          order[j] = i;
        }
        return IndexMap.transpose(shape, order);
      }
      case 3 -> {
        long[] to = shape.toArray();
        for (int i = 0; i < rank; i++) {
          to[i] = to[i] == 1 ? random.nextInt(5) : to[i];
        }
        return IndexMap.broadcast(shape, Shape.of(to));
      }
      default -> {
        if (rank > 0) {
          String from = random.nextInt(3) == 0 ? "" : "" + (random.nextInt(16) - 8);
          String to = random.nextInt(3) == 0 ? "" : "" + (random.nextInt(16) - 8);
          int by = (1 + random.nextInt(4)) * (random.nextBoolean() ? 1 : -1);
          String text = ":, ".repeat(d) + from + ":" + to + ":" + by;
          return Hyperslab.parse(text).on(shape);
        }
      }
    }
    return IndexMap.identity(shape);
  }

  private static Region region(SplittableRandom random, Shape shape) {
    long[] origin = new long[shape.rank()];
    long[] extent = new long[shape.rank()];
    for (int d = 0; d < origin.length; d++) {
      origin[d] = random.nextLong(shape.dim(d) + 1);
      extent[d] = random.nextLong(shape.dim(d) - origin[d] + 1);
    }
    return Region.of(origin, Shape.of(extent));
  }

  private static ChunkGrid grid(SplittableRandom random, Shape shape) {
    long[][] chunks = new long[shape.rank()][];
    for (int d = 0; d < chunks.length; d++) {
      List<Long> along = new ArrayList<>();
      for (long left = shape.dim(d); left > 0; ) {
        long e = 1 + random.nextLong(left);
        along.add(e);
        left -= e;
      }
      chunks[d] = along.stream().mapToLong(Long::longValue).toArray();
    }
    return ChunkGrid.irregular(shape, chunks);
  }

  @Test
  void chainsOfMapsAreWhatTheirPartsAre() {
    for (int c = 0; c < CASES; c++) {
      SplittableRandom random = new SplittableRandom(c);
      Shape shape = shape(random, random.nextInt(4));
      IndexMap map = IndexMap.identity(shape);
      for (int s = 0; s < 4; s++) {
        IndexMap next = step(random, map.view());
        IndexMap both = map.then(next);
        assertEquals(shape, both.source());
        assertEquals(next.view(), both.view());
        for (long[] index : indices(Region.whole(next.view()))) {
          long[] through = source(map, source(next, index));
          assertArrayEquals(through, source(both, index), "case " + c + ": " + map + ", " + next);
          assertTrue(contains(Region.whole(shape), through), "case " + c);
        }
        map = both;
      }
      regions(random, map, "case " + c + ": " + map);
      grids(random, map, "case " + c + ": " + map);
    }
  }

  /** sourceRegion is the smallest box around what is seen, viewRegion around what sees. */
  private static void regions(SplittableRandom random, IndexMap map, String where) {
    Region seen = region(random, map.view());
    Region box = map.sourceRegion(seen);
    List<long[]> all = indices(seen).stream().map(i -> source(map, i)).toList();
    assertEquals(
        bounds(all, map.source().rank()), seen.isEmpty() ? List.of() : corners(box), where);
    Region part = region(random, map.source());
    List<long[]> sees =
        indices(Region.whole(map.view())).stream()
            .filter(i -> contains(part, source(map, i)))
            .toList();
    Region view = map.viewRegion(part);
    if (map.view().rank() > 0) {
      assertEquals(sees.isEmpty(), view.isEmpty(), where + " of " + part);
    }
    if (!sees.isEmpty()) {
      assertEquals(bounds(sees, map.view().rank()), corners(view), where + " of " + part);
    }
  }

  private static List<Long> bounds(List<long[]> all, int rank) {
    List<Long> corners = new ArrayList<>();
    if (!all.isEmpty()) {
      for (int d = 0; d < rank; d++) {
        int dd = d;
        corners.add(all.stream().mapToLong(i -> i[dd]).min().orElseThrow());
        corners.add(all.stream().mapToLong(i -> i[dd]).max().orElseThrow() + 1);
      }
    }
    return corners;
  }

  private static List<Long> corners(Region region) {
    List<Long> corners = new ArrayList<>();
    for (int d = 0; d < region.rank(); d++) {
      corners.add(region.start(d));
      corners.add(region.end(d));
    }
    return corners;
  }

  /**
   * Chunks of the view's grid see one chunk of the source each, and neighbours see different ones.
   */
  private static void grids(SplittableRandom random, IndexMap map, String where) {
    ChunkGrid grid = grid(random, map.source());
    ChunkGrid view = map.viewGrid(grid);
    assertEquals(map.view(), view.shape(), where);
    long covered = 0;
    for (long o = 0; o < view.count(); o++) {
      Region region = view.region(o);
      assertEquals(o, view.ordinal(view.coords(o)), where);
      covered += region.size();
      assertTrue(grid.chunksOf(map.sourceRegion(region)).size() <= 1, where + " in " + grid);
    }
    assertEquals(map.view().size(), covered, where);
    for (int d = 0; d < view.rank(); d++) {
      int a = map.axis(d);
      for (long k = 1; k < view.countAlong(d); k++) {
        long i = view.start(d, k);
        assertTrue(a != IndexMap.NONE, where);
        assertTrue(
            grid.chunkOf(a, map.base(a) + map.step(d) * i)
                != grid.chunkOf(a, map.base(a) + map.step(d) * (i - 1)),
            where + " in " + grid);
      }
      for (long i = 0; i < map.view().dim(d); i++) {
        long k = view.chunkOf(d, i);
        assertTrue(view.start(d, k) <= i && i < view.start(d, k + 1), where);
      }
    }
  }

  @Test
  void mistakesAreNamed() {
    Shape shape = Shape.of(3, 4);
    assertEquals(
        "cannot broadcast shape (3, 4) to (3, 5)",
        assertThrows(
                IllegalArgumentException.class, () -> IndexMap.broadcast(shape, Shape.of(3, 5)))
            .getMessage());
    assertEquals(
        "repeated axis in transpose: axes=[0, 0]",
        assertThrows(IllegalArgumentException.class, () -> IndexMap.transpose(shape, 0, 0))
            .getMessage());
    assertEquals(
        "chunk outside grid: chunk=[2, 0], grid=[2, 2]",
        assertThrows(
                IllegalArgumentException.class, () -> ChunkGrid.regular(shape, 2, 2).ordinal(2, 0))
            .getMessage());
    assertEquals(
        "chunk outside grid: ordinal=4, chunks=4",
        assertThrows(IllegalArgumentException.class, () -> ChunkGrid.regular(shape, 2, 2).coords(4))
            .getMessage());
    assertEquals(
        "chunk extents do not add up: sum=5, extent=4",
        assertThrows(
                IllegalArgumentException.class,
                () -> ChunkGrid.irregular(shape, new long[][] {{3}, {2, 3}}))
            .getMessage());
    assertEquals(
        "shapes do not broadcast together: (3, 4), (2, 4)",
        assertThrows(IllegalArgumentException.class, () -> shape.broadcast(Shape.of(2, 4)))
            .getMessage());
    assertEquals(
        "cannot read slice: item=\"x\", slice=\"1, x\"",
        assertThrows(IllegalArgumentException.class, () -> Hyperslab.parse("1, x")).getMessage());
  }

  @Test
  void irregularExtentsThatAreRegularAreTheSameGrid() {
    Shape shape = Shape.of(7);
    assertEquals(ChunkGrid.regular(shape, 3), ChunkGrid.irregular(shape, new long[][] {{3, 3, 1}}));
    assertTrue(ChunkGrid.irregular(shape, new long[][] {{3, 3, 1}}).isRegular());
    assertEquals("(7,) in chunks of (3,), 3", ChunkGrid.regular(shape, 3).toString());
  }

  @Test
  void extremeBoundsOfSlicesDoNotOverflow() {
    Shape shape = Shape.of(5);
    assertEquals(
        Shape.of(5), Hyperslab.parse("-9223372036854775808:9223372036854775807").on(shape).view());
    assertEquals(Shape.of(1), Hyperslab.parse("::9223372036854775807").on(shape).view());
    assertEquals(Shape.of(1), Hyperslab.parse("::-9223372036854775807").on(shape).view());
    assertEquals(Shape.of(1), Hyperslab.parse("::-9223372036854775808").on(shape).view());
  }
}
