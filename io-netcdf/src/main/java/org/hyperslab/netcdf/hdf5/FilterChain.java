package org.hyperslab.netcdf.hdf5;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.hyperslab.codec.Scratch;
import org.jspecify.annotations.Nullable;

/** A dataset's filters, ready to be undone. Immutable and thread-safe. */
final class FilterChain {
  private final List<Step> steps = new ArrayList<>();
  private final long chunkBytes;

  /**
   * A filter.
   *
   * @param filter null for one that isn't known
   */
  private record Step(FilterSpec spec, @Nullable ChunkFilter filter) {}

  /**
   * @param specs in the order of writing
   * @param known filters by number
   */
  FilterChain(List<FilterSpec> specs, long chunkBytes, Map<Integer, ChunkFilter> known) {
    this.chunkBytes = chunkBytes;
    for (FilterSpec spec : specs) {
      steps.add(new Step(spec, known.get(spec.id())));
    }
  }

  /** A filter that isn't known, or null. */
  @Nullable FilterSpec unknown() {
    for (Step step : steps) {
      if (step.filter == null) {
        return step.spec;
      }
    }
    return null;
  }

  /**
   * The most bytes that a chunk may have before, between and behind its filters. None makes a chunk
   * much larger: deflate and the like have a way to store what they cannot compress.
   */
  long mostBytes() {
    return steps.isEmpty() ? chunkBytes : chunkBytes + chunkBytes / 64 + 1024;
  }

  /** How many buffers of {@link #mostBytes()} are needed beside the target. */
  int buffers() {
    return Math.min(2, steps.size());
  }

  /** The most scratch bytes that a filter takes beside the buffers. */
  long scratchBytes() {
    long most = 0;
    for (Step step : steps) {
      if (step.filter instanceof ScratchFilter f) {
        most = Math.max(most, f.scratchBytes(mostBytes(), step.spec.values()));
      }
    }
    return most;
  }

  /**
   * Undoes the filters.
   *
   * @param scratch {@link #scratchBytes()} or more
   * @param stored the chunk, in the first of two buffers
   * @param mask the filters that were left out, a bit each
   * @param other the second buffer; may be empty if there is one filter
   * @param target where the chunk's elements go, which it holds exactly
   */
  void decode(
      MemorySegment scratch,
      MemorySegment stored,
      MemorySegment first,
      MemorySegment other,
      int mask,
      MemorySegment target)
      throws FilterException {
    int last = 0;
    while (last < steps.size() && isMasked(mask, last)) {
      last++;
    }
    MemorySegment current = stored;
    boolean inFirst = true;
    for (int i = steps.size() - 1; i >= 0; i--) {
      if (isMasked(mask, i)) {
        continue;
      }
      Step step = steps.get(i);
      if (step.filter == null) {
        throw new FilterException("unknown filter: " + FilterNames.of(step.spec));
      }
      MemorySegment into = i == last ? target : inFirst ? other : first;
      List<Integer> values = step.spec.values();
      long bytes =
          step.filter instanceof ScratchFilter f
              ? f.decode(current, into, values, new Scratch(scratch))
              : step.filter.decode(current, into, values);
      current = into.asSlice(0, bytes);
      inFirst = !inFirst;
    }
    if (current.byteSize() != chunkBytes) {
      throw new FilterException(
          "wrong decoded size: bytes=%d, expected=%d".formatted(current.byteSize(), chunkBytes));
    }
    if (last == steps.size()) {
      target.copyFrom(current);
    }
  }

  private static boolean isMasked(int mask, int filter) {
    return filter < 32 && (mask >>> filter & 1) != 0;
  }
}
