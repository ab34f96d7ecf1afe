package org.hyperslab.stencil;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CachesTest {
  @TempDir Path folder;

  private void cache(int index, String size, String cores) throws IOException {
    Path cache = Files.createDirectory(folder.resolve("index" + index));
    Files.writeString(cache.resolve("size"), size + "\n");
    Files.writeString(cache.resolve("shared_cpu_list"), cores + "\n");
  }

  @Test
  void theLargestCacheIsSharedOut() throws IOException {
    cache(0, "32K", "0");
    cache(1, "512K", "0");
    cache(2, "32M", "0-3,8-11");
    assertEquals(4 << 20, Caches.shareBytes(folder));
  }

  @Test
  void aCoresOwnCacheCountsWhereItsShareIsSmaller() throws IOException {
    cache(0, "2048K", "0,32");
    cache(1, "8M", "0-15");
    assertEquals(1 << 20, Caches.shareBytes(folder));
  }

  @Test
  void nothingIsKnownOfOtherSystems() throws IOException {
    assertEquals(0, Caches.shareBytes(folder));
    cache(0, "much", "0");
    assertEquals(0, Caches.shareBytes(folder));
  }

  @Test
  void tilesOfCubesAreNeitherTinyNorHuge() {
    assertTrue(Tiling.CUBES.cacheBytes() >= Tiling.DEFAULT.cacheBytes());
    assertTrue(Tiling.CUBES.cacheBytes() <= 4 << 20);
  }
}
