package org.hyperslab.kernel;

/**
 * Keeps loops with SIMD out of the way until they are compiled. Before that a vector is an object
 * and each operation on it a tree of calls: a tile takes hundreds of times as long as without SIMD,
 * and a run that uses a dozen operations for the first time would spend its first seconds there. So
 * a cold loop gets only the first vectors of every tile, enough to become hot, the loop without
 * SIMD does the rest, with the same bits, and the clock tells when the former has been compiled.
 *
 * <p>Shared by threads without synchronisation: at worst a loop is taken for cold a little longer.
 */
public final class Warmup {
  /** What a cold loop gets. */
  private static final int VECTORS = 2;

  /** Two vectors take some 40 ns when compiled, clock included, and several microseconds before. */
  private static final long HOT_NANOS = 300;

  /** For machines whose clock is slower than that, and for tiles of less than two vectors. */
  private static final int PATIENCE = 20_000;

  /** Tests that want to see the loops with SIMD set this property while kernels are made. */
  static final String HOT_PROPERTY = "org.hyperslab.kernel.hot";

  /**
   * Elements that a loop without SIMD on arrays (see {@link Staging}) is given first. It is half as
   * fast, but soon compiled; a loop with SIMD takes a second of a core, which only longer runs make
   * up for.
   */
  static final long PATIENT = 1L << 29;

  private final long patience;

  /** A loop that is cold. */
  public Warmup() {
    this(0);
  }

  /**
   * A loop that is cold.
   *
   * @param patience elements that are to be done without it before it is warmed up
   */
  Warmup(long patience) {
    this.patience = patience;
  }

  private boolean hot = Boolean.getBoolean(HOT_PROPERTY);
  private int calls;
  private long waited;

  /** Whether {@code n} more elements are to be done without the loop, which is left cold. */
  boolean waits(long n) {
    if (hot || waited >= patience) {
      return false;
    }
    waited += n;
    return true;
  }

  /** How many of a tile's elements to do with SIMD. */
  public int share(int n, int lanes) {
    return hot ? n : Math.min(n, VECTORS * lanes);
  }

  /** Whether the loop is compiled. */
  public boolean isHot() {
    return hot;
  }

  /** The time, if it is of interest. */
  public long start() {
    return hot ? 0 : System.nanoTime();
  }

  /** To be told after the loop with SIMD how many elements it did. */
  public void stop(long start, int done, int lanes) {
    if (!hot) {
      boolean fast = done >= VECTORS * lanes && System.nanoTime() - start < HOT_NANOS;
      hot = fast || ++calls > PATIENCE;
    }
  }
}
