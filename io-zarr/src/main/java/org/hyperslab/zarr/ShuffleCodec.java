package org.hyperslab.zarr;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.lang.foreign.MemorySegment;
import org.hyperslab.codec.CodecException;
import org.hyperslab.codec.Scratch;
import org.hyperslab.kernel.shuffle.ShuffleKernel;

/**
 * First bytes of all elements, then second bytes, and so on (numcodecs {@code shuffle}).
 *
 * @param elementBytes 1 or more
 */
record ShuffleCodec(int elementBytes) implements ByteCodec {
  @Override
  public long maxEncodedBytes(long decodedBytes) {
    return decodedBytes;
  }

  @Override
  public long decode(MemorySegment encoded, MemorySegment into, Scratch scratch)
      throws CodecException {
    long bytes = encoded.byteSize();
    if (bytes > into.byteSize() || bytes % elementBytes != 0) {
      throw new CodecException(
          "shuffle: wrong size: bytes=%d, room for %d, element bytes=%d"
              .formatted(bytes, into.byteSize(), elementBytes),
          0);
    }
    ShuffleKernel.best().unshuffle(elementBytes, bytes / elementBytes, encoded, into);
    return bytes;
  }

  @Override
  public long encode(MemorySegment decoded, MemorySegment into, Scratch scratch) {
    long bytes = decoded.byteSize();
    if (bytes % elementBytes != 0) {
      throw new IllegalArgumentException(
          "shuffle: not whole elements: bytes=" + bytes + ", element bytes=" + elementBytes);
    }
    ShuffleKernel.best().shuffle(elementBytes, bytes / elementBytes, decoded, into);
    return bytes;
  }

  @Override
  public String id() {
    return "shuffle";
  }

  @Override
  public void configure(ObjectNode config) {
    config.put("elementsize", elementBytes);
  }

  @Override
  public String toString() {
    return "shuffle(" + elementBytes + ")";
  }
}
