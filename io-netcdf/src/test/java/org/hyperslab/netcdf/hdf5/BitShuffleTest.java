package org.hyperslab.netcdf.hdf5;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import org.junit.jupiter.api.Test;

class BitShuffleTest {
  /** Client data may give elements that are longer than a chunk. */
  @Test
  void lessThanEightElementsAreStoredAsTheyAre() throws FilterException {
    byte[] bytes = new byte[100];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) i;
    }
    for (int elementBytes : List.of(13, 1024)) {
      try (Arena arena = Arena.ofConfined()) {
        MemorySegment in = arena.allocate(bytes.length);
        in.copyFrom(MemorySegment.ofArray(bytes));
        MemorySegment into = arena.allocate(bytes.length);
        assertEquals(100, new BitShuffle().decode(in, into, List.of(0, 2, elementBytes, 0, 0)));
        assertArrayEquals(bytes, into.toArray(ValueLayout.JAVA_BYTE));
      }
    }
  }
}
