package org.hyperslab.netcdf;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.hyperslab.dataset.TextSource;
import org.hyperslab.grid.Shape;
import org.hyperslab.store.FormatException;

/**
 * A variable of characters.
 *
 * @param file where it is
 * @param variable of the type char
 */
record ClassicText(Path file, ClassicVariable variable) implements TextSource {
  /** More is not read into memory. */
  private static final long MOST_BYTES = 64L << 20;

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
          "too many characters: array=%s#%s, shape=%s".formatted(file, variable.name(), shape()));
    }
    byte[] all = new byte[(int) shape().size()];
    int run = all.length == 0 ? 0 : (int) layout.runBytes();
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      for (int at = 0; at < all.length; at += run) {
        long record = at / run;
        read(channel, layout.begin() + record * layout.recordStride(), all, at, run);
      }
    }
    return all;
  }

  private void read(FileChannel channel, long offset, byte[] into, int at, int bytes)
      throws IOException {
    ByteBuffer part = ByteBuffer.wrap(into, at, bytes);
    for (long done = 0; part.hasRemaining(); ) {
      int n = channel.read(part, offset + done);
      if (n < 0) {
        throw new FormatException("file has become shorter: file=" + file);
      }
      done += n;
    }
  }
}
