package org.hyperslab.zarr;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WriterLockTest {
  @TempDir private Path folder;

  @Test
  void oneWriterAtATime() throws IOException {
    WriterLock first = WriterLock.of(folder);
    assertNull(WriterLock.tryOf(folder));
    assertThrows(IOException.class, () -> WriterLock.of(folder));
    first.close();
    first.close();
    assertFalse(Files.exists(folder.resolve(WriterLock.NAME)));
    try (WriterLock second = WriterLock.tryOf(folder)) {
      assertNotNull(second);
    }
  }

  /** A commit holds the previous folder's lock until that folder is deleted. */
  @Test
  void theLockOfAFolderThatTookThePlaceStays() throws IOException {
    Path place = Files.createDirectory(folder.resolve("a"));
    WriterLock previous = WriterLock.of(place);
    Files.move(place, folder.resolve("old"));
    Files.createDirectory(place);
    try (WriterLock next = WriterLock.of(place)) {
      assertNotNull(next);
      previous.close();
      assertNull(WriterLock.tryOf(place));
    }
  }
}
