package org.hyperslab.netcdf.hdf5;

/** The registered numbers of filters, and what people call them. */
final class FilterNames {
  static final int DEFLATE = 1;
  static final int SHUFFLE = 2;
  static final int FLETCHER32 = 3;
  static final int SZIP = 4;
  static final int NBIT = 5;
  static final int SCALE_OFFSET = 6;
  static final int LZF = 32000;
  static final int BLOSC = 32001;
  static final int LZ4 = 32004;
  static final int BITSHUFFLE = 32008;
  static final int ZSTD = 32015;

  private FilterNames() {}

  static String of(FilterSpec filter) {
    return switch (filter.id()) {
      case DEFLATE ->
          filter.values().isEmpty() ? "deflate" : "deflate(" + filter.values().getFirst() + ")";
      case SHUFFLE -> "shuffle";
      case FLETCHER32 -> "fletcher32";
      case SZIP -> "szip";
      case NBIT -> "nbit";
      case SCALE_OFFSET -> "scaleoffset";
      case LZF -> "lzf";
      case BLOSC -> "blosc";
      case LZ4 -> "lz4";
      case BITSHUFFLE -> "bitshuffle";
      case ZSTD -> "zstd";
      default -> filter.name().isEmpty() ? "filter " + filter.id() : filter.name();
    };
  }
}
