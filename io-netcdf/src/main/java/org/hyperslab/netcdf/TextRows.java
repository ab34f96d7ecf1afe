package org.hyperslab.netcdf;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.hyperslab.dataset.TextSource;
import org.hyperslab.dataset.Variable;

/**
 * A variable's texts as rows of bytes, all as long, with NULs behind shorter ones.
 *
 * @param variable whose texts these are
 * @param rows no longer than the width
 * @param width bytes of a row
 */
record TextRows(Variable variable, List<byte[]> rows, int width) {
  /**
   * Reads a variable of characters or texts.
   *
   * @throws IllegalArgumentException if a text is longer than the dimension of characters
   */
  static TextRows read(Variable variable) throws IOException {
    TextSource source = variable.text();
    List<byte[]> rows = new ArrayList<>();
    if (source instanceof ClassicText characters) {
      byte[] all = characters.bytes();
      for (int at = 0; at < all.length; at += characters.rowBytes()) {
        rows.add(Arrays.copyOfRange(all, at, at + characters.rowBytes()));
      }
      return new TextRows(variable, rows, characters.rowBytes());
    }
    int longest = 1;
    for (String text : source.read()) {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      rows.add(bytes);
      longest = Math.max(longest, bytes.length);
    }
    if (!source.isChars()) {
      return new TextRows(variable, rows, longest);
    }
    int rank = variable.rank();
    int width = rank == 0 ? 1 : Math.toIntExact(variable.shape().dim(rank - 1));
    for (int i = 0; i < rows.size(); i++) {
      if (rows.get(i).length > width) {
        String text = new String(rows.get(i), StandardCharsets.UTF_8);
        byte[] narrow = text.getBytes(StandardCharsets.ISO_8859_1);
        if (narrow.length > width) {
          throw new IllegalArgumentException(
              "text is longer than its dimension: variable=%s, text=%s, bytes=%d"
                  .formatted(variable.name(), text, width));
        }
        rows.set(i, narrow);
      }
    }
    return new TextRows(variable, rows, width);
  }

  /** All rows, one behind the other. */
  byte[] bytes() {
    byte[] all = new byte[Math.multiplyExact(rows.size(), width)];
    for (int i = 0; i < rows.size(); i++) {
      System.arraycopy(rows.get(i), 0, all, i * width, rows.get(i).length);
    }
    return all;
  }
}
