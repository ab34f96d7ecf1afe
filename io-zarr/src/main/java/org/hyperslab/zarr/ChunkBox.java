package org.hyperslab.zarr;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.hyperslab.block.Block;
import org.hyperslab.grid.Shape;
import org.hyperslab.grid.Strides;

/** The box at the begin of a chunk that is what of the chunk lies inside the array. */
final class ChunkBox {
  private ChunkBox() {}

  /** Elements of the longest runs that a box shares with its chunk, both in C order. */
  static long runElements(Shape chunk, Shape box) {
    long run = 1;
    for (int d = box.rank() - 1; d >= 0; d--) {
      run *= box.dim(d);
      if (box.dim(d) != chunk.dim(d)) {
        break;
      }
    }
    return run;
  }

  /**
   * The runs of a stored, uncompressed chunk that make up a block, each straight into the block.
   */
  static List<ZarrStore.Piece> pieces(Shape chunk, Block into) {
    MemorySegment elements = into.segment();
    int elementBytes = into.dtype().bytes();
    long run = runElements(chunk, into.shape());
    long[] strides = Strides.contiguous(chunk);
    long[] at = new long[chunk.rank()];
    List<ZarrStore.Piece> pieces = new ArrayList<>();
    for (long to = 0; to < elements.byteSize(); to += run * elementBytes) {
      pieces.add(
          new ZarrStore.Piece(
              Strides.offset(strides, at) * elementBytes,
              elements.asSlice(to, run * elementBytes)));
      advance(at, into.shape(), run);
    }
    return pieces;
  }

  /** Moves an index on by a run of elements, in C order. */
  private static void advance(long[] at, Shape box, long elements) {
    long carry = elements;
    for (int d = at.length - 1; d >= 0 && carry > 0; d--) {
      long next = at[d] + carry;
      at[d] = next % box.dim(d);
      carry = next / box.dim(d);
    }
  }
}
