package org.hyperslab.codec;

import com.github.luben.zstd.Zstd;
import java.lang.foreign.MemorySegment;
import java.util.zip.Deflater;
import org.hyperslab.kernel.shuffle.ShuffleKernel;
import org.jspecify.annotations.Nullable;

/**
 * Encodes a blosc 1 chunk that any blosc reads: block sizes, splitting and levels as c-blosc 1.21
 * chooses them. A chunk that doesn't get smaller is stored plainly, so none exceeds its content by
 * more than the header. One instance per chunk.
 */
public final class BloscWriter {
  private static final int L1_BYTES = 32 << 10;
  private static final int MAX_SPLIT_BLOCK_BYTES = 1 << 20;

  /** The most bytes that a chunk may have: the format counts in 31 bits and adds a header. */
  public static final long MAX_BYTES = Integer.MAX_VALUE - BloscHeader.BYTES;

  private final BloscSettings settings;
  private final ShuffleKernel kernel = ShuffleKernel.best();
  private final @Nullable Lz4 lz4;

  public BloscWriter(BloscSettings settings) {
    this.settings = settings;
    this.lz4 =
        switch (settings.compressor()) {
          case LZ4, LZ4HC -> new Lz4(10 - settings.level());
          case ZLIB, ZSTD -> null;
          case BLOSCLZ -> throw new IllegalArgumentException("blosclz is read but not written");
        };
  }

  /** The most bytes that encoding gives, by any sane encoder. */
  public static long maxEncodedBytes(long bytes) {
    return BloscHeader.BYTES + bytes + bytes / 64 + 4096;
  }

  /** What encoding takes of scratch memory. */
  public static long scratchBytes(BloscSettings settings, long bytes) {
    return 2 * Scratch.bytes(blockBytes(settings, bytes));
  }

  /** Bytes per block (c-blosc's {@code compute_blocksize}): a multiple of the type's. */
  static int blockBytes(BloscSettings settings, long bytes) {
    long block = bytes;
    boolean thorough = settings.compressor() != BloscCompressor.LZ4;
    if (settings.blockBytes() > 0) {
      block = Math.max(128, settings.blockBytes());
    } else if (bytes >= L1_BYTES) {
      long unit = thorough ? 2 * L1_BYTES : L1_BYTES;
      block =
          switch (settings.level()) {
            case 0 -> unit / 4;
            case 1 -> unit / 2;
            case 2 -> unit;
            case 3 -> unit * 2;
            case 4, 5 -> unit * 4;
            case 6, 7, 8 -> unit * 8;
            default -> thorough ? unit * 16 : unit * 8;
          };
      if (isSplit(settings, block)) {
        block = Math.min(block, 1 << 18) * settings.typeSize();
        block = Math.min(Math.max(block, 1 << 16), MAX_SPLIT_BLOCK_BYTES);
      }
    }
    block = Math.min(block, bytes);
    return Math.toIntExact(
        block > settings.typeSize() ? block / settings.typeSize() * settings.typeSize() : block);
  }

  private static boolean isSplit(BloscSettings settings, long blockBytes) {
    return settings.compressor() != BloscCompressor.ZSTD
        && BloscHeader.isSplittable(settings.typeSize(), Math.toIntExact(blockBytes));
  }

  /** Encodes a chunk to the begin of {@code into} and returns bytes written. */
  public long encode(MemorySegment decoded, MemorySegment into, Scratch scratch) {
    int bytes = Math.toIntExact(decoded.byteSize());
    int blockBytes = blockBytes(settings, bytes);
    int flags = settings.compressor().format() << BloscHeader.FORMAT_SHIFT;
    flags |= isSplit(settings, blockBytes) ? 0 : BloscHeader.FLAG_NOT_SPLIT;
    flags |=
        switch (settings.shuffle()) {
          case NONE -> 0;
          case BYTE -> settings.typeSize() > 1 ? BloscHeader.FLAG_SHUFFLE : 0;
          case BIT -> BloscHeader.FLAG_BIT_SHUFFLE;
        };
    BloscHeader header = new BloscHeader(flags, settings.typeSize(), bytes, blockBytes);
    long mark = scratch.mark();
    MemorySegment shuffled = scratch.take(blockBytes);
    MemorySegment planes = scratch.take(blockBytes);
    long end =
        settings.level() == 0 || bytes == 0 ? -1 : blocks(header, decoded, into, shuffled, planes);
    scratch.release(mark);
    if (end < 0) {
      header =
          new BloscHeader(
              flags | BloscHeader.FLAG_STORED, settings.typeSize(), bytes, Math.max(1, blockBytes));
      into.asSlice(BloscHeader.BYTES, bytes).copyFrom(decoded);
      end = (long) BloscHeader.BYTES + bytes;
    }
    header.write(into, 1, Math.toIntExact(end));
    return end;
  }

