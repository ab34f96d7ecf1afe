package org.hyperslab.zarr;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.hyperslab.store.FormatException;
import org.hyperslab.zarr.ZarrStore.Piece;
import org.junit.jupiter.api.Test;

/** What every {@link ZarrStore} keeps. */
abstract class ZarrStoreContract {
  static final byte[] LARGE = bytes(300_000, 1);

  /** What the store under test has. */
  static final Map<String, byte[]> OBJECTS =
      new TreeMap<>(
          Map.of(
              "zarr.json", "{}".getBytes(StandardCharsets.UTF_8),
              "a/zarr.json", bytes(100, 2),
              "a/c/0/0", LARGE,
              "a/c/0/1", bytes(1, 3),
              "a/c/10/1", bytes(70_000, 4),
              "b/empty", new byte[0],
              "b.x", bytes(5, 5),
              "o u#%41+&/?x=~", bytes(9, 6)));

  /** A store that has {@link #OBJECTS}, and nothing else. */
  abstract ZarrStore store() throws IOException;

  /** Random bytes that deflate somewhat. */
  static byte[] bytes(int length, long seed) {
    byte[] bytes = new byte[length];
    Random random = new Random(seed);
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) random.nextInt(i % 7 == 0 ? 256 : 4);
    }
    return bytes;
  }

  /** Puts the objects into a store that can be written. */
  static void fill(ZarrStore store) throws IOException {
    for (Map.Entry<String, byte[]> object : OBJECTS.entrySet()) {
      store.write(object.getKey(), MemorySegment.ofArray(object.getValue()));
    }
  }

  static byte[] read(ZarrStore store, String key, long room) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment memory = arena.allocate(room, 64);
      long bytes = store.read(key, memory);
      return memory.asSlice(0, bytes).toArray(ValueLayout.JAVA_BYTE);
    }
  }

  @Test
  void readsWholeObjects() throws IOException {
    try (ZarrStore store = store()) {
      for (Map.Entry<String, byte[]> object : OBJECTS.entrySet()) {
        byte[] bytes = object.getValue();
        assertArrayEquals(bytes, read(store, object.getKey(), bytes.length));
        assertArrayEquals(bytes, read(store, object.getKey(), bytes.length + 1000));
        assertArrayEquals(bytes, store.readSmall(object.getKey(), bytes.length));
        assertEquals(bytes.length, store.size(object.getKey()));
        assertTrue(store.exists(object.getKey()));
      }
    }
  }

  @Test
  void tellsTheSizeOfWhatDoesNotFit() throws IOException {
    try (ZarrStore store = store();
        Arena arena = Arena.ofConfined()) {
      MemorySegment around = arena.allocate(3000, 64).fill((byte) 0x77);
      assertEquals(LARGE.length, store.read("a/c/0/0", around.asSlice(0, 1000)));
      assertEquals(-1, around.asSlice(1000).mismatch(arena.allocate(2000).fill((byte) 0x77)));
      assertEquals(1001, store.readSmall("a/c/0/0", 1000).length);
    }
  }

  @Test
  void readsPieces() throws IOException {
    try (ZarrStore store = store();
        Arena arena = Arena.ofConfined()) {
      long[][] ranges = {{250_000, 50_000}, {0, 10}, {5, 100_000}, {299_999, 1}, {0, 300_000}};
      List<Piece> pieces =
          IntStream.range(0, ranges.length)
              .mapToObj(i -> new Piece(ranges[i][0], arena.allocate(ranges[i][1], 64)))
              .toList();
      assertEquals(LARGE.length, store.read("a/c/0/0", pieces));
      for (Piece piece : pieces) {
        MemorySegment expected =
            MemorySegment.ofArray(LARGE).asSlice(piece.offset(), piece.into().byteSize());
        assertEquals(-1, expected.mismatch(piece.into()));
      }
    }
  }

  @Test
  void refusesAPieceBehindTheEnd() throws IOException {
    try (ZarrStore store = store();
        Arena arena = Arena.ofConfined()) {
      for (long offset : new long[] {299_999, 300_000, 1L << 40}) {
        Piece piece = new Piece(offset, arena.allocate(2));
        assertThrows(FormatException.class, () -> store.read("a/c/0/0", List.of(piece)));
      }
    }
  }

  @Test
  void readsTails() throws IOException {
    try (ZarrStore store = store();
        Arena arena = Arena.ofConfined()) {
      for (int bytes : new int[] {1, 20, 300_000}) {
        MemorySegment tail = arena.allocate(bytes, 64);
        assertEquals(LARGE.length, store.readTail("a/c/0/0", tail));
        assertEquals(-1, MemorySegment.ofArray(LARGE).asSlice(LARGE.length - bytes).mismatch(tail));
      }
      assertEquals(LARGE.length, store.readTail("a/c/0/0", arena.allocate(300_001)));
      assertEquals(ZarrStore.MISSING, store.readTail("a/c/0/2", arena.allocate(1)));
    }
  }

  @Test
  void tellsWhatIsMissing() throws IOException {
    try (ZarrStore store = store();
        Arena arena = Arena.ofConfined()) {
      for (String key : new String[] {"x", "a/c/0/2", "x/y/z", "a/c/0/00"}) {
        assertEquals(ZarrStore.MISSING, store.read(key, arena.allocate(10)));
        Piece piece = new Piece(0, arena.allocate(1));
        assertEquals(ZarrStore.MISSING, store.read(key, List.of(piece)));
        assertEquals(ZarrStore.MISSING, store.size(key));
        assertNull(store.readSmall(key, 10));
        assertFalse(store.exists(key));
      }
    }
  }

  @Test
  void lists() throws IOException {
    try (ZarrStore store = store()) {
      if (!store.canList()) {
        assertThrows(UnsupportedOperationException.class, () -> store.folders(""));
        assertThrows(UnsupportedOperationException.class, () -> store.visit("", (k, b) -> {}));
        return;
      }
      assertEquals(List.of("a", "b", "o u#%41+&"), sorted(store.folders("")));
      assertEquals(List.of("0", "10"), sorted(store.folders("a/c")));
      assertEquals(List.of(), sorted(store.folders("b")));
      assertEquals(List.of(), sorted(store.folders("nothing/there")));
      TreeSet<String> keys = new TreeSet<>();
      store.visit("", (key, bytes) -> keys.add(key));
      assertEquals(OBJECTS.keySet(), keys);
      keys.clear();
      store.visit("a/c", (key, bytes) -> keys.add(key));
      assertEquals(new TreeSet<>(List.of("a/c/0/0", "a/c/0/1", "a/c/10/1")), keys);
      store.visit("nothing/there", (key, bytes) -> keys.add(key));
      assertEquals(3, keys.size());
    }
  }

  private static List<String> sorted(List<String> names) {
    return names.stream().sorted().toList();
  }

  @Test
  void isReadByManyThreads() throws Exception {
    try (ZarrStore store = store();
        ExecutorService threads = Executors.newFixedThreadPool(8)) {
      List<Future<byte[]>> reads =
          IntStream.range(0, 32)
              .mapToObj(i -> threads.submit(() -> read(store, "a/c/0/0", LARGE.length)))
              .toList();
      for (Future<byte[]> read : reads) {
        assertArrayEquals(LARGE, read.get());
      }
    }
  }

  /** A store that can be written as well. */
  abstract static class Writable extends ZarrStoreContract {
    /** A store that has nothing. */
    abstract ZarrStore empty() throws IOException;

    @Override
    ZarrStore store() throws IOException {
      ZarrStore store = empty();
      fill(store);
      return store;
    }

    @Test
    void replacesAndDeletes() throws IOException {
      try (ZarrStore store = empty()) {
        store.delete("a/b");
        store.write("a/b", MemorySegment.ofArray(bytes(100, 1)));
        store.write("a/b", MemorySegment.ofArray(bytes(50, 2)));
        assertArrayEquals(bytes(50, 2), store.readSmall("a/b", 1000));
        store.delete("a/b");
        assertFalse(store.exists("a/b"));
        store.visit("", (key, bytes) -> fail(key));
      }
    }

    @Test
    void isWrittenByManyThreads() throws Exception {
      try (ZarrStore store = empty();
          ExecutorService threads = Executors.newFixedThreadPool(8)) {
        List<Future<?>> writes =
            IntStream.range(0, 100)
                .<Future<?>>mapToObj(
                    i ->
                        threads.submit(
                            () -> {
                              store.write("c/" + i, MemorySegment.ofArray(bytes(1000 + i, i)));
                              return null;
                            }))
                .toList();
        for (Future<?> write : writes) {
          write.get();
        }
        for (int i = 0; i < 100; i++) {
          assertArrayEquals(bytes(1000 + i, i), store.readSmall("c/" + i, 2000));
        }
      }
    }
  }
}
