package org.hyperslab.store;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Something that may pass was tried several times by the store itself, and is still so. Callers
 * don't try again.
 */
public class UnavailableException extends IOException {
  private static final long serialVersionUID = 1L;

  public UnavailableException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
