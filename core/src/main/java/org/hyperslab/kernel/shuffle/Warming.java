package org.hyperslab.kernel.shuffle;

import java.lang.foreign.MemorySegment;

/**
 * A vector loop and its scalar twin, which does the work until the JIT has compiled the first.
 * Uncompiled, a vector operation allocates and costs microseconds: four megabytes took seconds
 * where the compiler got no core. So a cold loop runs on a few elements now and then, for at most a
 * quarter of the time, and how long they take tells when it is compiled; a hot one that gets slow,
 * because its code was thrown away, is cold again.
 *
 * <p>Thread-safe: the fields are hints, and threads that see them late lose nothing but time.
 */
final class Warming {
  /** Elements between two looks at the clock. */
  private static final long PIECE = 1 << 14;

  /** Elements of which a cold loop is given the first of a piece. */
  private static final long PROBE = 256;

  /** Compiled, an element takes a tenth of a nanosecond, otherwise some hundred. */
  private static final long HOT_NANOS_PER_ELEMENT = 4;

  private static final long CALL_NANOS = 1000;

  /** How many times longer than a probe the scalar loop runs before the next one. */
  private static final long REST = 3;

  /**
   * Elements that the scalar loop, which is soon compiled, is given first: compiling the other one
   * takes longer than it saves in a command that runs for a few seconds.
   */
  private static final long PATIENCE = 1L << 29;

  private final Vector vector;
  private final Scalar scalar;
  private long waited;
  private boolean hot;
  private long nextProbe = System.nanoTime();

  /**
   * Does elements from {@code first} on, never beyond {@code end}, and returns where it stopped.
   */
  interface Vector {
    long run(long n, long first, long end, MemorySegment from, MemorySegment into);
  }

  /** Does the elements from {@code first} to {@code end}. */
  interface Scalar {
    void run(long n, long first, long end, MemorySegment from, MemorySegment into);
  }

  Warming(Vector vector, Scalar scalar) {
    this.vector = vector;
    this.scalar = scalar;
  }

  /** Does {@code n} elements. */
  void run(long n, MemorySegment from, MemorySegment into) {
    if (waited < PATIENCE) {
      waited += n;
      scalar.run(n, 0, n, from, into);
      return;
    }
    long now = System.nanoTime();
    for (long i = 0; i < n; ) {
      long end = Math.min(n, i + PIECE);
      long done = i;
      boolean whole = hot;
      if (whole || now - nextProbe >= 0) {
        done = vector.run(n, i, whole ? end : Math.min(end, i + PROBE), from, into);
        long then = System.nanoTime();
        hot = then - now <= (done - i) * HOT_NANOS_PER_ELEMENT + CALL_NANOS;
        if (!hot && !whole) {
          nextProbe = then + REST * (then - now);
        }
        now = then;
      }
      if (done < end) {
        scalar.run(n, done, end, from, into);
        now = System.nanoTime();
      }
      i = end;
    }
  }
}
