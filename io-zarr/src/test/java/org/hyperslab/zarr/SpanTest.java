package org.hyperslab.zarr;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.hyperslab.zarr.ZarrStore.Piece;
import org.junit.jupiter.api.Test;

class SpanTest {
  private static Piece piece(long offset, int bytes) {
    return new Piece(offset, MemorySegment.ofArray(new byte[bytes]));
  }

  /** Begin and end of each span. */
  private static long[][] spans(long gap, Piece... pieces) {
    return Span.of(List.of(pieces), gap).stream()
        .map(s -> new long[] {s.offset(), s.end()})
        .toArray(long[][]::new);
  }

  @Test
  void piecesThatLieCloseTogetherAreOneSpan() {
    Piece[] pieces = {piece(30, 10), piece(0, 10), piece(10, 5), piece(60, 1), piece(7000, 0)};
    assertArrayEquals(new long[][] {{0, 15}, {30, 40}, {60, 61}}, spans(14, pieces));
    assertArrayEquals(new long[][] {{0, 40}, {60, 61}}, spans(15, pieces));
    assertArrayEquals(new long[][] {{0, 61}}, spans(20, pieces));
    assertArrayEquals(new long[][] {}, spans(20));
  }

  @Test
  void piecesThatOverlapAreReadApart() {
    assertArrayEquals(
        new long[][] {{0, 10}, {5, 15}, {14, 16}},
        spans(100, piece(0, 10), piece(5, 10), piece(14, 2)));
  }

  @Test
  void whatIsBetweenPiecesIsPassedOver() throws IOException {
    List<Piece> pieces = List.of(piece(7, 2), piece(3, 3), piece(9, 1));
    byte[] content = {3, 4, 5, 6, 7, 8, 9, 10};
    List<Span> spans = Span.of(pieces, 1);
    assertEquals(1, spans.size());
    spans
        .getFirst()
        .fill(
            new Span.Input() {
              private int at;

              @Override
              public void fill(MemorySegment into) {
                into.copyFrom(MemorySegment.ofArray(content).asSlice(at, into.byteSize()));
                at += (int) into.byteSize();
              }

              @Override
              public void skip(long bytes) {
                at += (int) bytes;
              }
            });
    List<String> read =
        Stream.of(pieces.get(0), pieces.get(1), pieces.get(2))
            .map(p -> Arrays.toString((byte[]) p.into().heapBase().orElseThrow()))
            .toList();
    assertEquals(List.of("[7, 8]", "[3, 4, 5]", "[9]"), read);
  }
}
