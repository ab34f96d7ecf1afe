package org.hyperslab.netcdf;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.Deflater;
import org.hyperslab.block.Block;
import org.hyperslab.block.FillValue;
import org.hyperslab.grid.Shape;
import org.hyperslab.grid.Strides;
import org.hyperslab.kernel.shuffle.ShuffleKernel;
import org.hyperslab.netcdf.hdf5.Fletcher32;

/**
 * How blocks become the bytes of chunks: padded to the full chunk with fill values where they are
 * clipped, shuffled, deflated, with a checksum behind. Immutable and thread-safe.
 *
 * @param chunk the shape of a whole chunk
 * @param deflate 1 to 9, or 0 to not compress
 */
record HdfEncoding(Shape chunk, FillValue fill, int deflate, boolean shuffle, boolean fletcher32) {
  private static final ValueLayout.OfInt LITTLE_ENDIAN_INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  HdfEncoding {
    shuffle = shuffle && deflate > 0 && fill.dtype().bytes() > 1;
  }

  /** The filters in the order in which they are applied. */
  List<HdfFilter> filters() {
    List<HdfFilter> filters = new ArrayList<>();
    if (shuffle) {
      filters.add(new HdfFilter.Shuffle(fill.dtype().bytes()));
    }
    if (deflate > 0) {
      filters.add(new HdfFilter.Deflate(deflate));
    }
    if (fletcher32) {
      filters.add(new HdfFilter.Fletcher32());
    }
    return filters;
  }

  /** Bytes of a whole chunk before filters. */
  long rawBytes() {
    return chunk.size() * fill.dtype().bytes();
  }

  /** What raw bytes can become: zlib adds five bytes per 16 KiB where it finds nothing. */
  private long deflatedBytes() {
    return rawBytes() + rawBytes() / 512 + 1024;
  }

  /**
   * Bytes of scratch that encoding needs.
   *
   * @param clipped whether there are blocks that are not whole chunks
   */
  long scratchBytes(boolean clipped) {
    return (clipped ? rawBytes() : 0)
        + (shuffle ? rawBytes() : 0)
        + (deflate > 0 || fletcher32 ? deflatedBytes() : 0)
        + 8;
  }

  /** The bytes of a chunk, in the block itself or in scratch. */
  MemorySegment encode(Block block, MemorySegment scratch) {
    MemorySegment rest = scratch;
    MemorySegment bytes = block.segment();
    if (!block.shape().equals(chunk)) {
      bytes = rest.asSlice(0, rawBytes());
      rest = rest.asSlice(rawBytes());
      pad(block, bytes);
    }
    if (shuffle) {
      MemorySegment planes = rest.asSlice(0, rawBytes());
      rest = rest.asSlice(rawBytes());
      ShuffleKernel.best().shuffle(fill.dtype().bytes(), chunk.size(), bytes, planes);
      bytes = planes;
    }
    if (deflate > 0) {
      bytes = rest.asSlice(0, deflate(bytes, rest));
    }
    if (fletcher32) {
      MemorySegment checked = rest.asSlice(0, bytes.byteSize() + 4);
      if (deflate == 0) {
        checked.asSlice(0, bytes.byteSize()).copyFrom(bytes);
      }
      checked.set(LITTLE_ENDIAN_INT, bytes.byteSize(), Fletcher32.checksum(bytes));
      bytes = checked;
    }
    return bytes;
  }

  private long deflate(MemorySegment bytes, MemorySegment into) {
    Deflater deflater = new Deflater(deflate);
    try {
      deflater.setInput(bytes.asByteBuffer());
      deflater.finish();
      int n = deflater.deflate(into.asSlice(0, deflatedBytes()).asByteBuffer());
      if (!deflater.finished()) {
        throw new IllegalStateException("deflated chunk is larger than can be: bytes>" + n);
      }
      return n;
    } finally {
      deflater.end();
    }
  }

  /** Copies a block to the begin of a chunk, row by row. */
  private void pad(Block block, MemorySegment into) {
    fill.fill(into);
    int last = chunk.rank() - 1;
    long[] strides = Strides.contiguous(chunk);
    long rowBytes = block.shape().dim(last) * block.dtype().bytes();
    long[] at = new long[chunk.rank()];
    for (long from = 0; from < block.segment().byteSize(); from += rowBytes) {
      long to = Strides.offset(strides, at) * block.dtype().bytes();
      MemorySegment.copy(block.segment(), from, into, to, rowBytes);
      for (int d = last - 1; d >= 0 && ++at[d] == block.shape().dim(d); d--) {
        at[d] = 0;
      }
    }
  }
}
