package org.hyperslab;

import org.hyperslab.exec.ProgressListener;

/** Progress listeners for people. */
public final class Progress {
  private Progress() {}

  /** A bar on standard error if that is a terminal, and nothing otherwise. */
  public static ProgressListener bar() {
    return ProgressBar.onTerminal() ? new ProgressBar(System.err) : ProgressListener.NONE;
  }
}
