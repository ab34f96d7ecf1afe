package org.hyperslab.kernel.inflate;

import java.util.Arrays;

/**
 * A Huffman code as a table that is indexed by the next bits of the stream. Codewords longer than
 * the index continue in a second table behind the first.
 *
 * <p>An entry has, from the low bits on: bits to take from the stream, extra bits included (8);
 * bits of the codeword alone (4); flags; the value (16 bits, of which the highest marks a literal).
 */
final class DecodeTable {
  static final int LITERAL = 1 << 31;

  /** Any of the flags below. */
  static final int EXCEPTIONAL = 1 << 15;

  static final int SECOND_TABLE = 1 << 14;
  static final int END_OF_BLOCK = 1 << 13;
  private static final int INVALID = EXCEPTIONAL | 1;
  private static final int MOST_BITS = 15;

  /** Entries; the first {@code 1 << bits()} are indexed by the next bits. */
  final int[] entries;

  private final int mostFirstBits;
  private final int[] counts = new int[MOST_BITS + 1];
  private final int[] nextCode = new int[MOST_BITS + 1];
  private final int[] longest;
  private int bits;
  private boolean complete;

  /**
   * @param firstBits of the index of the first table
   * @param size entries that all tables together have at most
   */
  DecodeTable(int firstBits, int size) {
    this.mostFirstBits = firstBits;
    this.entries = new int[size];
    this.longest = new int[1 << firstBits];
  }

  /** Bits of the index of the first table. */
  int bits() {
    return bits;
  }

  /** Whether every sequence of bits begins with a codeword. */
  boolean isComplete() {
    return complete;
  }

  /**
   * Builds the table of a canonical code.
   *
   * @param lengths bits of the codewords, 0 for symbols without one, from {@code from} on
   * @param values by symbol an entry without its codeword's length
   * @return whether the code is one: neither over-subscribed nor incomplete. As in zlib a code may
   *     have no codeword, or one of one bit; what is not a codeword then is invalid.
   */
  boolean build(byte[] lengths, int from, int symbols, int[] values) {
    Arrays.fill(counts, 0);
    for (int s = 0; s < symbols; s++) {
      counts[lengths[from + s]]++;
    }
    int most = MOST_BITS;
    while (most > 0 && counts[most] == 0) {
      most--;
    }
    int left = 1;
    int code = 0;
    counts[0] = 0;
    for (int length = 1; length <= MOST_BITS; length++) {
      code = (code + counts[length - 1]) << 1;
      nextCode[length] = code;
      left = (left << 1) - counts[length];
      if (left < 0) {
        return false;
      }
    }
    complete = left == 0;
    if (left > 0 && most > 1) {
      return false;
    }
    bits = Math.max(1, Math.min(most, mostFirstBits));
    if (left > 0) {
      Arrays.fill(entries, 0, 1 << bits, INVALID);
    }
    if (most > bits) {
      reserveSecondTables(lengths, from, symbols);
      code = 0;
      for (int length = 1; length <= MOST_BITS; length++) {
        code = (code + counts[length - 1]) << 1;
        nextCode[length] = code;
      }
    }
    for (int s = 0; s < symbols; s++) {
      int length = lengths[from + s];
      if (length != 0) {
        put(length, Integer.reverse(nextCode[length]++) >>> (32 - length), values[s]);
      }
    }
    return true;
  }

  /** Finds the longest codeword behind each index of the first table that is one's begin. */
  private void reserveSecondTables(byte[] lengths, int from, int symbols) {
    Arrays.fill(longest, 0, 1 << bits, 0);
    int mask = (1 << bits) - 1;
    for (int s = 0; s < symbols; s++) {
      int length = lengths[from + s];
      if (length != 0) {
        int code = nextCode[length]++;
        if (length > bits) {
          int prefix = (Integer.reverse(code) >>> (32 - length)) & mask;
          longest[prefix] = Math.max(longest[prefix], length);
        }
      }
    }
    int end = 1 << bits;
    for (int prefix = 0; prefix < 1 << bits; prefix++) {
      if (longest[prefix] != 0) {
        int secondBits = longest[prefix] - bits;
        entries[prefix] = EXCEPTIONAL | SECOND_TABLE | end << 16 | secondBits << 8 | bits;
        end += 1 << secondBits;
      }
    }
  }

  private void put(int length, int reversed, int value) {
    int first = reversed;
    int step = 1 << length;
    int end = 1 << bits;
    int taken = length;
    if (length > bits) {
      int second = entries[reversed & end - 1];
      int begin = second >>> 16;
      taken = length - bits;
      first = begin + (reversed >>> bits);
      step = 1 << taken;
      end = begin + (1 << (second >>> 8 & 15));
    }
    int entry = value + taken + (taken << 8);
    for (int i = first; i < end; i += step) {
      entries[i] = entry;
    }
  }
}
