package org.hyperslab.netcdf.hdf5;

import java.lang.foreign.MemorySegment;
import java.util.List;
import org.hyperslab.codec.Scratch;
import org.hyperslab.kernel.shuffle.ShuffleKernel;

/**
 * The bitshuffle filter, alone or with lz4 or zstd. The chunk is cut into blocks of so many
 * elements, the last one a multiple of 8; elements left over are stored as they are. The client
 * data: two version numbers, bytes of an element, elements of a block (0: the default), compressor.
 */
final class BitShuffle implements ScratchFilter {
  private static final int LZ4 = 2;
  private static final int ZSTD = 3;
  private static final long DEFAULT_BLOCK_BYTES = 8192;
  private static final long LEAST_BLOCK = 128;
  private static final long MOST_BLOCK_BYTES = 4 << 20;

  @Override
  public long scratchBytes(long decodedBytes, List<Integer> values) {
    return 2 * Scratch.bytes(Math.min(decodedBytes, MOST_BLOCK_BYTES));
  }

  @Override
  public long decode(MemorySegment in, MemorySegment into, List<Integer> values, Scratch scratch)
      throws FilterException {
    int elementBytes = values.size() > 2 ? values.get(2) : 0;
    long block = values.size() > 3 ? values.get(3) & 0xffff_ffffL : 0;
    int compressor = values.size() > 4 ? values.get(4) : 0;
    check(elementBytes > 0 && elementBytes <= 1024 && block % 8 == 0);
    check(compressor == 0 || compressor == LZ4 || compressor == ZSTD);
    long bytes = in.byteSize();
    long at = 0;
    if (compressor != 0) {
      check(in.byteSize() >= Lz4Blocks.HEADER_BYTES);
      bytes = in.get(Lz4Blocks.LONG, 0);
      block = (in.get(Lz4Blocks.INT, 8) & 0xffff_ffffL) / elementBytes;
      at = Lz4Blocks.HEADER_BYTES;
    }
    if (block == 0) {
      block = Math.max(LEAST_BLOCK, DEFAULT_BLOCK_BYTES / elementBytes / 8 * 8);
    }
    check(bytes >= 0 && bytes <= into.byteSize() && block > 0 && block % 8 == 0);
    long elements = bytes / elementBytes;
    block = Math.min(block, elements / 8 * 8);
    check(block <= MOST_BLOCK_BYTES / elementBytes);
    MemorySegment rows = scratch.take(block * elementBytes);
    MemorySegment planes = scratch.take(block * elementBytes);
    long done = 0;
    while (done < elements / 8 * 8) {
      long n = Math.min(block, (elements - done) / 8 * 8);
      long size = n * elementBytes;
      MemorySegment shuffled = rows.asSlice(0, size);
      if (compressor == 0) {
        check(at + size <= in.byteSize());
        shuffled = in.asSlice(at, size);
        at += size;
      } else {
        check(at + 4 <= in.byteSize());
        long encoded = in.get(Lz4Blocks.INT, at) & 0xffff_ffffL;
        at += 4;
        check(encoded <= in.byteSize() - at);
        decompress(compressor, in.asSlice(at, encoded), shuffled);
        at += encoded;
      }
      ShuffleKernel kernel = ShuffleKernel.best();
      kernel.bitsToPlanes(elementBytes, n, shuffled, planes);
      MemorySegment target = into.asSlice(done * elementBytes, size);
      if (elementBytes == 1) {
        MemorySegment.copy(planes, 0, target, 0, size);
      } else {
        kernel.unshuffle(elementBytes, n, planes, target);
      }
      done += n;
    }
    long left = bytes - done * elementBytes;
    check(at + left <= in.byteSize());
    MemorySegment.copy(in, at, into, done * elementBytes, left);
    return bytes;
  }

  private static void decompress(int compressor, MemorySegment encoded, MemorySegment into)
      throws FilterException {
    if (compressor == LZ4) {
      Compressors.lz4(encoded, into);
    } else {
      check(Compressors.zstd(encoded, into) == into.byteSize());
    }
  }

  private static void check(boolean fits) throws FilterException {
    if (!fits) {
      throw new FilterException("bitshuffle: malformed, or more than a chunk");
    }
  }
}
