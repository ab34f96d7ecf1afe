package org.hyperslab.netcdf;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Texts in files, whose encoding nobody tells. */
final class Texts {
  private Texts() {}

  /**
   * UTF-8, or Latin-1 if it cannot be that.
   *
   * @param toFirstNul whether the text ends at its first NUL, and otherwise before its last ones
   */
  static String decode(ByteBuffer bytes, boolean toFirstNul) {
    int end = bytes.limit();
    if (toFirstNul) {
      end = bytes.position();
      while (end < bytes.limit() && bytes.get(end) != 0) {
        end++;
      }
    } else {
      while (end > bytes.position() && bytes.get(end - 1) == 0) {
        end--;
      }
    }
    ByteBuffer text = bytes.duplicate().limit(end);
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(text.duplicate()).toString();
    } catch (CharacterCodingException e) {
      return StandardCharsets.ISO_8859_1.decode(text).toString();
    }
  }
}
