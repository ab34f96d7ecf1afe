/**
 * Stencils on grids of one to four dimensions: what is computed ({@link
 * org.hyperslab.stencil.Stencil}), what holds at the sides ({@link
 * org.hyperslab.stencil.Boundaries}), and who does it, in memory.
 */
@NullMarked
package org.hyperslab.stencil;

import org.jspecify.annotations.NullMarked;
