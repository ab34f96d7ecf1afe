package org.hyperslab.codec;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.ref.Reference;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/**
 * Runs Intel's ISA-L, one and a half to more than twice as fast as zlib. It is given the whole
 * stream and the whole target at once, and stays inside of both whatever the stream says.
 *
 * <p>A stream that it refuses goes to another inflation, which has the last word. It accepts some
 * that zlib refuses, whose Huffman codes leave gaps. Nobody writes such streams; where damage makes
 * one, zlib's or gzip's checksum says whether the content is still what it was.
 */
final class IsalInflation implements Inflation {
  // The fields of `struct inflate_state` that are written or read here; the others are tables.
  private static final long NEXT_OUT = 0;
  private static final long AVAIL_OUT = 8;
  private static final long TOTAL_OUT = 12;
  private static final long NEXT_IN = 16;
  private static final long AVAIL_IN = 32;
  private static final long STREAM_BYTES = 40;
  private static final long BLOCK_STATE = 21_160;
  private static final long CRC_FLAG = 21_172;
  private static final long PROGRESS_BYTES = 56;
  private static final long STATE_BYTES = 87_368;

  private static final int ISAL_DEFLATE = 0;
  private static final int ISAL_ZLIB = 3;
  private static final int ISAL_DECOMP_OK = 0;
  private static final int ISAL_BLOCK_FINISH = 5;

  private static final int MOST_IDLE = 64;

  private final MethodHandle inflateStateless;
  private final Inflation arbiter;
  private final BlockingQueue<MemorySegment> idle = new ArrayBlockingQueue<>(MOST_IDLE);

  /**
   * @param inflateStateless {@code int isal_inflate_stateless(struct inflate_state *)}
   * @param arbiter inflates what ISA-L refuses or is too large for it
   */
  IsalInflation(MethodHandle inflateStateless, Inflation arbiter) {
    this.inflateStateless = inflateStateless;
    this.arbiter = arbiter;
  }

  @Override
  public Extent inflate(Wrapping wrapping, MemorySegment encoded, MemorySegment into)
      throws CodecException {
    JdkInflation.checkNative(encoded, into);
    if (Math.max(encoded.byteSize(), into.byteSize()) > Integer.MAX_VALUE) {
      return arbiter.inflate(wrapping, encoded, into);
    }
    MemorySegment idler = idle.poll();
    MemorySegment state = idler == null ? Arena.ofAuto().allocate(STATE_BYTES, 64) : idler;
    begin(state, wrapping, encoded, into);
    int code;
    try {
      code = call(state);
    } finally {
      Reference.reachabilityFence(encoded);
      Reference.reachabilityFence(into);
    }
    boolean finished = code == ISAL_DECOMP_OK && get(state, BLOCK_STATE) == ISAL_BLOCK_FINISH;
    Extent extent = new Extent(encoded.byteSize() - get(state, AVAIL_IN), get(state, TOTAL_OUT));
    idle.offer(state); // One too many is freed with its segment.
    return finished ? extent : arbiter.inflate(wrapping, encoded, into);
  }

  private static void begin(
      MemorySegment state, Wrapping wrapping, MemorySegment encoded, MemorySegment into) {
    // What isal_inflate_init does.
    state.asSlice(0, STREAM_BYTES).fill((byte) 0);
    state.asSlice(BLOCK_STATE, PROGRESS_BYTES).fill((byte) 0);
    set(state, CRC_FLAG, wrapping == Wrapping.ZLIB ? ISAL_ZLIB : ISAL_DEFLATE);
    state.set(ValueLayout.JAVA_LONG, NEXT_IN, encoded.address());
    set(state, AVAIL_IN, (int) encoded.byteSize());
    state.set(ValueLayout.JAVA_LONG, NEXT_OUT, into.address());
    set(state, AVAIL_OUT, (int) into.byteSize());
  }

  private int call(MemorySegment state) {
    try {
      return (int) inflateStateless.invokeExact(state);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new AssertionError("no checked exception comes out of C", e);
    }
  }

  private static int get(MemorySegment state, long field) {
    return state.get(ValueLayout.JAVA_INT, field);
  }

  private static void set(MemorySegment state, long field, int value) {
    state.set(ValueLayout.JAVA_INT, field, value);
  }
}
