package org.hyperslab.netcdf;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.hyperslab.Session;
import org.hyperslab.dataset.Variable;
import org.hyperslab.testing.SessionReads;

/** Reads variables of damaged files, numbers and texts. */
public final class FuzzReads {
  private static final int MOST_TEXTS = 100_000;

  private FuzzReads() {}

  /** The elements of a variable as bytes, or those of a corner if there are many. */
  public static byte[] read(Variable variable, Session session) throws IOException {
    if (variable.isNumeric()) {
      return SessionReads.read(variable.array(), session);
    }
    return variable.shape().size() < MOST_TEXTS
        ? variable.text().read().toString().getBytes(StandardCharsets.UTF_8)
        : new byte[0];
  }
}
