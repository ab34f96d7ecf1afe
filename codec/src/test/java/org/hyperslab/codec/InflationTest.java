package org.hyperslab.codec;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.zip.Deflater;
import org.hyperslab.codec.Inflation.Extent;
import org.hyperslab.codec.Inflation.Wrapping;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The JDK's inflater is the oracle of the native one. */
class InflationTest {
  private static final long SEED = 20_261_125;
  private static final int MARGIN = 64;

  private final Inflation jdk = new JdkInflation();
  private final Inflation isal =
      IsalLibrary.load().<Inflation>map(i -> new IsalInflation(i, jdk)).orElse(jdk);

  @Test
  void isalIsFoundWhereItCanRun() {
    assumeTrue(
        System.getProperty("os.name").equals("Linux")
            && System.getProperty("os.arch").equals("amd64")
            && Files.exists(Path.of("/lib64/ld-linux-x86-64.so.2")),
        "ISA-L comes for Linux with glibc on x86-64 only");
    assertTrue(IsalLibrary.load().isPresent());
    assertEquals(IsalInflation.class, Inflation.best().getClass());
  }

  @ParameterizedTest
  @EnumSource
  void allGiveBackWhatWasDeflated(Wrapping wrapping) throws CodecException {
    Random random = new Random(SEED);
    for (int i = 0; i < 300; i++) {
      byte[] content = content(random, i % 10 == 0 ? 200_000 : 5_000);
      byte[] stream = deflate(random, wrapping, content);
      byte[] followed = Arrays.copyOf(stream, stream.length + random.nextInt(20));
      int room = content.length + random.nextInt(300);
      for (Inflation inflation : List.of(jdk, isal)) {
        Outcome outcome = Outcome.of(inflation, wrapping, followed, room);
        String which = "seed=" + SEED + ", case=" + i + ", " + inflation;
        assertEquals("", outcome.problem, which);
        assertEquals(new Extent(stream.length, content.length), outcome.extent, which);
        assertArrayEquals(content, outcome.content, which);
      }
    }
  }

  /** Where zlib's rules are stricter, only the content that was deflated may come out. */
  @ParameterizedTest
  @EnumSource
  void damagedStreamsAreRefusedAsTheJdkRefusesThem(Wrapping wrapping) {
    Random random = new Random(SEED + 1);
    int refused = 0;
    for (int i = 0; i < 3_000; i++) {
      byte[] content = content(random, 2_000);
      byte[] stream = damage(random, deflate(random, wrapping, content));
      int room = random.nextBoolean() ? content.length : random.nextInt(content.length + 300);
      Outcome expected = Outcome.of(jdk, wrapping, stream, room);
      Outcome actual = Outcome.of(isal, wrapping, stream, room);
      String which = "seed=" + (SEED + 1) + ", case=" + i;
      boolean onlyJdkRefuses = !expected.problem.isEmpty() && actual.problem.isEmpty();
      if (!onlyJdkRefuses) {
        assertEquals(expected.problem, actual.problem, which);
        assertEquals(expected.extent, actual.extent, which);
        assertArrayEquals(expected.content, actual.content, which);
      } else if (wrapping == Wrapping.ZLIB) {
        assertArrayEquals(content, actual.content, which);
      }
      refused += actual.problem.isEmpty() ? 0 : 1;
    }
    assertTrue(refused > 1000, "refused=" + refused);
  }

  @Test
  void problemsSayWhatAndWhere() {
    byte[] content = new byte[1000];
    byte[] stream = deflate(new Random(SEED), Wrapping.ZLIB, content);
    for (Inflation inflation : List.of(jdk, isal)) {
      assertEquals(
          "deflate: content exceeds the expected size: bytes>999",
          Outcome.of(inflation, Wrapping.ZLIB, stream, 999).problem);
      assertTrue(
          Outcome.of(inflation, Wrapping.ZLIB, Arrays.copyOf(stream, stream.length - 1), 1000)
              .problem
              .startsWith("deflate: stream ends early"));
      assertEquals(
          "deflate: stream ends early: bytes=0",
          Outcome.of(inflation, Wrapping.ZLIB, new byte[0], 10).problem);
      byte[] wrong = stream.clone();
      wrong[stream.length - 1] ^= 1;
      assertEquals(
          "deflate: incorrect data check",
          Outcome.of(inflation, Wrapping.ZLIB, wrong, 1000).problem);
    }
  }

  @Test
  void presetDictionariesAreRefused() {
    Deflater deflater = new Deflater();
    deflater.setDictionary(new byte[] {1, 2, 3, 4, 5, 6, 7, 8});
    deflater.setInput(new byte[] {1, 2, 3, 4, 5, 6, 7, 8});
    deflater.finish();
    byte[] stream = new byte[100];
    byte[] whole = Arrays.copyOf(stream, deflater.deflate(stream));
    deflater.end();
    for (Inflation inflation : List.of(jdk, isal)) {
      assertEquals(
          "deflate: preset dictionary", Outcome.of(inflation, Wrapping.ZLIB, whole, 8).problem);
    }
  }

