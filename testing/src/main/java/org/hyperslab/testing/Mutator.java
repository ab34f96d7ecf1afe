package org.hyperslab.testing;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * Damages files, as disks and networks do by accident and an attacker on purpose: flips, cuts,
 * splices, and numbers that are extreme or belong to another place. What it does follows from its
 * random numbers alone.
 */
public final class Mutator {
  private static final long[] EXTREMES = {
    0,
    1,
    2,
    -1,
    -2,
    0x7f,
    0x80,
    0xff,
    0x7fff,
    0xffff,
    0x7fff_ffffL,
    0x8000_0000L,
    0xffff_ffffL,
    Long.MAX_VALUE,
    Long.MIN_VALUE,
    1L << 20,
    1L << 30,
    1L << 40,
    1L << 62
  };

  private static final int HEAD_BYTES = 512;
  private static final int MOST_RUN = 64;

  private final Random random;

  public Mutator(Random random) {
    this.random = random;
  }

  /**
   * A damaged copy: one damage to four.
   *
   * @param others files of the same format, from which pieces are taken; may be empty
   */
  public byte[] mutate(byte[] original, List<byte[]> others) {
    byte[] bytes = original.clone();
    int damages = random.nextBoolean() ? 1 : 1 + random.nextInt(4);
    for (int n = damages; n > 0 && bytes.length > 0; n--) {
      bytes =
          switch (random.nextInt(20)) {
            case 0 -> Arrays.copyOf(bytes, random.nextInt(bytes.length));
            case 1 -> without(bytes, place(bytes), run(bytes));
            case 2 -> with(bytes, place(bytes), junk());
            case 3 -> with(bytes, bytes.length, junk());
            case 4, 5 -> spliced(bytes, others);
            default -> inPlace(bytes, 0, bytes.length);
          };
    }
    return bytes;
  }

  /** A copy of the same length, damaged only between two offsets. */
  public byte[] mutateInside(byte[] original, int from, int to) {
    byte[] bytes = original.clone();
    for (int n = 1 + random.nextInt(3); n > 0 && from < to; n--) {
      inPlace(bytes, from, to);
    }
    return bytes;
  }

  /** A place, half of the time in what is likely to be a header. */
  private int place(byte[] bytes) {
    return random.nextInt(random.nextBoolean() ? Math.min(HEAD_BYTES, bytes.length) : bytes.length);
  }

  private int run(byte[] bytes) {
    return 1 + random.nextInt(random.nextInt(8) == 0 ? bytes.length : MOST_RUN);
  }

  private byte[] junk() {
    byte[] junk = new byte[1 + random.nextInt(MOST_RUN)];
    if (random.nextBoolean()) {
      random.nextBytes(junk);
    }
    return junk;
  }

  private byte[] inPlace(byte[] bytes, int from, int to) {
    int span = random.nextBoolean() ? Math.min(HEAD_BYTES, to - from) : to - from;
    int at = from + random.nextInt(span);
    switch (random.nextInt(6)) {
      case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
      case 1 -> bytes[at] = (byte) random.nextInt(256);
      case 2 -> bytes[at] = (byte) (random.nextBoolean() ? 0xff : 0);
      case 3 -> Arrays.fill(bytes, at, Math.min(to, at + run(bytes)), (byte) random.nextInt(3));
      case 4 -> number(bytes, from, at, to);
      default -> moved(bytes, from, at, to);
    }
    return bytes;
  }

  /** An extreme number, or one near the file's length, where a count or an address may be. */
  private void number(byte[] bytes, int from, int at, int to) {
    int width = 1 << random.nextInt(4);
    int begin = random.nextInt(4) == 0 ? at : Math.max(from, at - at % width);
    long value =
        random.nextInt(4) == 0
            ? bytes.length - 2L + random.nextInt(4)
            : EXTREMES[random.nextInt(EXTREMES.length)];
    boolean big = random.nextBoolean();
    ByteBuffer number =
        ByteBuffer.allocate(8).order(big ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
    number.putLong(value);
    if (begin + width <= to) {
      number.get(big ? 8 - width : 0, bytes, begin, width);
    }
  }

  /** A copy of what is elsewhere in the file: an address or a count that belongs there. */
  private void moved(byte[] bytes, int from, int at, int to) {
    int run = random.nextBoolean() ? 4 << random.nextInt(2) : run(bytes);
    int other = from + random.nextInt(to - from);
    if (random.nextBoolean()) {
      other -= other % 8;
      at -= at % 8;
    }
    int begin = Math.max(from, at);
    int source = Math.max(from, other);
    int count = Math.min(run, to - Math.max(begin, source));
    System.arraycopy(bytes, source, bytes, begin, count);
  }

  private static byte[] without(byte[] bytes, int at, int run) {
    int end = Math.min(bytes.length, at + run);
    byte[] shorter = Arrays.copyOf(bytes, bytes.length - (end - at));
    System.arraycopy(bytes, end, shorter, at, bytes.length - end);
    return shorter;
  }

  private static byte[] with(byte[] bytes, int at, byte[] more) {
    byte[] longer = Arrays.copyOf(bytes, bytes.length + more.length);
    System.arraycopy(more, 0, longer, at, more.length);
    System.arraycopy(bytes, at, longer, at + more.length, bytes.length - at);
    return longer;
  }

  /** A piece of another file: in the same place, in another one, or as all that follows. */
  private byte[] spliced(byte[] bytes, List<byte[]> others) {
    byte[] other = others.isEmpty() ? bytes : others.get(random.nextInt(others.size()));
    if (other.length == 0) {
      return bytes;
    }
    int source = place(other);
    int at = random.nextBoolean() ? Math.min(source, bytes.length - 1) : place(bytes);
    if (random.nextInt(3) == 0) {
      byte[] joined = Arrays.copyOf(bytes, at + other.length - source);
      System.arraycopy(other, source, joined, at, other.length - source);
      return joined;
    }
    int count = Math.min(run(other), Math.min(other.length - source, bytes.length - at));
    System.arraycopy(other, source, bytes, at, count);
    return bytes;
  }
}
