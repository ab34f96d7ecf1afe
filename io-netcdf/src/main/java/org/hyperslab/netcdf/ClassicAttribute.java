package org.hyperslab.netcdf;

import java.nio.ByteBuffer;

/**
 * An attribute as a classic header has it.
 *
 * @param values its elements, big-endian, from position to limit; not to be changed
 */
record ClassicAttribute(String name, ClassicType type, ByteBuffer values) {
  /** The number of its elements; of a text, bytes. */
  int count() {
    return values.remaining() / type.bytes();
  }
}
