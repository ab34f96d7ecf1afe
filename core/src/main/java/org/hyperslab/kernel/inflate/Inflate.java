package org.hyperslab.kernel.inflate;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Decodes deflate streams (RFC 1951) between machine addresses, in the manner of libdeflate: bits
 * are taken from a buffer of 64 that is refilled by loads of 8 bytes, symbols are looked up in
 * tables, literals up to three per refill, matches are copied by words that may reach beyond their
 * end. Within a few bytes of either end a loop that looks at every byte does the rest.
 *
 * <p>Stateful, not thread-safe; one per thread. Nothing outside the two pieces of memory is
 * touched, whatever the stream is.
 */
final class Inflate {
  private static final ValueLayout.OfByte BYTE = ValueLayout.JAVA_BYTE;
  private static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  @SuppressWarnings("restricted")
  private static final MemorySegment ALL = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);

  private static final int LITLEN_BITS = 11;
  private static final int OFFSET_BITS = 8;

  /** The most entries that codes of 288 and 32 symbols of 15 bits need (zlib's enough.c). */
  private static final int LITLEN_ENTRIES = 2342;

  private static final int OFFSET_ENTRIES = 402;
  private static final int LENGTH_BITS = 7;

  /** What one round of the fast loop may read and write. */
  private static final int FAST_IN = 32;

  private static final int FAST_OUT = 2 + 258 + 40;

  private static final int[] LITLEN_VALUES = new int[288];
  private static final int[] OFFSET_VALUES = new int[32];
  private static final int[] LENGTH_VALUES = new int[19];
  private static final byte[] LENGTH_ORDER = {
    16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15
  };

  /** What an entry of a symbol that means nothing is; taking it is an error. */
  private static final int NONE = DecodeTable.EXCEPTIONAL;

  static {
    for (int s = 0; s < 256; s++) {
      LITLEN_VALUES[s] = DecodeTable.LITERAL | s << 16;
    }
    LITLEN_VALUES[256] = DecodeTable.EXCEPTIONAL | DecodeTable.END_OF_BLOCK;
    int length = 3;
    for (int s = 257; s < 285; s++) {
      int extra = s < 265 ? 0 : (s - 261) / 4;
      LITLEN_VALUES[s] = length << 16 | extra;
      length += 1 << extra;
    }
    LITLEN_VALUES[285] = 258 << 16;
    LITLEN_VALUES[286] = NONE;
    LITLEN_VALUES[287] = NONE;
    int offset = 1;
    for (int s = 0; s < 30; s++) {
      int extra = s < 4 ? 0 : (s - 2) / 2;
      OFFSET_VALUES[s] = offset << 16 | extra;
      offset += 1 << extra;
    }
    OFFSET_VALUES[30] = NONE;
    OFFSET_VALUES[31] = NONE;
    for (int s = 0; s < 19; s++) {
      LENGTH_VALUES[s] = s << 16;
    }
  }

  private final DecodeTable litlen = new DecodeTable(LITLEN_BITS, LITLEN_ENTRIES);
  private final DecodeTable offsets = new DecodeTable(OFFSET_BITS, OFFSET_ENTRIES);
  private final DecodeTable codeLengths = new DecodeTable(LENGTH_BITS, 1 << LENGTH_BITS);
  private final byte[] lengths = new byte[288 + 32];

  private long in;
  private long inEnd;
  private long out;
  private long outBegin;
  private long outEnd;
  private long stopAt;
  private long buffer;
  private int left;

  /** Bytes of zeros that were taken from behind the input's end. */
  private int beyond;

  /** How a stream came to its end. */
  enum Result {
    DONE,
    /** As many bytes are written as were asked for, and there are more. */
    STOPPED,
    MALFORMED,
    ENDS_EARLY,
    EXCEEDS
  }

  /**
   * Decodes a stream.
   *
   * @param most after about as many bytes decoding may stop
   */
  Result run(long input, long inputBytes, long output, long outputBytes, long most) {
    in = input;
    inEnd = input + inputBytes;
    out = output;
    outBegin = output;
    outEnd = output + outputBytes;
    stopAt = most >= outputBytes ? Long.MAX_VALUE : output + most;
    buffer = 0;
    left = 0;
    beyond = 0;
    Result result = Result.DONE;
    boolean last = false;
    while (!last && result == Result.DONE) {
      refill();
      last = (take(1) & 1) != 0;
      result =
          switch (take(2)) {
            case 0 -> stored();
            case 1 -> fixed();
            case 2 -> dynamic();
            default -> Result.MALFORMED;
          };
      if (result == Result.DONE && !last && out >= stopAt) {
        result = Result.STOPPED;
      }
    }
    return result == Result.DONE && beyond > left / 8 ? Result.ENDS_EARLY : result;
  }

  /** After a run that is done, the first byte behind the stream. */
  long inputEnd() {
    return in - left / 8 + beyond;
  }

  /** The first byte behind what was written. */
  long outputEnd() {
    return out;
  }

  /** Fills the buffer to at least 56 bits, a byte at a time. */
  private void refill() {
    while (left < 56) {
      if (in < inEnd) {
        buffer |= (ALL.get(BYTE, in++) & 0xffL) << left;
      } else {
        beyond++;
      }
      left += 8;
    }
  }

  private int take(int bits) {
    int value = (int) buffer & (1 << bits) - 1;
    buffer >>>= bits;
    left -= bits;
    return value;
  }

  private Result stored() {
    // Back to the byte behind the block's head.
    take(left & 7);
    if (beyond > left / 8) {
      return Result.ENDS_EARLY;
    }
    in -= left / 8 - beyond;
    buffer = 0;
    left = 0;
    beyond = 0;
    if (inEnd - in < 4) {
      return Result.ENDS_EARLY;
    }
    int bytes = u16(in);
    if (bytes != (~u16(in + 2) & 0xffff)) {
      return Result.MALFORMED;
    }
    in += 4;
    if (bytes > inEnd - in) {
      return Result.ENDS_EARLY;
    }
    if (bytes > outEnd - out) {
      return Result.EXCEEDS;
    }
    MemorySegment.copy(ALL, in, ALL, out, bytes);
    in += bytes;
    out += bytes;
    return Result.DONE;
  }

  private static int u16(long at) {
    return (ALL.get(BYTE, at) & 0xff) | (ALL.get(BYTE, at + 1) & 0xff) << 8;
  }

  private Result fixed() {
    Arrays.fill(lengths, 0, 144, (byte) 8);
    Arrays.fill(lengths, 144, 256, (byte) 9);
    Arrays.fill(lengths, 256, 280, (byte) 7);
    Arrays.fill(lengths, 280, 288, (byte) 8);
    Arrays.fill(lengths, 288, 320, (byte) 5);
    litlen.build(lengths, 0, 288, LITLEN_VALUES);
    offsets.build(lengths, 288, 32, OFFSET_VALUES);
    return symbols();
  }

  private Result dynamic() {
    int literals = take(5) + 257;
    int distances = take(5) + 1;
    int codes = take(4) + 4;
    if (literals > 286 || distances > 30) {
      return Result.MALFORMED;
    }
    byte[] own = new byte[19];
    for (int i = 0; i < codes; i++) {
      if (left < 3) {
        refill();
      }
      own[LENGTH_ORDER[i]] = (byte) take(3);
    }
    if (!codeLengths.build(own, 0, 19, LENGTH_VALUES) || !codeLengths.isComplete()) {
      return Result.MALFORMED;
    }
    int all = literals + distances;
    int mask = (1 << codeLengths.bits()) - 1;
    for (int i = 0; i < all; ) {
      refill();
      if (beyond > left / 8) {
        return Result.ENDS_EARLY;
      }
      int entry = codeLengths.entries[(int) buffer & mask];
      if ((entry & DecodeTable.EXCEPTIONAL) != 0) {
        return Result.MALFORMED;
      }
      take(entry & 0xff);
      int symbol = entry >>> 16;
      if (symbol < 16) {
        lengths[i++] = (byte) symbol;
        continue;
      }
      if (symbol == 16 && i == 0) {
        return Result.MALFORMED;
      }
      byte repeated = symbol == 16 ? lengths[i - 1] : 0;
      int times = symbol == 16 ? 3 + take(2) : symbol == 17 ? 3 + take(3) : 11 + take(7);
      if (times > all - i) {
        return Result.MALFORMED;
      }
      for (; times > 0; times--) {
        lengths[i++] = repeated;
      }
    }
    boolean sound =
        lengths[256] != 0
            && litlen.build(lengths, 0, literals, LITLEN_VALUES)
            && offsets.build(lengths, literals, distances, OFFSET_VALUES);
    return sound ? symbols() : Result.MALFORMED;
  }

  /** Decodes a block's symbols to its end. */
  private Result symbols() {
    if (inEnd - in > FAST_IN && outEnd - out > FAST_OUT) {
      refill();
      Result result = fast();
      if (result != Result.STOPPED) {
        return result;
      }
      if (out >= stopAt) {
        return Result.STOPPED;
      }
    }
    return careful();
  }

  /** Where the fast loop must stop, the careful one goes on. */
  private Result careful() {
    int litlenMask = (1 << litlen.bits()) - 1;
    int offsetMask = (1 << offsets.bits()) - 1;
    while (true) {
      refill();
      if (beyond > left / 8) {
        return Result.ENDS_EARLY;
      }
      int entry = litlen.entries[(int) buffer & litlenMask];
      if ((entry & DecodeTable.SECOND_TABLE) != 0 && entry > 0) {
        take(entry & 0xff);
        entry = litlen.entries[(entry >>> 16) + ((int) buffer & (1 << (entry >>> 8 & 15)) - 1)];
      }
      if (entry < 0) {
        take(entry & 0xff);
        if (out == outEnd) {
          return Result.EXCEEDS;
        }
        ALL.set(BYTE, out++, (byte) (entry >>> 16));
        continue;
      }
      if ((entry & DecodeTable.EXCEPTIONAL) != 0) {
        if ((entry & DecodeTable.END_OF_BLOCK) == 0) {
          return Result.MALFORMED;
        }
        take(entry & 0xff);
        return Result.DONE;
      }
      int length = value(entry);
      refill();
      entry = offsets.entries[(int) buffer & offsetMask];
      if ((entry & DecodeTable.EXCEPTIONAL) != 0) {
        if ((entry & DecodeTable.SECOND_TABLE) == 0) {
          return Result.MALFORMED;
        }
        take(entry & 0xff);
        entry = offsets.entries[(entry >>> 16) + ((int) buffer & (1 << (entry >>> 8 & 15)) - 1)];
        if ((entry & DecodeTable.EXCEPTIONAL) != 0) {
          return Result.MALFORMED;
        }
      }
      int offset = value(entry);
      if (offset > out - outBegin) {
        return Result.MALFORMED;
      }
      if (length > outEnd - out) {
        return Result.EXCEEDS;
      }
      for (; length > 0; length--) {
        ALL.set(BYTE, out, ALL.get(BYTE, out - offset));
        out++;
      }
    }
  }

  /** A length or offset with its extra bits, which are taken from the buffer. */
  private int value(int entry) {
    int taken = entry & 0xff;
    int codeword = entry >>> 8 & 15;
    int extra = (int) (buffer >>> codeword) & (1 << (taken - codeword)) - 1;
    buffer >>>= taken;
    left -= taken;
    return (entry >>> 16) + extra;
  }

  /** As many symbols as there is room for; then {@link Result#STOPPED}. */
  private Result fast() {
    int[] table = litlen.entries;
    int[] offsetTable = offsets.entries;
    long litlenMask = (1L << litlen.bits()) - 1;
    long offsetMask = (1L << offsets.bits()) - 1;
    long from = in;
    long fromEnd = inEnd - FAST_IN;
    long to = out;
    long begin = outBegin;
    long toEnd = Math.min(stopAt, outEnd - FAST_OUT);
    long bits = buffer;
    int have = left;
    Result result = Result.STOPPED;
    while (from < fromEnd && to < toEnd) {
      bits |= ALL.get(LONG, from) << have;
      from += (63 - have) >>> 3;
      have |= 56;
      int entry = table[(int) (bits & litlenMask)];
      if (entry < 0) {
        // Three literals take 33 bits at most, so that at least 23 are left: enough for a length.
        bits >>>= entry;
        have -= entry & 63;
        ALL.set(BYTE, to++, (byte) (entry >>> 16));
        entry = table[(int) (bits & litlenMask)];
        if (entry < 0) {
          bits >>>= entry;
          have -= entry & 63;
          ALL.set(BYTE, to++, (byte) (entry >>> 16));
          entry = table[(int) (bits & litlenMask)];
          if (entry < 0) {
            bits >>>= entry;
            have -= entry & 63;
            ALL.set(BYTE, to++, (byte) (entry >>> 16));
            continue;
          }
        }
      }
      if ((entry & DecodeTable.EXCEPTIONAL) != 0) {
        if ((entry & DecodeTable.SECOND_TABLE) != 0) {
          bits >>>= entry;
          have -= entry & 63;
          entry = table[(entry >>> 16) + ((int) bits & (1 << (entry >>> 8 & 15)) - 1)];
        }
        if (entry < 0) {
          bits >>>= entry;
          have -= entry & 63;
          ALL.set(BYTE, to++, (byte) (entry >>> 16));
          continue;
        }
        if ((entry & DecodeTable.EXCEPTIONAL) != 0) {
          result = (entry & DecodeTable.END_OF_BLOCK) != 0 ? Result.DONE : Result.MALFORMED;
          bits >>>= entry;
          have -= entry & 63;
          break;
        }
      }
      int codeword = entry >>> 8 & 15;
      int length =
          (entry >>> 16) + ((int) (bits >>> codeword) & (1 << ((entry & 63) - codeword)) - 1);
      bits >>>= entry;
      have -= entry & 63;
      if (have < 28) {
        bits |= ALL.get(LONG, from) << have;
        from += (63 - have) >>> 3;
        have |= 56;
      }
      entry = offsetTable[(int) (bits & offsetMask)];
      if ((entry & DecodeTable.EXCEPTIONAL) != 0) {
        if ((entry & DecodeTable.SECOND_TABLE) != 0) {
          bits >>>= entry;
          have -= entry & 63;
          entry = offsetTable[(entry >>> 16) + ((int) bits & (1 << (entry >>> 8 & 15)) - 1)];
        }
        if ((entry & DecodeTable.EXCEPTIONAL) != 0) {
          result = Result.MALFORMED;
          break;
        }
      }
      codeword = entry >>> 8 & 15;
      int offset =
          (entry >>> 16) + ((int) (bits >>> codeword) & (1 << ((entry & 63) - codeword)) - 1);
      bits >>>= entry;
      have -= entry & 63;
      if (offset > to - begin) {
        result = Result.MALFORMED;
        break;
      }
      long source = to - offset;
      long end = to + length;
      if (offset >= 8) {
        ALL.set(LONG, to, ALL.get(LONG, source));
        ALL.set(LONG, to + 8, ALL.get(LONG, source + 8));
        for (long i = 16; i < length; i += 16) {
          ALL.set(LONG, to + i, ALL.get(LONG, source + i));
          ALL.set(LONG, to + i + 8, ALL.get(LONG, source + i + 8));
        }
      } else if (offset == 1) {
        long eight = (ALL.get(BYTE, source) & 0xffL) * 0x0101_0101_0101_0101L;
        for (long i = 0; i < length; i += 8) {
          ALL.set(LONG, to + i, eight);
        }
      } else {
        // Each word written is right for as many bytes as the offset is.
        for (long i = 0; i < length; i += offset) {
          ALL.set(LONG, to + i, ALL.get(LONG, source + i));
        }
      }
      to = end;
    }
    in = from;
    out = to;
    buffer = bits;
    left = have;
    return result;
  }
}
