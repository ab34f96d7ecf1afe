package org.hyperslab.stencil.stream;

import java.io.IOException;
import java.util.List;
import org.hyperslab.block.Block;
import org.hyperslab.grid.Region;

/** Sees fields as they stream through memory, and hears how far a run is. */
public interface StreamListener {
  /** Hears nothing. */
  StreamListener NONE = new StreamListener() {};

  /**
   * Some cells have been advanced. Called once for each chunk of each generation, by all workers at
   * once; the blocks are valid during the call only, and not to be changed.
   *
   * @param step the generation
   * @param place where the cells lie in the domain
   * @param before their values in the generation before, a strided block per field
   * @param after their values now, a C-contiguous block per field
   */
  default void advanced(long step, Region place, List<Block> before, List<Block> after) {}

  /** A generation is committed. Called by the thread that runs the solver. */
  default void committed(long step) throws IOException {}

  /**
   * Some work is done. Called by all workers, after each block; must return quickly.
   *
   * @param steps steps taken, with a part of those under way
   */
  default void progressed(double steps) {}
}
