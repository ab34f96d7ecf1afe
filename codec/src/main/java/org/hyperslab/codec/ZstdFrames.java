package org.hyperslab.codec;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.concurrent.ArrayBlockingQueue;

/** Zstandard frames, through libzstd on addresses. Thread-safe. */
public final class ZstdFrames {
  /**
   * Contexts that wait for their next use. Making one takes some 160 KB and their page faults, as
   * much time as decompressing a small stream.
   */
  private static final ArrayBlockingQueue<ZstdDecompressCtx> IDLE = new ArrayBlockingQueue<>(64);

  private static final ValueLayout.OfInt MAGIC =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private static final int LEGACY_1 = 0x1EB52FFD;
  private static final int LEGACY_2 = 0xFD2FB522;
  private static final int LEGACY_7 = 0xFD2FB527;

  private static final ArrayBlockingQueue<ZstdCompressCtx> IDLE_COMPRESSORS =
      new ArrayBlockingQueue<>(64);

  private static final int STRATEGY_FAST = 1;
  private static final int SAMPLE_BYTES = 1 << 16;

  /** Less is not worth a sample. */
  private static final long LEAST_SAMPLED = 1 << 20;

  private static final long MOST_SAMPLED = 1 << 30;

  private ZstdFrames() {}

  /**
   * Decompresses all frames of a segment; a checksum that is there is checked.
   *
   * @return bytes written
   * @throws CodecException if the frames are malformed, exceed {@code into}, or are of a format
   *     from before zstd 0.8
   */
  public static long decompress(MemorySegment encoded, MemorySegment into) throws CodecException {
    refuseLegacy(encoded);
    if (Math.max(encoded.byteSize(), into.byteSize()) > Integer.MAX_VALUE) {
      return decompressLarge(encoded, into);
    }
    ZstdDecompressCtx context = IDLE.poll();
    if (context == null) {
      context = new ZstdDecompressCtx();
    }
    try {
      return context.decompressDirectByteBuffer(
          into.asByteBuffer(),
          0,
          (int) into.byteSize(),
          encoded.asByteBuffer(),
          0,
          (int) encoded.byteSize());
    } catch (ZstdException e) {
      throw new CodecException("zstd: " + Zstd.getErrorName(-e.getErrorCode()), 0);
    } finally {
      if (!IDLE.offer(context)) {
        context.close();
      }
    }
  }

  /** Formats from before the one that stays; some builds of libzstd decode them, others don't. */
  private static void refuseLegacy(MemorySegment encoded) throws CodecException {
    if (encoded.byteSize() >= Integer.BYTES) {
      int magic = encoded.get(MAGIC, 0);
      boolean legacy = magic == LEGACY_1 || (magic >= LEGACY_2 && magic <= LEGACY_7);
      if (legacy) {
        int version = magic == LEGACY_1 ? 1 : magic - LEGACY_2 + 2;
        throw new CodecException(
            "zstd: the format of version 0.%d is not supported; compress it anew"
                .formatted(version),
            0);
      }
    }
  }

  private static long decompressLarge(MemorySegment encoded, MemorySegment into)
      throws CodecException {
    long n =
        Zstd.decompressUnsafe(
            into.address(), into.byteSize(), encoded.address(), encoded.byteSize());
    if (Zstd.isError(n)) {
      throw new CodecException("zstd: " + Zstd.getErrorName(n), 0);
    }
    return n;
  }

  /**
   * Compresses to one frame; bytes written, or -1 if they do not fit.
   *
   * <p>Measurements are often numbers of few digits with noise, whose only repeats are single
   * numbers of four bytes. Level 3 looks for longer ones: it takes one and a half times as long as
   * the strategy of level 1 does with repeats of four bytes, which finds more. At this level, which
   * is the default nearly everywhere, a sample says which of both suits a large chunk.
   */
  public static long compress(
      MemorySegment decoded, MemorySegment into, int level, boolean checksum) {
    boolean isDefault = level == 0 || level == Zstd.defaultCompressionLevel();
    long bytes = decoded.byteSize();
    if (isDefault && bytes >= LEAST_SAMPLED && bytes <= MOST_SAMPLED && sizesFit(into)) {
      MemorySegment sample = decoded.asSlice(bytes / 2, SAMPLE_BYTES);
      long usual = compressWhole(sample, into, level, false);
      long dense = compressShortRepeats(sample, into, false);
      if (dense > 0 && dense < usual - usual / 64) {
        long n = compressShortRepeats(decoded, into, checksum);
        if (n >= 0) {
          return n;
        }
      }
    }
    return compressWhole(decoded, into, level, checksum);
  }

  private static boolean sizesFit(MemorySegment into) {
    return into.byteSize() >= Zstd.compressBound(SAMPLE_BYTES)
        && into.byteSize() <= Integer.MAX_VALUE;
  }

  private static long compressWhole(
      MemorySegment decoded, MemorySegment into, int level, boolean checksum) {
    long n =
        Zstd.compressUnsafe(
            into.address(),
            into.byteSize(),
            decoded.address(),
            decoded.byteSize(),
            level,
            checksum);
    return Zstd.isError(n) ? -1 : n;
  }

  private static long compressShortRepeats(
      MemorySegment decoded, MemorySegment into, boolean checksum) {
    ZstdCompressCtx idler = IDLE_COMPRESSORS.poll();
    ZstdCompressCtx context = idler == null ? shortRepeats() : idler;
    try {
      return context
          .setChecksum(checksum)
          .compressDirectByteBuffer(
              into.asByteBuffer(),
              0,
              (int) into.byteSize(),
              decoded.asByteBuffer(),
              0,
              (int) decoded.byteSize());
    } catch (ZstdException e) {
      return -1; // There is nothing that can be wrong but the room.
    } finally {
      if (!IDLE_COMPRESSORS.offer(context)) {
        context.close();
      }
    }
  }

  /** A table of 32 KiB, which stays in L1. */
  private static ZstdCompressCtx shortRepeats() {
    return new ZstdCompressCtx()
        .setLevel(Zstd.defaultCompressionLevel())
        .setStrategy(STRATEGY_FAST)
        .setMinMatch(4)
        .setHashLog(13);
  }
}
