package org.hyperslab.zarr;

import dev.zarr.zarrjava.core.Array;
import org.hyperslab.ChunkedArray;

/**
 * For programs that hold arrays of zarr-java, which has to be on their class path (this module
 * doesn't bring it). {@link Zarr} reads and writes without it, several times as fast.
 */
public final class ZarrJava {
  private ZarrJava() {}

  /**
   * An array of zarr-java, to compute with. Its chunks are read whole, through zarr-java and the
   * heap; chunks that zarr-java takes for missing are its fill value.
   *
   * @throws IllegalArgumentException if the array's dtype is none that is computed with, or its
   *     elements are in an order that zarr-java passes over (v2's F)
   */
  public static ChunkedArray wrap(Array array) {
    return ChunkedArray.from(new ZarrJavaSource(array));
  }
}
