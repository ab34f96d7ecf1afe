package org.hyperslab.testing;

import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.util.Collections;
import org.hyperslab.ChunkedArray;
import org.hyperslab.DenseArray;
import org.hyperslab.Session;
import org.hyperslab.block.BudgetExceededException;
import org.hyperslab.exec.ComputeException;

/** Reads arrays as users do, within a session's budget, and tells why that failed. */
public final class SessionReads {
  /** Damaged metadata may ask for an array that is large but legal; a corner of it is read. */
  private static final long MOST_BYTES = 16 << 20;

  private SessionReads() {}

  /**
   * The elements of an array as bytes, or those of a corner if there are many.
   *
   * @throws IOException what made the run fail; also if a chunk is larger than the budget
   */
  public static byte[] read(ChunkedArray array, Session session) throws IOException {
    ChunkedArray wanted = array;
    if (array.shape().size() > MOST_BYTES / array.dtype().bytes()) {
      wanted = array.slice(String.join(", ", Collections.nCopies(array.shape().rank(), ":3")));
    }
    try (DenseArray result = wanted.compute(session)) {
      return result.block().segment().toArray(ValueLayout.JAVA_BYTE);
    } catch (ComputeException e) {
      if (e.getCause() instanceof IOException cause) {
        throw cause;
      }
      throw e;
    } catch (BudgetExceededException e) {
      throw new IOException("too large: array=" + array, e);
    }
  }
}
