package org.hyperslab;

import java.io.IOException;
import org.hyperslab.exec.RunReport;
import org.hyperslab.store.ChunkSink;

/**
 * An array that is to be written to a store. Nothing happens before it is run, alone or together
 * with others in {@link Session#run}; then the store is opened, and becomes visible as a whole at
 * the end.
 *
 * @param array what is written
 * @param store opens the store
 */
public record Write(ChunkedArray array, Opener store) {
  /** Opens a sink for an array. */
  @FunctionalInterface
  public interface Opener {
    ChunkSink open() throws IOException;
  }

  /** Computes and writes the array in the shared default session. */
  public RunReport run() {
    return run(Session.shared());
  }

  /** Computes and writes the array. */
  public RunReport run(Session session) {
    return session.run(this);
  }
}
