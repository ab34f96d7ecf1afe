package org.hyperslab.kernel.inflate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayOutputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import org.junit.jupiter.api.Test;

/** Against the JDK's inflater: the same bytes, or a refusal by both. */
class ZlibTest {
  private static final long SEED = Long.getLong("seed", System.nanoTime());
  private static final int ROUNDS = Integer.getInteger("rounds", 3000);
  private static final int GUARD = 64;

  private final Inflate inflate = new Inflate();

  @Test
  void decodesWhatTheJdkEncodes() throws DataFormatException {
    for (int round = 0; round < ROUNDS; round++) {
      Random random = new Random(SEED + round);
      byte[] data = data(random);
      byte[] encoded = encode(data, random);
      Outcome outcome = run(encoded, data.length, true);
      assertEquals(null, outcome.refusal, "seed=" + (SEED + round));
      assertEquals(-1, Arrays.mismatch(data, outcome.bytes), "seed=" + (SEED + round));
    }
  }

  @Test
  void agreesWithTheJdkOnMutatedStreams() {
    for (int round = 0; round < ROUNDS; round++) {
      Random random = new Random(SEED + round);
      byte[] data = data(random);
      byte[] encoded = encode(data, random);
      int room = data.length + random.nextInt(3) - 1;
      for (int n = random.nextInt(3); n >= 0; n--) {
        int at =
            random.nextInt(random.nextBoolean() ? encoded.length : Math.min(60, encoded.length));
        switch (random.nextInt(3)) {
          case 0 -> encoded[at] ^= (byte) (1 << random.nextInt(8));
          case 1 -> encoded[at] = (byte) random.nextInt(256);
          default -> encoded = Arrays.copyOf(encoded, Math.max(1, at));
        }
      }
      Outcome own = run(encoded, Math.max(0, room), true);
      Outcome jdk = run(encoded, Math.max(0, room), false);
      String seed = "seed=" + (SEED + round) + ", own=" + own.refusal + ", JDK=" + jdk.refusal;
      assertEquals(jdk.refusal == null, own.refusal == null, seed);
      assertEquals(-1, Arrays.mismatch(jdk.bytes, own.bytes), seed);
    }
  }

  @Test
  void becomesReadyAndStaysRight() throws DataFormatException {
    Random random = new Random(5);
    byte[] data = new byte[1 << 20];
    for (int i = 0; i < data.length; i++) {
      data[i] = (byte) (random.nextInt(4) == 0 ? random.nextInt(64) : i >> 10);
    }
    byte[] encoded = encode(data, random);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment from = arena.allocate(encoded.length).copyFrom(MemorySegment.ofArray(encoded));
      MemorySegment into = arena.allocate(data.length);
      for (int i = 0; i < 60; i++) {
        into.fill((byte) 0);
        assertEquals(data.length, Zlib.inflate(from, into));
        assertEquals(-1, into.mismatch(MemorySegment.ofArray(data)));
      }
    }
  }

  @Test
  void refusesWhatIsNoStream() {
    for (byte[] bytes :
        new byte[][] {{}, {0x78}, {0x78, 0x01}, {0x1f, (byte) 0x8b}, {0x78, 0x20}}) {
      try (Arena arena = Arena.ofConfined()) {
        MemorySegment from = arena.allocate(bytes.length + 1).asSlice(0, bytes.length);
        from.copyFrom(MemorySegment.ofArray(bytes));
        assertThrows(DataFormatException.class, () -> Zlib.inflate(from, arena.allocate(100)));
      }
    }
  }

  private record Outcome(byte[] bytes, String refusal) {}

  /** Decodes between guarded pieces of memory, by the code under test or the JDK's. */
  private Outcome run(byte[] encoded, int room, boolean own) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment from = arena.allocate(encoded.length).copyFrom(MemorySegment.ofArray(encoded));
      MemorySegment around = arena.allocate(room + 2L * GUARD).fill((byte) 0x77);
      MemorySegment into = around.asSlice(GUARD, room);
      long written;
      try {
        written = own ? decode(from, into) : Zlib.decodeWithJdk(from, into);
      } catch (DataFormatException e) {
        return new Outcome(new byte[0], String.valueOf(e.getMessage()));
      } finally {
        for (int i = 0; i < GUARD; i++) {
          assertEquals(0x77, around.get(ValueLayout.JAVA_BYTE, i));
          assertEquals(0x77, around.get(ValueLayout.JAVA_BYTE, GUARD + room + i));
        }
      }
      return new Outcome(into.asSlice(0, written).toArray(ValueLayout.JAVA_BYTE), null);
    }
  }

  private long decode(MemorySegment from, MemorySegment into) throws DataFormatException {
    if (from.byteSize() < 2) {
      throw new DataFormatException("stream ends early");
    }
    int header =
        (from.get(ValueLayout.JAVA_BYTE, 0) & 0xff) << 8
            | from.get(ValueLayout.JAVA_BYTE, 1) & 0xff;
    if (header % 31 != 0 || (header >> 8 & 15) != 8 || header >> 12 > 7 || (header & 0x20) != 0) {
      throw new DataFormatException("header");
    }
    return Zlib.decode(inflate, from, into);
  }

  /** Runs, noise, small alphabets and repeats at many distances. */
  private static byte[] data(Random random) {
    byte[] data = new byte[random.nextInt(random.nextInt(8) == 0 ? 200_000 : 3000)];
    int alphabet = 1 + random.nextInt(256);
    for (int i = 0; i < data.length; ) {
      int run = Math.min(data.length - i, 1 + random.nextInt(random.nextInt(4) == 0 ? 700 : 12));
      int kind = random.nextInt(4);
      int distance = 1 + random.nextInt(random.nextBoolean() ? 12 : 40_000);
      byte value = (byte) random.nextInt(alphabet);
      for (int k = 0; k < run; k++, i++) {
        data[i] =
            switch (kind) {
              case 0 -> value;
              case 1, 2 -> i >= distance ? data[i - distance] : value;
              default -> (byte) random.nextInt(alphabet);
            };
      }
    }
    return data;
  }

  private static byte[] encode(byte[] data, Random random) {
    Deflater deflater = new Deflater(random.nextInt(10));
    deflater.setStrategy(
        new int[] {Deflater.DEFAULT_STRATEGY, Deflater.FILTERED, Deflater.HUFFMAN_ONLY}
            [random.nextInt(3)]);
    deflater.setInput(data);
    deflater.finish();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    byte[] buffer = new byte[8192];
    while (!deflater.finished()) {
      out.write(buffer, 0, deflater.deflate(buffer));
    }
    deflater.end();
    return out.toByteArray();
  }
}
