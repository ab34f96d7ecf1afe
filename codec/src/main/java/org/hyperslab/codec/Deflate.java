package org.hyperslab.codec;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/** Runs the JDK's inflater and deflater over segments of any length. */
public final class Deflate {
  private Deflate() {}

  /**
   * Inflates one stream from the begin of {@code encoded} to the begin of {@code into}. How much
   * was read and written, the inflater tells.
   *
   * @param inflater new or reset
   * @throws CodecException if the stream is malformed, ends early or is longer than {@code into}
   */
  public static void inflate(Inflater inflater, MemorySegment encoded, MemorySegment into)
      throws CodecException {
    ByteBuffer out = Windows.from(into, 0);
    byte[] beyond = new byte[1];
    long given = 0;
    try {
      while (!inflater.finished()) {
        if (inflater.needsInput()) {
          if (given == encoded.byteSize()) {
            throw new CodecException("deflate: stream ends early", given);
          }
          ByteBuffer in = Windows.from(encoded, given);
          given += in.remaining();
          inflater.setInput(in);
        }
        if (!out.hasRemaining() && inflater.getBytesWritten() < into.byteSize()) {
          out = Windows.from(into, inflater.getBytesWritten());
        }
        int n = out.hasRemaining() ? inflater.inflate(out) : inflater.inflate(beyond);
        if (inflater.getBytesWritten() > into.byteSize()) {
          throw new CodecException(
              "deflate: content exceeds the expected size: bytes>" + into.byteSize(),
              inflater.getBytesRead());
        }
        if (n == 0 && inflater.needsDictionary()) {
          throw new CodecException("deflate: preset dictionary", inflater.getBytesRead());
        }
      }
    } catch (DataFormatException e) {
      throw new CodecException("deflate: " + e.getMessage(), inflater.getBytesRead());
    }
  }

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
