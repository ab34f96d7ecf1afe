/**
 * Zarr v2 and v3 on a file system. {@link org.hyperslab.zarr.Zarr} opens and creates arrays; chunks
 * go between files and off-heap blocks without a copy on the heap.
 *
 * <p>Metadata of both versions becomes one {@code ArrayMetadata}: v2's {@code order}, byte order
 * and compressor are v3's {@code transpose}, {@code bytes} and last codec, so there is one codec
 * chain and one data path.
 */
@NullMarked
package org.hyperslab.zarr;

import org.jspecify.annotations.NullMarked;
