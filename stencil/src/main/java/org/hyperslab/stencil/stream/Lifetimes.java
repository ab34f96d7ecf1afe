package org.hyperslab.stencil.stream;

import java.util.Arrays;

/**
 * When each chunk of a source is in memory during a pass. A chunk is loaded for the first task that
 * needs it and stays for the others, unless there is a long time in between: then it is let go and
 * loaded again. All of that follows from the order of tasks, so that the memory and the loads of a
 * pass are known before it begins.
 *
 * <p>Not more than {@code window} tasks are under way at once, and they are consecutive.
 */
final class Lifetimes {
  private final int[] firstUse;
  private final int[] uses;
  private final int longestGap;
  private final int window;
  private int loads;
  private int mostChunks;

  private Lifetimes(int[] firstUse, int[] uses, int longestGap, int window) {
    this.firstUse = firstUse;
    this.uses = uses;
    this.longestGap = longestGap;
    this.window = window;
  }

  static Lifetimes of(Needs all, int window) {
    PassTasks tasks = all.tasks();
    int chunks = Math.toIntExact(all.source().count());
    int[] counts = new int[chunks + 1];
    int[] needed = new int[8 * tasks.count()];
    int[] ends = new int[tasks.count()];
    int total = 0;
    NeededChunks chunksOf = new NeededChunks(all);
    for (int t = 0; t < ends.length; t++) {
      long[] needs = chunksOf.of(t);
      if (total + needs.length > needed.length) {
        needed = Arrays.copyOf(needed, Math.multiplyExact(2, total + needs.length));
      }
      for (long chunk : needs) {
        needed[total++] = (int) chunk;
        counts[(int) chunk + 1]++;
      }
      ends[t] = total;
    }
    Arrays.parallelPrefix(counts, Integer::sum);
    int[] uses = new int[total];
    int[] next = counts.clone();
    for (int t = 0, i = 0; t < ends.length; t++) {
      for (; i < ends[t]; i++) {
        uses[next[needed[i]]++] = t;
      }
    }
    int gap = Math.max(2 * tasks.tasksPerRow() + 2, window);
    Lifetimes lifetimes = new Lifetimes(counts, uses, gap, window);
    lifetimes.count(ends.length);
    return lifetimes;
  }

  private void count(int tasks) {
    int[] change = new int[tasks + 1];
    for (int chunk = 0; chunk + 1 < firstUse.length; chunk++) {
      int from = firstUse[chunk];
      while (from < firstUse[chunk + 1]) {
        int to = endOfLife(chunk, from);
        loads++;
        change[Math.max(0, uses[from] - window + 1)]++;
        change[uses[to - 1] + 1]--;
        from = to;
      }
    }
    int now = 0;
    for (int c : change) {
      now += c;
      mostChunks = Math.max(mostChunks, now);
    }
  }

  /** The index in {@code uses} behind the last of those that follow without a long gap. */
  private int endOfLife(int chunk, int from) {
    int to = from + 1;
    while (to < firstUse[chunk + 1] && uses[to] - uses[to - 1] <= longestGap) {
      to++;
    }
    return to;
  }

  /** How many tasks a chunk that is loaded for a task, or for one at the same time, serves. */
  int uses(long chunk, int task) {
    int begin = firstUse[(int) chunk];
    int at = Arrays.binarySearch(uses, begin, firstUse[(int) chunk + 1], task);
    int from = at;
    while (from > begin && uses[from] - uses[from - 1] <= longestGap) {
      from--;
    }
    return endOfLife((int) chunk, from) - from;
  }

  /** Tasks that may be under way at once. */
  int window() {
    return window;
  }

  /** How many chunks are loaded in all. */
  int loads() {
    return loads;
  }

  /** The most chunks that are in memory at once. */
  int mostChunks() {
    return mostChunks;
  }
}
