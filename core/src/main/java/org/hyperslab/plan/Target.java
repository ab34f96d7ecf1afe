package org.hyperslab.plan;

import org.hyperslab.store.ChunkSink;

/** Where a requested array goes. */
public sealed interface Target {
  /** Into memory, as a result that the caller holds. */
  record Memory() implements Target {}

  /** Into a store. */
  record Sink(ChunkSink sink) implements Target {}
}
