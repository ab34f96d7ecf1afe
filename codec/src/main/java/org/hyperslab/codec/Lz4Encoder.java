package org.hyperslab.codec;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.util.Arrays;

/** A greedy compressor to LZ4's block format, in Java. Not thread-safe; may be used again. */
final class Lz4Encoder {
  private static final int MIN_MATCH = 4;

  /**
   * The format's rules: a match begins at least 12 bytes before the end, and the last 5 bytes are
   * literals.
   */
  private static final int MATCH_LIMIT = 12;

  private static final int LAST_LITERALS = 5;
  private static final int MAX_DISTANCE = 65535;
  private static final int HASH_BITS = 13;

  /** Searches skip ahead faster the longer nothing was found: one byte more for every 64 misses. */
  private static final int SKIP_SHIFT = 6;

  private final int[] positionOfHash = new int[1 << HASH_BITS];

  /**
   * Compresses a block.
   *
   * @param acceleration 1 or more: how fast the search gives up
   * @return bytes written, or -1 if they do not fit into {@code into}
   */
  long compress(MemorySegment block, MemorySegment into, int acceleration) {
    Arrays.fill(positionOfHash, 0);
    long start = block.address();
    int size = Math.toIntExact(block.byteSize());
    Output out = new Output(into);
    int anchor = 0;
    int at = 1;
    int misses = acceleration << SKIP_SHIFT;
    while (at <= size - MATCH_LIMIT) {
      int sequence = RawMemory.i32(start + at);
      int slot = (sequence * -1640531535) >>> (32 - HASH_BITS);
      int candidate = positionOfHash[slot];
      positionOfHash[slot] = at;
      if (at - candidate > MAX_DISTANCE || RawMemory.i32(start + candidate) != sequence) {
        at += misses++ >> SKIP_SHIFT;
        continue;
      }
      while (at > anchor
          && candidate > 0
          && RawMemory.u8(start + at - 1) == RawMemory.u8(start + candidate - 1)) {
        at--;
        candidate--;
      }
      int match = matchLength(start, candidate, at, size - LAST_LITERALS);
      if (!out.sequence(start + anchor, at - anchor, at - candidate, match)) {
        return -1;
      }
      at += match;
      anchor = at;
      misses = acceleration << SKIP_SHIFT;
    }
    return out.last(start + anchor, size - anchor) ? out.bytes() : -1;
  }

  private static int matchLength(long start, int candidate, int at, int limit) {
    int n = MIN_MATCH;
    while (at + n + 8 <= limit) {
      long difference = RawMemory.i64(start + at + n) ^ RawMemory.i64(start + candidate + n);
      if (difference != 0) {
        return n + sameBytes(difference);
      }
      n += 8;
    }
    while (at + n < limit && RawMemory.u8(start + at + n) == RawMemory.u8(start + candidate + n)) {
      n++;
    }
    return n;
  }

  private static int sameBytes(long difference) {
    return (ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN
            ? Long.numberOfTrailingZeros(difference)
            : Long.numberOfLeadingZeros(difference))
        >> 3;
  }

  /** Where sequences are written, as long as they fit. */
  private static final class Output {
    private final long begin;
    private final long end;
    private long op;

    Output(MemorySegment into) {
      begin = into.address();
      end = begin + into.byteSize();
      op = begin;
    }

    long bytes() {
      return op - begin;
    }

    boolean sequence(long literals, int count, int distance, int match) {
      // Token, distance, and a length byte for every 255.
      if (end - op < 8L + count + count / 255 + match / 255) {
        return false;
      }
      literals(literals, count, Math.min(match - MIN_MATCH, 15));
      RawMemory.putShort(op, distance);
      op += 2;
      length(match - MIN_MATCH);
      return true;
    }

    boolean last(long literals, int count) {
      if (end - op < 2L + count + count / 255) {
        return false;
      }
      literals(literals, count, 0);
      return true;
    }

    private void literals(long literals, int count, int matchNibble) {
      RawMemory.putByte(op++, Math.min(count, 15) << 4 | matchNibble);
      length(count);
      RawMemory.copy(literals, op, count, count);
      op += count;
    }

    private void length(int n) {
      if (n >= 15) {
        int rest = n - 15;
        while (rest >= 255) {
          RawMemory.putByte(op++, 255);
          rest -= 255;
        }
        RawMemory.putByte(op++, rest);
      }
    }
  }
}
