package org.hyperslab.codec;

import java.io.IOException;

/**
 * Encoded bytes are malformed. Whoever knows the file and the chunk turns this into a {@code
 * FormatException}.
 */
public final class CodecException extends IOException {
  private static final long serialVersionUID = 1L;

  private final long offset;

  /**
   * @param offset where in the codec's input, in bytes
   */
  public CodecException(String message, long offset) {
    super(message);
    this.offset = offset;
  }

  public long offset() {
    return offset;
  }
}
