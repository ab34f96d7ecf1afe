package org.hyperslab.netcdf.hdf5;

import java.util.HashMap;
import java.util.Map;

/** The filters that come with this module. */
final class Filters {
  private Filters() {}

  static Map<Integer, ChunkFilter> builtIn() {
    Map<Integer, ChunkFilter> filters = new HashMap<>();
    filters.put(FilterNames.DEFLATE, (encoded, into, values) -> Compressors.deflate(encoded, into));
    filters.put(FilterNames.SHUFFLE, Shuffle::unshuffle);
    filters.put(
        FilterNames.FLETCHER32, (encoded, into, values) -> Fletcher32.verify(encoded, into));
    filters.put(FilterNames.LZF, (encoded, into, values) -> Lzf.decode(encoded, into));
    filters.put(FilterNames.BLOSC, new Blosc());
    filters.put(FilterNames.LZ4, (encoded, into, values) -> Lz4Blocks.decode(encoded, into));
    filters.put(FilterNames.ZSTD, (encoded, into, values) -> Compressors.zstd(encoded, into));
    filters.put(FilterNames.BITSHUFFLE, new BitShuffle());
    return Map.copyOf(filters);
  }
}
