package org.hyperslab.stencil.stream;

import java.util.Locale;

/**
 * How fields stream from one generation to the next.
 *
 * @param stepsPerLoad steps that a block takes each time it is in memory
 * @param passes how often the fields are read and written to take all steps
 * @param tasks blocks per pass
 * @param stripChunks chunks along the last dimension that are worked on before those beside them;
 *     chunks at the seams are read twice
 * @param chunkLoads chunks read per pass, of all fields and constant inputs
 * @param chunks chunks there are to read of them
 * @param recomputed cell updates done more than once, as a part of all
 * @param threads threads that load, compute and store
 * @param memory bytes per purpose
 */
public record PassPlan(
    int stepsPerLoad,
    long passes,
    int tasks,
    long stripChunks,
    long chunkLoads,
    long chunks,
    double recomputed,
    int threads,
    Memory memory) {

  /**
   * Bytes that a pass takes.
   *
   * @param chunks for chunks that were read and are still needed
   * @param perThread for a block with its halo, its result, and scratch
   * @param total all of it
   */
  public record Memory(long chunks, long perThread, long total) {}

  /** The plan in a few lines. */
  public String explain() {
    return String.format(
        Locale.ROOT,
        """
        out of core: %d passes of up to %d steps per load, %d blocks each
          chunks read per pass    %d of %d (x %.2f), in strips of %d chunks
          updated more than once  %.1f %% of all cells
          memory                  %d bytes: %d for chunks, %d for each of %d threads
        """,
        passes,
        stepsPerLoad,
        tasks,
        chunkLoads,
        chunks,
        (double) chunkLoads / chunks,
        stripChunks,
        100 * recomputed,
        memory.total(),
        memory.chunks(),
        memory.perThread(),
        threads);
  }
}
