package org.hyperslab.stencil.stream;

import java.io.IOException;
import org.hyperslab.grid.ChunkGrid;
import org.hyperslab.store.ChunkSink;
import org.hyperslab.store.ChunkSource;

/**
 * Where the states of a field are kept, each whole: a generation is called by the number of steps
 * that led to it. Called by one thread at a time.
 */
public interface Generations {
  /** The chunks in which generations are written. */
  ChunkGrid grid();

  /** Bytes of scratch memory that storing a chunk takes. */
  default long writeScratchBytes() throws IOException {
    return 0;
  }

  /**
   * Begins to write a generation. It exists once the sink is committed; before that, and if it
   * never is, {@link #open} doesn't know it.
   *
   * @return of the field's dtype, with the chunks of {@link #grid}; the caller closes it
   */
  ChunkSink create(long step) throws IOException;

  /** A generation that was committed, to be read. */
  ChunkSource open(long step) throws IOException;

  /** A generation isn't needed any more: a later one is committed. */
  void retire(long step) throws IOException;
}
