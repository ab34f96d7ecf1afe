/**
 * Byte and bit shuffling at memory speed. Not an API: only the codecs of {@code org.hyperslab.zarr}
 * call it.
 */
@NullMarked
package org.hyperslab.zarr.kernel;

import org.jspecify.annotations.NullMarked;
