package org.hyperslab.store;

import java.io.IOException;

/**
 * Stored data or metadata is malformed, or uses something that is not supported. The message names
 * the file, and the chunk and byte offset where there is one.
 */
public class FormatException extends IOException {
  private static final long serialVersionUID = 1L;

  public FormatException(String message) {
    super(message);
  }

  public FormatException(String message, Throwable cause) {
    super(message, cause);
  }
}
