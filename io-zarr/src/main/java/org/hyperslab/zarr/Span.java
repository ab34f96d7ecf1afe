package org.hyperslab.zarr;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.hyperslab.zarr.ZarrStore.Piece;

/**
 * Pieces of an object that are read by one request.
 *
 * @param pieces one behind the other, none reaching into the next
 */
record Span(List<Piece> pieces) {
  Span {
    pieces = List.copyOf(pieces);
  }

  long offset() {
    return pieces.getFirst().offset();
  }

  /** The offset behind the last byte. */
  long end() {
    return end(pieces.getLast());
  }

  long bytes() {
    return end() - offset();
  }

  private static long end(Piece piece) {
    return piece.offset() + piece.into().byteSize();
  }

  /**
   * Puts pieces together. Pieces without bytes are left out.
   *
   * @param gapBytes the most that may lie between two pieces of a span
   */
  static List<Span> of(List<Piece> pieces, long gapBytes) {
    List<Span> spans = new ArrayList<>();
    List<Piece> open = new ArrayList<>();
    for (Piece piece : pieces.stream().sorted(Comparator.comparingLong(Piece::offset)).toList()) {
      if (piece.into().byteSize() == 0) {
        continue;
      }
      long gap = open.isEmpty() ? 0 : piece.offset() - end(open.getLast());
      if (gap < 0 || gap > gapBytes) {
        spans.add(new Span(open));
        open.clear();
      }
      open.add(piece);
    }
    if (!open.isEmpty()) {
      spans.add(new Span(open));
    }
    return spans;
  }

  /** Bytes that arrive in order. */
  interface Input {
    void fill(MemorySegment into) throws IOException;

    void skip(long bytes) throws IOException;
  }

  /** Fills the pieces from what begins at the span's offset. */
  void fill(Input input) throws IOException {
    long at = offset();
    for (Piece piece : pieces) {
      input.skip(piece.offset() - at);
      input.fill(piece.into());
      at = end(piece);
    }
  }
}
