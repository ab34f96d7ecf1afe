package org.hyperslab.netcdf.hdf5;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.hyperslab.store.FormatException;
import org.hyperslab.store.HeapRoom;

/**
 * Which chunks of a dataset are stored and where: per chunk its ordinal, address, size and filter
 * mask in arrays, in the order of ordinals. Written by one thread, then not changed.
 */
final class ChunkEntries {
  private static final long ENTRY_BYTES = 24;

  private final FileId file;
  private final String variable;
  private long[] ordinals = new long[16];
  private long[] addresses = new long[16];
  private int[] sizes = new int[16];
  private int[] masks = new int[16];
  private int count;
  private boolean sorted = true;

  ChunkEntries(FileId file, String variable) {
    this.file = file;
    this.variable = variable;
  }

  /**
   * Adds a chunk.
   *
   * @throws FormatException if it isn't inside the file
   */
  void add(long ordinal, long address, long bytes, int mask, long[] coords) throws FormatException {
    if (!file.contains(address, bytes) || bytes > Integer.MAX_VALUE || bytes <= 0) {
      throw new FormatException(
          "chunk is outside the file: file=%s, variable=%s, chunk=%s, address=%d, bytes=%d, file's bytes=%d"
              .formatted(
                  file.name(), variable, Arrays.toString(coords), address, bytes, file.bytes()));
    }
    if (count == ordinals.length) {
      int longer = Math.addExact(count, count);
      HeapRoom.check(
          ENTRY_BYTES * longer,
          "chunk index of variable %s: file=%s".formatted(variable, file.name()));
      ordinals = Arrays.copyOf(ordinals, longer);
      addresses = Arrays.copyOf(addresses, longer);
      sizes = Arrays.copyOf(sizes, longer);
      masks = Arrays.copyOf(masks, longer);
    }
    sorted &= count == 0 || ordinal > ordinals[count - 1];
    ordinals[count] = ordinal;
    addresses[count] = address;
    sizes[count] = (int) bytes;
    masks[count] = mask;
    count++;
  }

  /**
   * Puts the chunks in order.
   *
   * @throws FormatException if there is one twice, or two are at one place
   */
  ChunkEntries finish() throws FormatException {
    if (!sorted) {
      int[] order =
          IntStream.range(0, count)
              .boxed()
              .sorted((a, b) -> Long.compare(ordinals[a], ordinals[b]))
              .mapToInt(Integer::intValue)
              .toArray();
      ordinals = IntStream.of(order).mapToLong(i -> ordinals[i]).toArray();
      addresses = IntStream.of(order).mapToLong(i -> addresses[i]).toArray();
      sizes = IntStream.of(order).map(i -> sizes[i]).toArray();
      masks = IntStream.of(order).map(i -> masks[i]).toArray();
      for (int i = 1; i < count; i++) {
        if (ordinals[i] == ordinals[i - 1]) {
          throw new FormatException(
              "chunk is there twice: file=%s, variable=%s, ordinal=%d"
                  .formatted(file.name(), variable, ordinals[i]));
        }
      }
    }
    refuseOverlaps();
    return this;
  }

  /** Two chunks at one place: what an address says that was damaged, or copied from another. */
  private void refuseOverlaps() throws FormatException {
    long[] places = Arrays.copyOf(addresses, count);
    Arrays.sort(places);
    int least = IntStream.of(sizes).limit(count).min().orElse(0);
    for (int i = 1; i < count; i++) {
      if (places[i] - places[i - 1] < least) {
        throw new FormatException(
            "chunks overlap: file=%s, variable=%s, address=%d"
                .formatted(file.name(), variable, places[i]));
      }
    }
  }

  /** The place of a chunk in the arrays; negative if it was never written. */
  int find(long ordinal) {
    if (ordinal < count && ordinals[(int) ordinal] == ordinal) {
      return (int) ordinal;
    }
    return Arrays.binarySearch(ordinals, 0, count, ordinal);
  }

  long address(int at) {
    return addresses[at];
  }

  int bytes(int at) {
    return sizes[at];
  }

  /** The filters that the chunk was written without, one bit each. */
  int mask(int at) {
    return masks[at];
  }

  int count() {
    return count;
  }
}
