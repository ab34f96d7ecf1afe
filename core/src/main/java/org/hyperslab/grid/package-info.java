/**
 * Pure index arithmetic: shapes, regions, chunk grids and index maps. Knows no memory and no input
 * or output.
 */
@NullMarked
package org.hyperslab.grid;

import org.jspecify.annotations.NullMarked;
