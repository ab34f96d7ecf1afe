/**
 * Loops over elements, with SIMD or without. Works on machine addresses; knows nothing of arrays,
 * plans or files.
 */
@NullMarked
package org.hyperslab.kernel;

import org.jspecify.annotations.NullMarked;
