package org.hyperslab.stencil;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.hyperslab.ChunkedArray;
import org.hyperslab.DenseArray;
import org.hyperslab.Session;
import org.hyperslab.block.Block;
import org.hyperslab.grid.ChunkGrid;
import org.hyperslab.grid.Hyperslab;
import org.hyperslab.grid.Region;
import org.hyperslab.kernel.StridedCopy;

/**
 * Fills boxes from a lazy array, of which there is a piece in memory at a time: a chunk, or several
 * if they are small.
 */
record ArrayFill(ChunkedArray array, Session session) implements FieldFill {
  private static final long PIECE_ELEMENTS = 1 << 20;

  @Override
  public void fill(Block block, Region place) {
    ChunkGrid pieces = pieces();
    Region wanted = pieces.chunksOf(place);
    long[] at = wanted.origin();
    do {
      Region piece = pieces.region(at).intersect(place);
      copy(piece, block.slice(piece.relativeTo(place)));
    } while (wanted.next(at));
  }

  private ChunkGrid pieces() {
    ChunkGrid chunks = array.chunks();
    long[] piece = new long[chunks.rank()];
    for (int d = 0; d < piece.length; d++) {
      piece[d] = Math.max(1, Arrays.stream(chunks.extentsAlong(d)).max().orElse(1));
    }
    long elements = Arrays.stream(piece).reduce(1, Math::multiplyExact);
    for (int d = piece.length - 1; d >= 0 && elements < PIECE_ELEMENTS; d--) {
      long more = Math.min(PIECE_ELEMENTS / elements, Math.max(1, chunks.countAlong(d)));
      piece[d] *= more;
      elements *= more;
    }
    return ChunkGrid.regular(array.shape(), piece);
  }

  private void copy(Region piece, Block to) {
    List<Hyperslab.Item> items = new ArrayList<>();
    for (int d = 0; d < piece.rank(); d++) {
      items.add(Hyperslab.Item.range(piece.start(d), piece.end(d)));
    }
    ChunkedArray part = array.slice(new Hyperslab(items)).cast(to.dtype());
    try (DenseArray elements = session.compute(part)) {
      StridedCopy.copy(elements.block(), to);
    }
  }
}
