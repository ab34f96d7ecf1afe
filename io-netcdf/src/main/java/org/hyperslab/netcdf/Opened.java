package org.hyperslab.netcdf;

import java.util.List;
import org.hyperslab.store.ChunkSink;

/**
 * A file that was begun.
 *
 * @param sinks of its numeric variables, in the dataset's order
 */
record Opened(Draft draft, List<ChunkSink> sinks) {}
