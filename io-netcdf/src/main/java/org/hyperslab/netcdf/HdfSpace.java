package org.hyperslab.netcdf;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Hands out the bytes of an HDF5 file that is written, from the begin to the end, to any number of
 * threads.
 */
final class HdfSpace {
  private final NewFile file;
  private final AtomicLong end;

  /**
   * @param reserved bytes at the begin of the file that are not handed out
   */
  HdfSpace(NewFile file, long reserved) {
    this.file = file;
    this.end = new AtomicLong(reserved);
  }

  /** The address of some bytes, a multiple of eight. */
  long allocate(long bytes) {
    return end.getAndAdd((bytes + 7) & -8);
  }

  /** Writes bytes to a place of their own, whose address it gives. */
  long append(MemorySegment bytes) throws IOException {
    long address = allocate(bytes.byteSize());
    file.write(address, bytes);
    return address;
  }

  /** Writes bytes to a place of their own, whose address it gives. */
  long append(byte[] bytes) throws IOException {
    long address = allocate(bytes.length);
    file.write(address, bytes);
    return address;
  }

  void write(long address, byte[] bytes) throws IOException {
    file.write(address, bytes);
  }

  /** Where the file ends. */
  long end() {
    return end.get();
  }

  NewFile file() {
    return file;
  }
}