  @Test
  void threadsInflateAtOnce() {
    byte[] content = content(new Random(SEED), 100_000);
    byte[] stream = deflate(new Random(SEED), Wrapping.ZLIB, content);
    long right =
        IntStream.range(0, 200)
            .parallel()
            .filter(
                i ->
                    Arrays.equals(
                        content, Outcome.of(isal, Wrapping.ZLIB, stream, content.length).content))
            .count();
    assertEquals(200, right);
  }

  @Test
  void heapMemoryIsRefusedAndNotTouched() {
    byte[] stream = deflate(new Random(SEED), Wrapping.ZLIB, new byte[10]);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment into = arena.allocate(10);
      assertThrows(
          IllegalArgumentException.class,
          () -> isal.inflate(Wrapping.ZLIB, MemorySegment.ofArray(stream), into));
      assertThrows(
          IllegalArgumentException.class,
          () -> jdk.inflate(Wrapping.ZLIB, into, MemorySegment.ofArray(new byte[10])));
    }
  }

  /** What came out: content and extent, or the problem and where. */
  private record Outcome(String problem, Extent extent, byte[] content) {
    static Outcome of(Inflation inflation, Wrapping wrapping, byte[] stream, int room) {
      try (Arena arena = Arena.ofConfined()) {
        // Alone at the end of its memory; and the target with something before and behind it.
        MemorySegment encoded = arena.allocate(stream.length, 1);
        encoded.copyFrom(MemorySegment.ofArray(stream));
        MemorySegment around = arena.allocate(2 * MARGIN + room);
        around.fill((byte) 0x5a);
        MemorySegment into = around.asSlice(MARGIN, room);
        Outcome outcome;
        try {
          Extent extent = inflation.inflate(wrapping, encoded, into);
          outcome = new Outcome("", extent, into.asSlice(0, extent.written()).toArray(JAVA_BYTE));
        } catch (CodecException e) {
          outcome = new Outcome(e.getMessage(), new Extent(e.offset(), 0), new byte[0]);
        }
        for (int i = 0; i < MARGIN; i++) {
          assertEquals(0x5a, around.get(JAVA_BYTE, i));
          assertEquals(0x5a, around.get(JAVA_BYTE, MARGIN + room + i));
        }
        return outcome;
      }
    }
  }

  /** Noise, few values, long runs, or repetitions near and far. */
  private static byte[] content(Random random, int mostBytes) {
    byte[] content = new byte[random.nextInt(mostBytes + 1)];
    int kind = random.nextInt(4);
    for (int i = 0; i < content.length; i++) {
      content[i] =
          switch (kind) {
            case 0 -> (byte) random.nextInt();
            case 1 -> (byte) random.nextInt(5);
            case 2 -> (byte) (i / 700);
            default ->
                i == 0 || random.nextInt(20) == 0
                    ? (byte) random.nextInt()
                    : content[i - 1 - random.nextInt(Math.min(i, 40_000))];
          };
    }
    return content;
  }

  private static byte[] deflate(Random random, Wrapping wrapping, byte[] content) {
    Deflater deflater = new Deflater(random.nextInt(10), wrapping == Wrapping.NONE);
    try {
      deflater.setStrategy(random.nextInt(3));
      byte[] stream = new byte[content.length + content.length / 8 + 200];
      int split = random.nextInt(content.length + 1);
      deflater.setInput(content, 0, split);
      int bytes = 0;
      do {
        bytes += deflater.deflate(stream, bytes, stream.length - bytes, Deflater.SYNC_FLUSH);
      } while (!deflater.needsInput());
      deflater.setInput(content, split, content.length - split);
      deflater.finish();
      bytes += deflater.deflate(stream, bytes, stream.length - bytes);
      assertTrue(deflater.finished());
      return Arrays.copyOf(stream, bytes);
    } finally {
      deflater.end();
    }
  }

  private static byte[] damage(Random random, byte[] stream) {
    byte[] damaged = stream.clone();
    switch (random.nextInt(4)) {
      case 0 -> damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
      case 1 -> {
        for (int i = random.nextInt(8); i >= 0; i--) {
          damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
        }
      }
      case 2 -> {
        return Arrays.copyOf(damaged, random.nextInt(damaged.length));
      }
      default -> {
        int from = random.nextInt(damaged.length);
        int to = random.nextInt(damaged.length);
        System.arraycopy(stream, from, damaged, to, damaged.length - Math.max(from, to));
      }
    }
    return damaged;
  }
}
