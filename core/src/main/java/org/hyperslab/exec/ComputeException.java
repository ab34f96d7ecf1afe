package org.hyperslab.exec;

/** A run failed. The message names the stage, the array, the chunk and the cause. */
public final class ComputeException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public ComputeException(String message, Throwable cause) {
    super(message, cause);
  }
}
