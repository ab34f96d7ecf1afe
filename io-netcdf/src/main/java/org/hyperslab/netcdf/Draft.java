package org.hyperslab.netcdf;

import java.io.IOException;
import java.util.HashSet;
import java.util.Set;
import org.hyperslab.store.ChunkSink;

/**
 * A file that several sinks write together. It is completed and takes its place when the last of
 * them is committed; one that is closed before abandons the whole file.
 */
final class Draft {
  private final NewFile file;
  private final Completion completion;
  private final int sinks;
  private final Set<ChunkSink> committed = new HashSet<>();

  /** Writes what comes after all chunks: the metadata. */
  @FunctionalInterface
  interface Completion {
    void complete(NewFile file) throws IOException;
  }

  /**
   * @param sinks how many sinks there will be
   */
  Draft(NewFile file, int sinks, Completion completion) {
    this.file = file;
    this.sinks = sinks;
    this.completion = completion;
  }

  NewFile file() {
    return file;
  }

  /** A sink has stored everything. */
  synchronized void committed(ChunkSink sink) throws IOException {
    if (committed.add(sink) && committed.size() == sinks) {
      complete();
    }
  }

  /** Completes a file that no sink writes to, or no further one. */
  void complete() throws IOException {
    try {
      completion.complete(file);
      file.commit();
    } catch (IOException | RuntimeException e) {
      file.close();
      throw e;
    }
  }

  /** A sink is closed; if it wasn't committed, the file is abandoned. */
  synchronized void closed(ChunkSink sink) throws IOException {
    if (!committed.contains(sink)) {
      file.close();
    }
  }

  /** Abandons the file, unless it is complete. */
  void abandon() throws IOException {
    file.close();
  }
}
