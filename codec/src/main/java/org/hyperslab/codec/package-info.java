/**
 * Compressed streams and containers that more than one file format holds: blosc, lz4, zstd,
 * deflate. Everything works on native memory, and believes no size that the memory doesn't have.
 */
@NullMarked
package org.hyperslab.codec;

import org.jspecify.annotations.NullMarked;
