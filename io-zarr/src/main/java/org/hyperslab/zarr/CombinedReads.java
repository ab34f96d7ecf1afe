package org.hyperslab.zarr;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import org.hyperslab.zarr.ZarrStore.Piece;
import org.jspecify.annotations.Nullable;

/**
 * Reads pieces of objects for several threads, with so many requests under way at most. While all
 * are, pieces wait; the next request is for the piece that has waited longest and for those waiting
 * that lie beside it in the same object. So threads that want neighbouring chunks of a shard share
 * requests where requests are what they wait for, and no piece waits for a neighbour that may never
 * come. Each piece goes straight into its thread's memory. Thread-safe.
 */
final class CombinedReads {
  /** What a request reads at most, if it is for more than one piece. */
  private static final long MOST_BYTES = 8 << 20;

  private final ZarrStore store;
  private final int atOnce;
  private final Deque<Wanted> waiting = new ArrayDeque<>();
  private int underWay;

  private enum State {
    WAITING,
    /** Its thread is to make a request for it. */
    ADMITTED,
    /** Another thread reads it, into this one's memory. */
    TAKEN,
    READ,
    /** The shared request failed, for whatever reason; one of its own may not. */
    FAILED
  }

  private static final class Wanted {
    private final String key;
    private final Piece piece;
    private State state = State.WAITING;
    private final @Nullable ObjectVersion expected;
    private boolean alone;
    private @Nullable ObjectVersion version;

    Wanted(String key, Piece piece, @Nullable ObjectVersion expected) {
      this.key = key;
      this.piece = piece;
      this.expected = expected;
    }

    /** Whether one request may be for both. */
    boolean isWith(Wanted other) {
      return !alone && key.equals(other.key) && Objects.equals(expected, other.expected);
    }

    long end() {
      return piece.offset() + piece.into().byteSize();
    }
  }

  /**
   * @param atOnce requests under way at most
   */
  CombinedReads(ZarrStore store, int atOnce) {
    this.store = store;
    this.atOnce = atOnce;
  }

  /** Reads a piece; as {@link VersionedStore#readVersion}. */
  @Nullable ObjectVersion read(String key, Piece piece, @Nullable ObjectVersion expected)
      throws IOException {
    Wanted mine = new Wanted(key, piece, expected);
    if (await(mine) == State.READ) {
      return mine.version;
    }
    try {
      List<Wanted> neighbours = neighbours(mine);
      return neighbours.isEmpty() || !readTogether(mine, neighbours)
          ? VersionedStore.read(store, key, List.of(piece), expected)
          : mine.version;
    } finally {
      leave();
    }
  }

  /** Whether that succeeded. */
  private boolean readTogether(Wanted mine, List<Wanted> neighbours) throws IOException {
    List<Piece> pieces = new ArrayList<>(List.of(mine.piece));
    neighbours.forEach(n -> pieces.add(n.piece));
    boolean done = false;
    try {
      mine.version = VersionedStore.read(store, mine.key, pieces, mine.expected);
      done = true;
    } catch (InterruptedIOException e) {
      throw e;
    } catch (IOException e) {
      // Which piece is to blame, each finds out by itself.
    } finally {
      end(neighbours, done ? State.READ : State.FAILED, mine.version);
    }
    return done;
  }

  /** Waits until the piece is read, or this thread is to read it. */
  private synchronized State await(Wanted mine) throws IOException {
    waiting.add(mine);
    admit();
    boolean interrupted = false;
    try {
      while (mine.state == State.WAITING || mine.state == State.TAKEN) {
        if (interrupted && mine.state == State.WAITING) {
          waiting.remove(mine);
          throw new InterruptedIOException("interrupted while waiting for a request");
        }
        try {
          wait();
        } catch (InterruptedException e) {
          // Memory that another thread reads into cannot be left to it.
          interrupted = true;
        }
        if (mine.state == State.FAILED) {
          mine.state = State.WAITING;
          mine.alone = true;
          waiting.addFirst(mine);
          admit();
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
    return mine.state;
  }

  /** Lets those that have waited longest make requests, as many as there may be. */
  private void admit() {
    while (underWay < atOnce && !waiting.isEmpty()) {
      waiting.remove().state = State.ADMITTED;
      underWay++;
      notifyAll();
    }
  }

  /** Takes those out of the queue that lie beside a piece, or beside what lies beside it. */
  private synchronized List<Wanted> neighbours(Wanted first) {
    List<Wanted> taken = new ArrayList<>();
    long from = first.piece.offset();
    long to = first.end();
    boolean more = !first.alone;
    while (more) {
      more = false;
      for (Iterator<Wanted> i = waiting.iterator(); i.hasNext(); ) {
        Wanted next = i.next();
        long gap = Math.max(next.piece.offset() - to, from - next.end());
        long bytes = Math.max(to, next.end()) - Math.min(from, next.piece.offset());
        if (next.isWith(first) && gap >= 0 && gap <= store.gapBytes() && bytes <= MOST_BYTES) {
          i.remove();
          next.state = State.TAKEN;
          taken.add(next);
          from = Math.min(from, next.piece.offset());
          to = Math.max(to, next.end());
          more = true;
        }
      }
    }
    return taken;
  }

  private synchronized void end(List<Wanted> shared, State state, @Nullable ObjectVersion version) {
    for (Wanted w : shared) {
      w.state = state;
      w.version = version;
    }
    notifyAll();
  }

  private synchronized void leave() {
    underWay--;
    admit();
  }
}
