/**
 * Loops over the cells of grids, with SIMD or without. Works on machine addresses; knows nothing of
 * domains or boundaries.
 */
@NullMarked
package org.hyperslab.stencil.kernel;

import org.jspecify.annotations.NullMarked;
