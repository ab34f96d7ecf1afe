package org.hyperslab.zarr;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import org.hyperslab.zarr.ZarrStore.Piece;
import org.jspecify.annotations.Nullable;

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

  /** Reads a span. */
  @FunctionalInterface
  interface Reader {
    /** The object's version; null if there is no object. */
    @Nullable ObjectVersion read(Span span) throws IOException;
  }

  /**
   * Reads spans of an object, side by side.
   *
   * @param where what messages call the object
   * @return the object's version; null if there is no object
   * @throws ObjectVersion.ChangedException if not all are of the same version
   */
  static @Nullable ObjectVersion readAll(
      List<Span> spans, Reader reader, ParallelRequests requests, String where) throws IOException {
    List<@Nullable ObjectVersion> versions =
        new ArrayList<>(Collections.nCopies(spans.size(), null));
    List<ParallelRequests.Request> reads = new ArrayList<>();
    for (int i = 0; i < spans.size(); i++) {
      int number = i;
      reads.add(() -> versions.set(number, reader.read(spans.get(number))));
    }
    requests.make(reads, spans.stream().flatMap(s -> s.pieces.stream()).map(Piece::into));
    ObjectVersion first = versions.getFirst();
    for (ObjectVersion version : versions) {
      if (version == null) {
        return null;
      }
      version.check(first, where);
    }
    return first;
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
