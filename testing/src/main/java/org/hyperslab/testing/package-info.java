/**
 * What the tests of several modules share: contracts that every {@code ChunkSource} and {@code
 * ChunkSink} keeps, for theirs to inherit; damaged bytes, leaks.
 */
@NullMarked
package org.hyperslab.testing;

import org.jspecify.annotations.NullMarked;
