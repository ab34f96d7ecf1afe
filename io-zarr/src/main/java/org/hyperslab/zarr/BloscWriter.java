package org.hyperslab.zarr;

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
final class BloscWriter {
  private static final int L1_BYTES = 32 << 10;
  private static final int MAX_SPLIT_BLOCK_BYTES = 1 << 20;

  private final BloscCodec codec;
  private final ShuffleKernel kernel = ShuffleKernel.best();
  private final @Nullable Lz4 lz4;

  BloscWriter(BloscCodec codec) {
    this.codec = codec;
    this.lz4 =
        switch (codec.compressor()) {
          case LZ4, LZ4HC -> new Lz4(10 - codec.level());
          case ZLIB, ZSTD -> null;
          case BLOSCLZ -> throw new IllegalArgumentException("blosclz is read but not written");
        };
  }

  static long scratchBytes(BloscCodec codec, long bytes) {
    return 2 * Scratch.bytes(blockBytes(codec, bytes));
  }

  /** Bytes per block (c-blosc's {@code compute_blocksize}): a multiple of the type's. */
  static int blockBytes(BloscCodec codec, long bytes) {
    long block = bytes;
    boolean thorough = codec.compressor() != BloscCompressor.LZ4;
    if (codec.blockBytes() > 0) {
      block = Math.max(128, codec.blockBytes());
    } else if (bytes >= L1_BYTES) {
      long unit = thorough ? 2 * L1_BYTES : L1_BYTES;
      block =
          switch (codec.level()) {
            case 0 -> unit / 4;
            case 1 -> unit / 2;
            case 2 -> unit;
            case 3 -> unit * 2;
            case 4, 5 -> unit * 4;
            case 6, 7, 8 -> unit * 8;
            default -> thorough ? unit * 16 : unit * 8;
          };
      if (isSplit(codec, block)) {
        block = Math.min(block, 1 << 18) * codec.typeSize();
        block = Math.min(Math.max(block, 1 << 16), MAX_SPLIT_BLOCK_BYTES);
      }
    }
    block = Math.min(block, bytes);
    return Math.toIntExact(
        block > codec.typeSize() ? block / codec.typeSize() * codec.typeSize() : block);
  }

  private static boolean isSplit(BloscCodec codec, long blockBytes) {
    return codec.compressor() != BloscCompressor.ZSTD
        && BloscHeader.isSplittable(codec.typeSize(), Math.toIntExact(blockBytes));
  }

  /** Encodes a chunk to the begin of {@code into} and returns bytes written. */
  long encode(MemorySegment decoded, MemorySegment into, Scratch scratch) {
    int bytes = Math.toIntExact(decoded.byteSize());
    int blockBytes = blockBytes(codec, bytes);
    int flags = codec.compressor().format() << BloscHeader.FORMAT_SHIFT;
    flags |= isSplit(codec, blockBytes) ? 0 : BloscHeader.FLAG_NOT_SPLIT;
    flags |=
        switch (codec.shuffle()) {
          case NONE -> 0;
          case BYTE -> codec.typeSize() > 1 ? BloscHeader.FLAG_SHUFFLE : 0;
          case BIT -> BloscHeader.FLAG_BIT_SHUFFLE;
        };
    BloscHeader header = new BloscHeader(flags, codec.typeSize(), bytes, blockBytes);
    long mark = scratch.mark();
    MemorySegment shuffled = scratch.take(blockBytes);
    MemorySegment planes = scratch.take(blockBytes);
    long end =
        codec.level() == 0 || bytes == 0 ? -1 : blocks(header, decoded, into, shuffled, planes);
    scratch.release(mark);
    if (end < 0) {
      header =
          new BloscHeader(
              flags | BloscHeader.FLAG_STORED, codec.typeSize(), bytes, Math.max(1, blockBytes));
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
        codec.compressor() == BloscCompressor.ZLIB ? new Deflater(codec.level()) : null;
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
    return ZstdCodec.compress(from, into, zstdLevel(codec.level()), false);
  }

  private static int zstdLevel(int level) {
    return switch (level) {
      case 8 -> Zstd.maxCompressionLevel() - 2;
      case 9 -> Zstd.maxCompressionLevel();
      default -> 2 * level - 1;
    };
  }
}
