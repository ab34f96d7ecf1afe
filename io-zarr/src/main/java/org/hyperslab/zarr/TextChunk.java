package org.hyperslab.zarr;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.hyperslab.codec.CodecException;
import org.hyperslab.codec.Scratch;

/** Decodes a chunk of texts. */
final class TextChunk {
  /** More is not read into memory. */
  static final int MOST_BYTES = 64 << 20;

  private static final int FIRST_GUESS_BYTES = 64 << 10;

  private final TextLayout layout;
  private final int count;

  /**
   * @param count texts of a chunk
   */
  TextChunk(TextLayout layout, int count) {
    this.layout = layout;
    this.count = count;
  }

  /**
   * The texts in the order in which they are stored.
   *
   * @throws CodecException if the chunk is malformed
   */
  List<String> decode(byte[] stored) throws CodecException {
    byte[] bytes = stored;
    for (int i = layout.codecs().size() - 1; i >= 0; i--) {
      bytes = decode(layout.codecs().get(i), bytes);
    }
    ByteBuffer in = ByteBuffer.wrap(bytes).order(layout.order());
    return switch (layout.encoding()) {
      case VARIABLE -> variable(in);
      case BYTES, UTF32 -> fixed(in);
    };
  }

  /** How long the content is, no codec tells; a wrong guess is a failure to decode. */
  private static byte[] decode(ByteCodec codec, byte[] encoded) throws CodecException {
    long room = Math.max(FIRST_GUESS_BYTES, 8L * encoded.length);
    while (true) {
      room = Math.min(room, MOST_BYTES);
      try (Arena arena = Arena.ofConfined()) {
        MemorySegment from = arena.allocate(Math.max(1, encoded.length), 64);
        MemorySegment.copy(encoded, 0, from, ValueLayout.JAVA_BYTE, 0, encoded.length);
        MemorySegment into = arena.allocate(room, 64);
        Scratch scratch =
            new Scratch(arena.allocate(Math.max(1, codec.decodeScratchBytes(room)), 64));
        long bytes = codec.decode(from.asSlice(0, encoded.length), into, scratch);
        return into.asSlice(0, bytes).toArray(ValueLayout.JAVA_BYTE);
      } catch (CodecException e) {
        if (room == MOST_BYTES) {
          throw e;
        }
        room *= 8;
      }
    }
  }

  private List<String> fixed(ByteBuffer in) throws CodecException {
    int textBytes = layout.textBytes();
    if (in.remaining() != (long) count * textBytes) {
      throw new CodecException(
          "wrong decoded size: bytes=%d, expected=%d"
              .formatted(in.remaining(), (long) count * textBytes),
          0);
    }
    List<String> texts = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      ByteBuffer text = in.slice(i * textBytes, textBytes).order(in.order());
      texts.add(
          layout.encoding() == TextLayout.Encoding.BYTES
              ? trimmed(utf8(text))
              : points(text, (long) i * textBytes));
    }
    return texts;
  }

  private static String points(ByteBuffer text, long at) throws CodecException {
    StringBuilder s = new StringBuilder();
    while (text.hasRemaining()) {
      int point = text.getInt();
      if (!Character.isValidCodePoint(point)) {
        throw new CodecException("no code point: " + Integer.toHexString(point), at);
      }
      s.appendCodePoint(point);
    }
    return trimmed(s.toString());
  }

  private List<String> variable(ByteBuffer in) throws CodecException {
    in.order(ByteOrder.LITTLE_ENDIAN);
    int stored = in.remaining() < 4 ? -1 : in.getInt();
    if (stored != count) {
      throw new CodecException(
          "wrong number of texts: %d, expected=%d".formatted(stored, count), 0);
    }
    List<String> texts = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      int length = in.remaining() < 4 ? -1 : in.getInt();
      if (length < 0 || length > in.remaining()) {
        throw new CodecException("text outside the chunk: bytes=" + length, in.position());
      }
      texts.add(utf8(in.slice(in.position(), length)));
      in.position(in.position() + length);
    }
    if (in.hasRemaining()) {
      throw new CodecException("bytes behind the last text: " + in.remaining(), in.position());
    }
    return texts;
  }

  /** UTF-8, or Latin-1 if it cannot be that. */
  private static String utf8(ByteBuffer bytes) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(bytes.duplicate()).toString();
    } catch (CharacterCodingException e) {
      return StandardCharsets.ISO_8859_1.decode(bytes).toString();
    }
  }

  /** A text without the NULs behind it, as NumPy has it. */
  static String trimmed(String text) {
    int end = text.length();
    while (end > 0 && text.charAt(end - 1) == 0) {
      end--;
    }
    return text.substring(0, end);
  }
}
