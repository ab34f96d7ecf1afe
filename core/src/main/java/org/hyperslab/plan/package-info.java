/**
 * The graph of operations and what becomes of it: normalised expressions, stages, their order and
 * their memory.
 */
@NullMarked
package org.hyperslab.plan;

import org.jspecify.annotations.NullMarked;
