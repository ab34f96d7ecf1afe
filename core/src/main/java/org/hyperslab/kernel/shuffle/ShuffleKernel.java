package org.hyperslab.kernel.shuffle;

import java.lang.foreign.MemorySegment;

/**
 * The byte and bit shuffles of blosc on a run of whole elements. A byte-shuffled run is {@code
 * typeSize} planes, plane {@code k} holding byte {@code k} of every element. A bit-shuffled run is
 * {@code 8 * typeSize} rows of one bit per element, row {@code 8 * k + j} holding bit {@code j} of
 * byte {@code k}; the number of elements is then a multiple of 8.
 *
 * <p>{@code from} and {@code into} have at least {@code typeSize * elements} bytes and do not
 * overlap; what lies behind is not touched. Implementations are stateless.
 */
public interface ShuffleKernel {
  /** Planes to elements. */
  void unshuffle(int typeSize, long elements, MemorySegment from, MemorySegment into);

  /** Elements to planes. */
  void shuffle(int typeSize, long elements, MemorySegment from, MemorySegment into);

  /** Rows of bits to planes of bytes; for a type of one byte that is the elements. */
  void bitsToPlanes(int typeSize, long elements, MemorySegment from, MemorySegment into);

  /** Planes of bytes to rows of bits. */
  void planesToBits(int typeSize, long elements, MemorySegment from, MemorySegment into);

  /**
   * The fastest kernel that this JVM can run: with SIMD where {@code jdk.incubator.vector} is among
   * its modules.
   */
  static ShuffleKernel best() {
    return Choice.BEST;
  }

  /** Picks once, when first asked. */
  final class Choice {
    private static final ShuffleKernel BEST =
        ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent()
            ? VectorShuffle.create()
            : new ScalarShuffle();

    private Choice() {}
  }
}
