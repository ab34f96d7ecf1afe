package org.hyperslab.codec;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.zip.Deflater;

/** Runs the JDK's deflater over segments of any length; {@link Inflation} undoes it. */
public final class Deflate {
  private Deflate() {}

  /**
   * Deflates all of {@code decoded}.
   *
   * @param deflater new or reset
   * @return bytes written, or -1 if they do not fit into {@code into}
   */
  public static long deflate(Deflater deflater, MemorySegment decoded, MemorySegment into) {
    ByteBuffer out = Windows.from(into, 0);
    long given = 0;
    while (!deflater.finished()) {
      if (deflater.needsInput() && given < decoded.byteSize()) {
        ByteBuffer in = Windows.from(decoded, given);
        given += in.remaining();
        deflater.setInput(in);
      }
      if (given == decoded.byteSize()) {
        deflater.finish();
      }
      if (!out.hasRemaining()) {
        if (deflater.getBytesWritten() == into.byteSize()) {
          return -1;
        }
        out = Windows.from(into, deflater.getBytesWritten());
      }
      deflater.deflate(out);
    }
    return deflater.getBytesWritten();
  }
}
