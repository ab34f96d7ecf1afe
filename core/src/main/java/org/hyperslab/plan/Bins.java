package org.hyperslab.plan;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.hyperslab.grid.ChunkGrid;

/**
 * How a stage's tasks and the labels of an axis meet. The result's chunks along the labelled axis
 * are bins of neighbouring labels; a bin is complete once every task that holds one of its labels
 * is done, which for labels that follow the axis (years) is long before the last one. Bins without
 * any task have no elements.
 */
public final class Bins {
  /**
   * Cells that a bin may have beyond one label: few enough that setting up and combining the states
   * of labels that a task does not meet costs little, many enough that single numbers don't get a
   * buffer each.
   */
  private static final long MOST_CELLS = 1L << 14;

  private final long labelsPerBin;
  private final long[] chunks;
  private final long[] open;
  private final int[][] binsOfChunk;

  /**
   * @param tasks the tasks' grid
   * @param labelsPerBin labels in every bin but the last
   */
  public Bins(Labels labels, ChunkGrid tasks, long labelsPerBin) {
    this.labelsPerBin = labelsPerBin;
    int axis = labels.axis();
    int n = Math.toIntExact(tasks.countAlong(axis));
    chunks = new long[Math.toIntExact(Math.ceilDiv(labels.count(), labelsPerBin))];
    binsOfChunk = new int[n][];
    int[] lastChunk = new int[chunks.length];
    int[] found = new int[chunks.length];
    Arrays.fill(lastChunk, -1);
    for (int c = 0; c < n; c++) {
      int count = 0;
      for (long i = tasks.start(axis, c); i < tasks.start(axis, c + 1); i++) {
        int label = labels.at(i);
        if (label != Labels.NONE && lastChunk[binOf(label)] != c) {
          found[count++] = binOf(label);
          lastChunk[binOf(label)] = c;
        }
      }
      binsOfChunk[c] = Arrays.copyOf(found, count);
    }
    open = openBins(n);
  }

  /** The bin that a label is in. */
  public int binOf(int label) {
    return (int) (label / labelsPerBin);
  }

  /** How many labels each bin but the last has. */
  public long labelsPerBin() {
    return labelsPerBin;
  }

  /** How many chunks along the labelled axis hold labels of a bin. */
  public long chunksOf(long bin) {
    return chunks[Math.toIntExact(bin)];
  }

  private long[] openBins(int n) {
    int[] first = new int[chunks.length];
    int[] last = new int[chunks.length];
    Arrays.fill(first, n);
    for (int c = 0; c < n; c++) {
      for (int bin : binsOfChunk[c]) {
        first[bin] = Math.min(first[bin], c);
        last[bin] = c;
        chunks[bin]++;
      }
    }
    long[] begun = new long[n + 1];
    for (int bin = 0; bin < chunks.length; bin++) {
      if (first[bin] < n) {
        begun[first[bin]]++;
        begun[last[bin] + 1]--;
      }
    }
    for (int c = 1; c <= n; c++) {
      begun[c] += begun[c - 1];
    }
    return begun;
  }

  /** The most bins that are begun and not complete while the chunks come in order. */
  long mostOpen() {
    return Arrays.stream(open).max().orElse(0);
  }

  /** The number of bins that have elements. */
  long inUse() {
    return Arrays.stream(chunks).filter(c -> c > 0).count();
  }

  /** The most bins that so many consecutive chunks hold labels of. */
  long mostTouched(long consecutive) {
    int window = (int) Math.min(consecutive, binsOfChunk.length);
    int[] held = new int[chunks.length];
    long most = 0;
    long now = 0;
    for (int c = 0; c < binsOfChunk.length; c++) {
      for (int bin : binsOfChunk[c]) {
        now += held[bin]++ == 0 ? 1 : 0;
      }
      if (c >= window) {
        for (int bin : binsOfChunk[c - window]) {
          now -= --held[bin] == 0 ? 1 : 0;
        }
      }
      most = Math.max(most, now);
    }
    return most;
  }

  /**
   * The chunks of a grouped reduction's result: those of the input along the axes that stay, bins
   * along the labelled axis, which stays in its place.
   */
  static ChunkGrid resultGrid(ChunkGrid input, List<Integer> axes, Labels labels) {
    List<Integer> kept = new ArrayList<>();
    long cells = 1;
    for (int d = 0; d < input.rank(); d++) {
      if (!axes.contains(d)) {
        kept.add(d);
        cells *= Math.min(input.chunkShape().dim(d), Math.max(1, input.shape().dim(d)));
      } else if (d == labels.axis()) {
        kept.add(d);
      }
    }
    long perBin = Math.clamp(MOST_CELLS / Math.max(1, cells), 1, Math.max(1, labels.count()));
    return input
        .with(labels.axis(), labels.count(), perBin)
        .select(kept.stream().mapToInt(Integer::intValue).toArray());
  }
}
