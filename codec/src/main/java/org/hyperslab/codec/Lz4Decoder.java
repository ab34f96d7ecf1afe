package org.hyperslab.codec;

import java.lang.foreign.MemorySegment;

/**
 * LZ4's block format (github.com/lz4/lz4, doc/lz4_Block_format.md) in Java: a sequence is a token,
 * literals, and a match that repeats up to 65535 bytes back; the last one has literals only. The
 * decoder believes nothing: every length is checked against what is left of input and output before
 * a byte moves.
 */
final class Lz4Decoder {
  private static final int MIN_MATCH = 4;

  private Lz4Decoder() {}

  /**
   * Decompresses a block into all of {@code into}.
   *
   * @throws CodecException if the block is malformed or its content is of another size
   */
  static void decompress(MemorySegment block, MemorySegment into) throws CodecException {
    long start = block.address();
    long ip = start;
    long end = start + block.byteSize();
    long out = into.address();
    long op = out;
    long outEnd = out + into.byteSize();
    while (true) {
      if (ip >= end) {
        throw new CodecException("lz4: block ends early", ip - start);
      }
      int token = RawMemory.u8(ip++);
      long literals = (long) token >>> 4;
      if (literals == 15) {
        int more;
        do {
          if (ip >= end) {
            throw new CodecException("lz4: block ends early", ip - start);
          }
          more = RawMemory.u8(ip++);
          literals += more;
        } while (more == 255);
      }
      long inLeft = end - ip;
      long outLeft = outEnd - op;
      if (literals > inLeft || literals > outLeft) {
        throw new CodecException("lz4: literals exceed the buffer: bytes=" + literals, ip - start);
      }
      long room = Math.min(inLeft, outLeft);
      if (literals <= 32 && room >= 32) {
        RawMemory.copy32(ip, op);
      } else {
        RawMemory.copy(ip, op, literals, room);
      }
      ip += literals;
      op += literals;
      if (ip == end) {
        break;
      }
      if (end - ip < 2) {
        throw new CodecException("lz4: block ends early", ip - start);
      }
      long distance = RawMemory.u16(ip);
      ip += 2;
      if (distance == 0 || distance > op - out) {
        throw new CodecException("lz4: match before the begin: distance=" + distance, ip - start);
      }
      long match = (token & 15L) + MIN_MATCH;
      if ((token & 15) == 15) {
        int more;
        do {
          if (ip >= end) {
            throw new CodecException("lz4: block ends early", ip - start);
          }
          more = RawMemory.u8(ip++);
          match += more;
        } while (more == 255);
      }
      if (match > outEnd - op) {
        throw new CodecException("lz4: match exceeds the buffer: bytes=" + match, ip - start);
      }
      outLeft = outEnd - op;
      if (match <= 24 && distance >= 8 && outLeft >= 24) {
        RawMemory.copy16(op - distance, op);
        RawMemory.copy8(op - distance + 16, op + 16);
      } else {
        RawMemory.repeat(op, distance, match, outLeft);
      }
      op += match;
    }
    if (op != outEnd) {
      throw new CodecException(
          "lz4: wrong size: bytes=" + (op - out) + ", expected=" + into.byteSize(), ip - start);
    }
  }
}
