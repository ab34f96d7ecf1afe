/**
 * Stencils on grids that don't fit into memory: the grid streams from one generation of a store to
 * the next, and takes several steps on its way. {@link org.hyperslab.stencil.stream.StreamedSolver}
 * is where to begin.
 */
@NullMarked
package org.hyperslab.stencil.stream;

import org.jspecify.annotations.NullMarked;
