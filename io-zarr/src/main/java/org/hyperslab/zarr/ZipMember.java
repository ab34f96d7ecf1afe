package org.hyperslab.zarr;

/**
 * A member of a zip file, as the central directory has it.
 *
 * @param headerOffset where its local header begins
 * @param nameBytes of its name
 * @param flags general purpose bits
 * @param method how it is compressed
 * @param crc CRC-32 of its content
 * @param storedBytes its content, as it lies in the file
 * @param bytes its content
 */
record ZipMember(
    long headerOffset,
    int nameBytes,
    int flags,
    int method,
    int crc,
    long storedBytes,
    long bytes) {
  static final int STORED = 0;
  static final int DEFLATED = 8;
  static final int HEADER_BYTES = 30;

  static final int ENCRYPTED = 1;

  /** Deflate makes no more of a byte. */
  private static final long MOST_INFLATION = 1032;

  /** Where content begins that has no extra field before it, and so the earliest that it can. */
  long leastDataOffset() {
    return headerOffset + HEADER_BYTES + nameBytes;
  }

  /** Whether sizes are such that content of them can exist. */
  boolean isPlausible() {
    return method == STORED ? bytes == storedBytes : bytes / MOST_INFLATION <= storedBytes;
  }
}
