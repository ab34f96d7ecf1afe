/**
 * Stencils on grids of one to four dimensions: what is computed ({@link
 * org.hyperslab.stencil.Stencil}), what holds at the sides ({@link
 * org.hyperslab.stencil.Boundaries}), and who does it: in memory a {@link
 * org.hyperslab.stencil.StencilRunner}, on grids larger than that package {@code stream}. {@link
 * org.hyperslab.stencil.HeatSolver2D} solves the heat equation; {@link
 * org.hyperslab.stencil.Stencils} has ready-made stencils, and filters for lazy arrays.
 *
 * <pre>{@code
 * HeatProblem plate = HeatProblem.builder().size(800, 400).build();
 * try (HeatSolver2D solver = HeatSolver2D.builder(plate).initial(FieldFill.constant(5)).build()) {
 *   solver.run(1000);
 *   double middle = solver.field().get(200, 400);
 * }
 * }</pre>
 */
@NullMarked
package org.hyperslab.stencil;

import org.jspecify.annotations.NullMarked;
