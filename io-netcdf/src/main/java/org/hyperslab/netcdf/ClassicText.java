package org.hyperslab.netcdf;

import java.io.EOFException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.hyperslab.dataset.TextSource;
import org.hyperslab.grid.Shape;
import org.hyperslab.store.ByteFile;
import org.hyperslab.store.ByteReader;
import org.hyperslab.store.FormatException;
import org.hyperslab.store.HeapRoom;

/**
 * A variable of characters.
 *
 * @param file where it is
 * @param variable of the type char
 */
record ClassicText(ByteFile file, ClassicVariable variable) implements TextSource {
  /** More is not read into memory. */
  private static final long MOST_BYTES = 64L << 20;

  /** What a text takes of the heap beside its characters. */
  private static final long TEXT_BYTES = 64;

  @Override
  public String type() {
    return "char";
  }

  @Override
  public Shape shape() {
    return variable.shape();
  }

  @Override
  public boolean isChars() {
    return true;
  }

  @Override
  public List<String> read() throws IOException {
    List<String> rows = new ArrayList<>();
    byte[] all = bytes();
    for (int at = 0; at < all.length; at += rowBytes()) {
      rows.add(Texts.decode(ByteBuffer.wrap(all, at, rowBytes()), true));
    }
    return rows;
  }

  /** Bytes of a text. */
  int rowBytes() {
    int rank = shape().rank();
    return rank == 0 ? 1 : (int) shape().dim(rank - 1);
  }

  /** All characters, also those behind NULs. */
  byte[] bytes() throws IOException {
    ClassicLayout layout = variable.layout();
    if (shape().size() > MOST_BYTES) {
      throw new FormatException(
          "too many characters: array=%s#%s, shape=%s"
              .formatted(file.name(), variable.name(), shape()));
    }
    HeapRoom.check(
        2 * shape().size() + TEXT_BYTES * shape().size() / Math.max(1, rowBytes()),
        "texts of variable " + variable.name() + " of file " + file.name());
    byte[] all = new byte[(int) shape().size()];
    int run = all.length == 0 ? 0 : (int) layout.runBytes();
    MemorySegment memory = MemorySegment.ofArray(all);
    try (ByteReader reader = file.openForMetadata()) {
      for (int at = 0; at < all.length; at += run) {
        long record = at / run;
        reader.read(layout.begin() + record * layout.recordStride(), memory.asSlice(at, run));
      }
    } catch (EOFException e) {
      throw new FormatException("file has become shorter: file=" + file.name(), e);
    }
    return all;
  }
}
