package org.hyperslab.codec;

import java.lang.foreign.MemorySegment;

/**
 * Inflates whole streams from memory to memory. Implementations are thread-safe; each thread that
 * inflates holds less than 100 KiB of native memory that outlives the call, for the next one.
 *
 * <p>All implementations give the same bytes for a well-formed stream. Which streams are malformed,
 * the JDK's decides: whatever another refuses is inflated once more by that.
 */
public interface Inflation {
  /** What is around a stream. */
  enum Wrapping {
    /** Nothing: a plain deflate stream, without a checksum. */
    NONE,
    /** Zlib's header and Adler-32 (RFC 1950), which are checked. */
    ZLIB
  }

  /**
   * How far it went.
   *
   * @param read bytes of the input, up to the stream's end
   * @param written bytes of the output
   */
  record Extent(long read, long written) {}

  /**
   * Inflates the stream that begins where {@code encoded} begins. What lies behind the stream's end
   * is not looked at.
   *
   * @param encoded native memory of any size
   * @param into native memory of any size that does not overlap; what lies behind the content is
   *     undefined afterwards
   * @throws CodecException if the stream is malformed, ends early or is longer than {@code into}
   */
  Extent inflate(Wrapping wrapping, MemorySegment encoded, MemorySegment into)
      throws CodecException;

  /** The fastest one that this machine can run. */
  static Inflation best() {
    return Choice.BEST;
  }

  /** Picks once, when first asked. */
  final class Choice {
    private static final Inflation BEST = choose();

    private Choice() {}

    private static Inflation choose() {
      Inflation jdk = new JdkInflation();
      return IsalLibrary.load().<Inflation>map(isal -> new IsalInflation(isal, jdk)).orElse(jdk);
    }
  }
}
