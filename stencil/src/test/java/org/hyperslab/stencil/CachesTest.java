package org.hyperslab.stencil;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CachesTest {
  private static final int ANY = Integer.MAX_VALUE;

  @TempDir Path folder;

  private void cache(int index, int level, String size, String cores) throws IOException {
    Path cache = Files.createDirectory(folder.resolve("index" + index));
    Files.writeString(cache.resolve("level"), level + "\n");
    Files.writeString(cache.resolve("size"), size + "\n");
    Files.writeString(cache.resolve("shared_cpu_list"), cores + "\n");
  }

  @Test
  void theLargestCacheIsSharedOut() throws IOException {
    cache(0, 1, "32K", "0");
    cache(1, 2, "512K", "0");
    cache(2, 3, "32M", "0-3,8-11");
    assertEquals(4 << 20, Caches.shareBytes(folder, ANY));
  }

  @Test
  void aCoresOwnCacheCountsWhereItsShareIsSmaller() throws IOException {
    cache(0, 2, "2048K", "0,32");
    cache(1, 3, "8M", "0-15");
    assertEquals(1 << 20, Caches.shareBytes(folder, ANY));
  }

  @Test
  void cachesOfHigherLevelsDontCountIfTheyAreNotAskedFor() throws IOException {
    cache(0, 1, "32K", "0");
    cache(1, 2, "1M", "0-1");
    cache(2, 3, "32M", "0-1");
    assertEquals(512 << 10, Caches.shareBytes(folder, 2));
  }

  @Test
  void nothingIsKnownOfOtherSystems() throws IOException {
    assertEquals(0, Caches.shareBytes(folder, ANY));
    cache(0, 1, "much", "0");
    assertEquals(0, Caches.shareBytes(folder, ANY));
  }

  @Test
  void usualSizesAreTakenWhereNothingIsKnown() throws IOException {
    assertEquals(16 << 20, Caches.largestBytes(folder));
    assertEquals(1 << 20, Caches.secondLevelBytes(folder));
    cache(0, 2, "512K", "0");
    cache(1, 3, "8M", "0-1");
    assertEquals(4 << 20, Caches.largestBytes(folder));
    assertEquals(512 << 10, Caches.secondLevelBytes(folder));
  }

  @Test
  void tilesOfCubesAreNeitherTinyNorHuge() {
    assertTrue(Tiling.CUBES.cacheBytes() >= Tiling.DEFAULT.cacheBytes());
    assertTrue(Tiling.CUBES.cacheBytes() <= 4 << 20);
  }
}
