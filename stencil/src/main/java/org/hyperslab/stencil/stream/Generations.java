package org.hyperslab.stencil.stream;

import java.io.IOException;
import java.util.List;
import org.hyperslab.grid.ChunkGrid;
import org.hyperslab.store.ChunkSink;
import org.hyperslab.store.ChunkSource;

/**
 * Where the states of fields are kept, each whole: a generation is called by the number of steps
 * that led to it. Called by one thread at a time. {@link FolderGenerations} keeps them in arrays of
 * any format, from which a run can go on later.
 */
public interface Generations {
  /** The chunks in which generations are written. */
  ChunkGrid grid();

  /** Bytes of scratch memory that storing a chunk takes. */
  default long writeScratchBytes() throws IOException {
    return 0;
  }

  /** Begins to write a generation. */
  Draft create(long step) throws IOException;

  /** A generation that was committed, to be read: a source per field. */
  List<ChunkSource> open(long step) throws IOException;

  /** A generation isn't needed any more: a later one is committed. */
  void retire(long step) throws IOException;

  /**
   * A generation while it is written. It exists once it is committed; before that, and if it never
   * is, {@link Generations#open} doesn't know it.
   */
  interface Draft extends AutoCloseable {
    /** A sink per field, of the field's dtype, with the chunks of {@link Generations#grid}. */
    List<ChunkSink> fields();

    /** Makes all fields visible at once. */
    void commit() throws IOException;

    /** Ends the writing; what isn't committed is gone. */
    @Override
    void close() throws IOException;
  }
}
