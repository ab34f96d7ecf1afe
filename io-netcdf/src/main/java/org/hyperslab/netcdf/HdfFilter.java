package org.hyperslab.netcdf;

import java.nio.charset.StandardCharsets;

/** A step on a chunk's way to the file. */
sealed interface HdfFilter {
  /** Sorts the bytes of elements by significance. */
  record Shuffle(int elementBytes) implements HdfFilter {}

  /** Compresses. */
  record Deflate(int level) implements HdfFilter {}

  /** Appends a checksum. */
  record Fletcher32() implements HdfFilter {}

  /** Writes its description in a message of version 1. */
  default void write(HdfBytes out) {
    switch (this) {
      case Shuffle s -> describe(out, 2, 1, "shuffle", s.elementBytes());
      case Deflate d -> describe(out, 1, 1, "deflate", d.level());
      case Fletcher32 f -> out.u16(3).u16(16).u16(0).u16(0).put(name("fletcher32", 16));
    }
  }

  private static void describe(HdfBytes out, int id, int flags, String name, int value) {
    out.u16(id).u16(8).u16(flags).u16(1).put(name(name, 8)).i32(value).i32(0);
  }

  private static byte[] name(String name, int bytes) {
    byte[] padded = new byte[bytes];
    byte[] ascii = name.getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(ascii, 0, padded, 0, ascii.length);
    return padded;
  }
}
