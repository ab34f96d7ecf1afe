package org.hyperslab.codec;

import java.lang.foreign.MemorySegment;

/**
 * Decoder of blosclz, blosc's descendant of FastLZ. An instruction byte below 32 announces that
 * many literals and one more. Any other is a match: three bits of length (7: more bytes follow) and
 * five high bits of the distance, whose low byte follows; all thirteen bits set mean that two more
 * bytes hold a distance beyond 8191. The first instruction's upper bits are a marker.
 */
final class BloscLz {
  private static final int FAR = 8191;

  private BloscLz() {}

  /**
   * Decompresses a stream into all of {@code into}.
   *
   * @throws CodecException if the stream is malformed or its content is of another size
   */
  static void decompress(MemorySegment stream, MemorySegment into) throws CodecException {
    long start = stream.address();
    long ip = start;
    long end = start + stream.byteSize();
    long out = into.address();
    long op = out;
    long outEnd = out + into.byteSize();
    boolean first = true;
    while (ip < end) {
      int control = RawMemory.u8(ip++);
      if (first) {
        control &= 31;
        first = false;
      }
      if (control < 32) {
        int literals = control + 1;
        if (literals > end - ip || literals > outEnd - op) {
          throw new CodecException(
              "blosclz: literals exceed the buffer: bytes=" + literals, ip - start);
        }
        RawMemory.copy(ip, op, literals, Math.min(end - ip, outEnd - op));
        ip += literals;
        op += literals;
        continue;
      }
      long length = (control >>> 5) + 2L;
      if (length == 9) {
        int more;
        do {
          if (ip >= end) {
            throw new CodecException("blosclz: stream ends early", ip - start);
          }
          more = RawMemory.u8(ip++);
          length += more;
        } while (more == 255);
      }
      if (ip >= end) {
        throw new CodecException("blosclz: stream ends early", ip - start);
      }
      long distance = ((control & 31) << 8 | RawMemory.u8(ip++)) + 1L;
      if (distance == FAR + 1) {
        if (end - ip < 2) {
          throw new CodecException("blosclz: stream ends early", ip - start);
        }
        distance += RawMemory.u8(ip) << 8 | RawMemory.u8(ip + 1);
        ip += 2;
      }
      if (distance > op - out || length > outEnd - op) {
        throw new CodecException(
            "blosclz: match outside the buffer: distance=" + distance + ", bytes=" + length,
            ip - start);
      }
      RawMemory.repeat(op, distance, length, outEnd - op);
      op += length;
    }
    if (op != outEnd) {
      throw new CodecException(
          "blosclz: wrong size: bytes=" + (op - out) + ", expected=" + into.byteSize(), ip - start);
    }
  }
}
