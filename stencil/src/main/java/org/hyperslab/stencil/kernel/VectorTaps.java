package org.hyperslab.stencil.kernel;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.nio.ByteOrder;
import jdk.incubator.vector.Vector;
import jdk.incubator.vector.VectorSpecies;
import org.hyperslab.kernel.Spinner;
import org.hyperslab.kernel.Warmup;

/**
 * Template (see {@link StencilLanes}): a row of any stencil. Four vectors of sums stay in registers
 * while the neighbours pass by, so that a weight is loaded once for all of them. Bases are masked
 * ({@link StencilLanes#ADDRESS}), so that no access is checked; eight vectors at once are no
 * faster.
 */
final class VectorTaps implements StencilRow {
  /** What does the rest of a row. */
  record Spec(VectorSpecies<Object> species, StencilRow rest) {}

  private static final Spec SPEC = Spinner.data(MethodHandles.lookup(), Spec.class);
  private static final VectorSpecies<Object> S = SPEC.species();
  private static final StencilRow REST = SPEC.rest();
  private static final Warmup WARMUP = new Warmup();
  private static final int LANES = S.length();
  private static final long BYTES = S.elementSize() / 8;
  private static final int VECTOR = LANES * (int) BYTES;
  private static final MemorySegment ALL = StencilLanes.ALL;
  private static final ByteOrder ORDER = StencilLanes.ORDER;
  private static final long ADDRESS = StencilLanes.ADDRESS;
  private static final long SLOT = Weights.SLOT;

  @Override
  public void row(long out, long[] in, int n, long weights) {
    int share = in.length == 0 ? 0 : WARMUP.share(n, LANES);
    long start = WARMUP.start();
    int done = single(out, in, four(out, in, share, weights), share, weights);
    WARMUP.stop(start, done, LANES);
    if (done < n) {
      REST.row(out + done * BYTES, StencilLanes.moved(in, done * BYTES), n - done, weights);
    }
  }

  /** As many times four vectors as there are; returns how many cells that was. */
  private static int four(long out, long[] in, int n, long weights) {
    int bytes = Math.toIntExact(n / (4 * LANES) * 4L * VECTOR);
    long to = out & ADDRESS;
    long table = weights & ADDRESS;
    for (int at = 0; at < bytes; at = (at + 4 * VECTOR) & Integer.MAX_VALUE) {
      long o = at;
      long cells = in[0] & ADDRESS;
      Vector<Object> w = S.fromMemorySegment(ALL, table, ORDER);
      Vector<Object> s0 = S.fromMemorySegment(ALL, cells + o, ORDER).mul(w);
      Vector<Object> s1 = S.fromMemorySegment(ALL, cells + o + VECTOR, ORDER).mul(w);
      Vector<Object> s2 = S.fromMemorySegment(ALL, cells + o + 2L * VECTOR, ORDER).mul(w);
      Vector<Object> s3 = S.fromMemorySegment(ALL, cells + o + 3L * VECTOR, ORDER).mul(w);
      for (int k = 1; k < in.length; k++) {
        cells = in[k] & ADDRESS;
        w = S.fromMemorySegment(ALL, table + k * SLOT, ORDER);
        s0 = s0.add(S.fromMemorySegment(ALL, cells + o, ORDER).mul(w));
        s1 = s1.add(S.fromMemorySegment(ALL, cells + o + VECTOR, ORDER).mul(w));
        s2 = s2.add(S.fromMemorySegment(ALL, cells + o + 2L * VECTOR, ORDER).mul(w));
        s3 = s3.add(S.fromMemorySegment(ALL, cells + o + 3L * VECTOR, ORDER).mul(w));
      }
      s0.intoMemorySegment(ALL, to + o, ORDER);
      s1.intoMemorySegment(ALL, to + o + VECTOR, ORDER);
      s2.intoMemorySegment(ALL, to + o + 2L * VECTOR, ORDER);
      s3.intoMemorySegment(ALL, to + o + 3L * VECTOR, ORDER);
    }
    return bytes / (int) BYTES;
  }

  /** Single vectors from {@code from} on. */
  private static int single(long out, long[] in, int from, int n, long weights) {
    int i = from;
    for (; i <= n - LANES; i += LANES) {
      long o = i * BYTES;
      Vector<Object> s =
          S.fromMemorySegment(ALL, in[0] + o, ORDER).mul(S.fromMemorySegment(ALL, weights, ORDER));
      for (int k = 1; k < in.length; k++) {
        s =
            s.add(
                S.fromMemorySegment(ALL, in[k] + o, ORDER)
                    .mul(S.fromMemorySegment(ALL, weights + k * SLOT, ORDER)));
      }
      s.intoMemorySegment(ALL, out + o, ORDER);
    }
    return i;
  }
}
