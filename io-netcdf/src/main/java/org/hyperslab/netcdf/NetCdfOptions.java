package org.hyperslab.netcdf;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How a NetCDF file is written. Immutable; each method gives options that differ in one thing.
 *
 * @param format which of the formats
 * @param chunks elements per chunk along dimensions, by name; -1 is the whole dimension. Dimensions
 *     that are not named are cut as the array is. NetCDF-4 only
 * @param deflate 1 (fast) to 9 (small), or 0 for no compression. NetCDF-4 only
 * @param shuffle whether the bytes of elements are sorted by significance before they are
 *     compressed. NetCDF-4 only
 * @param fletcher32 whether every chunk gets a checksum. NetCDF-4 only
 */
public record NetCdfOptions(
    NetCdfFormat format,
    Map<String, Long> chunks,
    int deflate,
    boolean shuffle,
    boolean fletcher32) {
  /**
   * @throws IllegalArgumentException if the level isn't one or chunks are less than 1 and not -1
   */
  public NetCdfOptions {
    chunks = Map.copyOf(chunks);
    if (deflate < 0 || deflate > 9) {
      throw new IllegalArgumentException("deflate level is 0 to 9, not " + deflate);
    }
    chunks.forEach(
        (dimension, extent) -> {
          if (extent < 1 && extent != -1) {
            throw new IllegalArgumentException(
                "chunk extent less than 1: dimension=" + dimension + ", extent=" + extent);
          }
        });
  }

  /** NetCDF-4, shuffled and deflated at level 1, in the arrays' chunks. */
  public static NetCdfOptions netCdf4() {
    return new NetCdfOptions(NetCdfFormat.NETCDF4, Map.of(), 1, true, false);
  }

  /** The classic format: CDF-2 where it can hold the dataset, else CDF-5. */
  public static NetCdfOptions classic() {
    return new NetCdfOptions(NetCdfFormat.CLASSIC, Map.of(), 0, false, false);
  }

  public NetCdfOptions withFormat(NetCdfFormat value) {
    return new NetCdfOptions(value, chunks, deflate, shuffle, fletcher32);
  }

  /** Cuts a dimension into chunks of so many elements; -1 doesn't cut it. */
  public NetCdfOptions withChunk(String dimension, long elements) {
    Map<String, Long> more = new LinkedHashMap<>(chunks);
    more.put(dimension, elements);
    return new NetCdfOptions(format, more, deflate, shuffle, fletcher32);
  }

  public NetCdfOptions withDeflate(int level) {
    return new NetCdfOptions(format, chunks, level, shuffle, fletcher32);
  }

  public NetCdfOptions withShuffle(boolean value) {
    return new NetCdfOptions(format, chunks, deflate, value, fletcher32);
  }

  public NetCdfOptions withFletcher32(boolean value) {
    return new NetCdfOptions(format, chunks, deflate, shuffle, value);
  }
}
