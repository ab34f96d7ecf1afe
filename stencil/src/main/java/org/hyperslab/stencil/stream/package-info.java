/**
 * Stencils on grids that don't fit into memory: the grid streams from one generation of a store to
 * the next, and takes several steps on its way. {@link org.hyperslab.stencil.stream.StreamedSolver}
 * is where to begin.
 *
 * <pre>{@code
 * Evolution e = new Evolution(stencil, boundaries, Shape.of(40_000, 40_000), DType.FLOAT64);
 * ChunkGrid chunks = ChunkGrid.regular(e.domain(), 1024, 1024);
 * StreamedSolver.Settings settings = new StreamedSolver.Settings(1L << 29, 2, StreamListener.NONE);
 * try (ScratchGenerations generations = new ScratchGenerations(folder, chunks, e.dtype(), 1);
 *     StreamedSolver solver = new StreamedSolver(e, generations, settings)) {
 *   InitialSource first = InitialSource.of(e, FieldFill.constant(0), chunks);
 *   solver.run(StreamedSolver.Start.of(first), 0, 100);
 *   double mean = ChunkedArray.from(generations.open(100).getFirst()).mean().compute().scalar();
 * }
 * }</pre>
 */
@NullMarked
package org.hyperslab.stencil.stream;

import org.jspecify.annotations.NullMarked;
