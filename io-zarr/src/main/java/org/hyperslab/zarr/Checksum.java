package org.hyperslab.zarr;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Locale;
import java.util.zip.Adler32;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;
import org.hyperslab.codec.Windows;
import org.jspecify.annotations.Nullable;

/** The 32-bit checksums that codecs append or prepend. */
enum Checksum {
  CRC32C,
  CRC32,
  ADLER32,
  /** HDF5's: big-endian 16-bit words, sums modulo 65535. */
  FLETCHER32;

  /** The most words whose sums of sums stay within 32 bits. */
  private static final int FLETCHER_WORDS = 360;

  /** The checksum with numcodecs' name, or null. */
  static @Nullable Checksum named(String id) {
    for (Checksum c : values()) {
      if (c.toString().equals(id)) {
        return c;
      }
    }
    return null;
  }

  /** The checksum of native memory. */
  int of(MemorySegment bytes) {
    java.util.zip.Checksum sum =
        switch (this) {
          case CRC32C -> new CRC32C();
          case CRC32 -> new CRC32();
          case ADLER32 -> new Adler32();
          case FLETCHER32 -> null;
        };
    if (sum == null) {
      return fletcher32(bytes);
    }
    Windows.forEach(bytes, sum::update);
    return (int) sum.getValue();
  }

  private static int fletcher32(MemorySegment bytes) {
    int sum1 = 0;
    int sum2 = 0;
    long whole = bytes.byteSize() & ~1;
    for (long at = 0; at < whole; ) {
      long end = Math.min(whole, at + 2 * FLETCHER_WORDS);
      for (; at < end; at += 2) {
        sum1 += u8(bytes, at) << 8 | u8(bytes, at + 1);
        sum2 += sum1;
      }
      sum1 = fold(sum1);
      sum2 = fold(sum2);
    }
    if (whole < bytes.byteSize()) {
      sum1 += u8(bytes, whole) << 8;
      sum2 += sum1;
      sum1 = fold(sum1);
      sum2 = fold(sum2);
    }
    return fold(sum2) << 16 | fold(sum1);
  }

  private static int fold(int sum) {
    return (sum & 0xffff) + (sum >>> 16);
  }

  private static int u8(MemorySegment bytes, long at) {
    return bytes.get(ValueLayout.JAVA_BYTE, at) & 0xff;
  }

  /** Numcodecs' name. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