  /** Writes offsets and blocks behind the header; their end, or -1 if plain storing takes less. */
  private long blocks(
      BloscHeader header,
      MemorySegment decoded,
      MemorySegment into,
      MemorySegment shuffled,
      MemorySegment planes) {
    MemorySegment room = into.asSlice(0, BloscHeader.BYTES + decoded.byteSize());
    Deflater deflater =
        settings.compressor() == BloscCompressor.ZLIB ? new Deflater(settings.level()) : null;
    try {
      long end = BloscHeader.BYTES + 4L * header.blocks();
      for (int b = 0; b < header.blocks(); b++) {
        if (end >= room.byteSize()) {
          return -1;
        }
        into.set(BloscHeader.INT, BloscHeader.BYTES + 4L * b, Math.toIntExact(end));
        MemorySegment block = decoded.asSlice((long) b * header.blockBytes(), header.bytesOf(b));
        MemorySegment content = shuffle(header, block, shuffled, planes);
        end = streams(content, header.streams(header.bytesOf(b)), room, end, deflater);
        if (end < 0) {
          return -1;
        }
      }
      return end;
    } finally {
      if (deflater != null) {
        deflater.end();
      }
    }
  }

  private MemorySegment shuffle(
      BloscHeader header, MemorySegment block, MemorySegment shuffled, MemorySegment planes) {
    int typeSize = header.typeSize();
    long elements = block.byteSize() / typeSize;
    boolean bits = header.isBitShuffled() && elements % 8 == 0 && elements > 0;
    if (!bits && !header.isByteShuffled()) {
      return block;
    }
    MemorySegment into = shuffled.asSlice(0, block.byteSize());
    if (!bits) {
      kernel.shuffle(typeSize, elements, block, into);
    } else if (typeSize == 1) {
      kernel.planesToBits(1, elements, block, into);
    } else {
      kernel.shuffle(typeSize, elements, block, planes);
      kernel.planesToBits(typeSize, elements, planes, into);
    }
    long whole = elements * typeSize;
    into.asSlice(whole).copyFrom(block.asSlice(whole));
    return into;
  }

  private long streams(
      MemorySegment content,
      int count,
      MemorySegment room,
      long begin,
      @Nullable Deflater deflater) {
    long streamBytes = content.byteSize() / count;
    long end = begin;
    for (int s = 0; s < count; s++) {
      MemorySegment stream = content.asSlice(s * streamBytes, streamBytes);
      long left = room.byteSize() - end - 4;
      if (left <= 0) {
        return -1;
      }
      MemorySegment target = room.asSlice(end + 4, Math.min(left, streamBytes - 1));
      long bytes = target.byteSize() == 0 ? -1 : compress(stream, target, deflater);
      if (bytes < 0) {
        if (left < streamBytes) {
          return -1;
        }
        room.asSlice(end + 4, streamBytes).copyFrom(stream);
        bytes = streamBytes;
      }
      room.set(BloscHeader.INT, end, Math.toIntExact(bytes));
      end += 4 + bytes;
    }
    return end;
  }

  private long compress(MemorySegment from, MemorySegment into, @Nullable Deflater deflater) {
    if (lz4 != null) {
      return lz4.compress(from, into);
    }
    if (deflater != null) {
      deflater.reset();
      return Deflate.deflate(deflater, from, into);
    }
    return ZstdFrames.compress(from, into, zstdLevel(settings.level()), false);
  }

  private static int zstdLevel(int level) {
    return switch (level) {
      case 8 -> Zstd.maxCompressionLevel() - 2;
      case 9 -> Zstd.maxCompressionLevel();
      default -> 2 * level - 1;
    };
  }
}
