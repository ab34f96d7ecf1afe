package org.hyperslab.zarr;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The indexes of the shards that were last used, on the heap: together some 8 MiB, unless four are
 * more. An index is read by the first thread that asks, while others that want it wait.
 * Thread-safe.
 */
final class ShardIndexCache {
  private static final long MAX_CHUNKS = 1 << 19;
  private static final int MIN_INDEXES = 4;

  private final Map<Object, Slot> slots;

  /**
   * @param chunks inner chunks of a shard
   */
  ShardIndexCache(long chunks) {
    long most = Math.max(MIN_INDEXES, MAX_CHUNKS / chunks);
    this.slots =
        new LinkedHashMap<>(16, 0.75f, true) {
          private static final long serialVersionUID = 1L;

          @Override
          protected boolean removeEldestEntry(Map.Entry<Object, Slot> eldest) {
            return size() > most;
          }
        };
  }

  /** Reads an index, or finds that there is no shard. */
  @FunctionalInterface
  interface Loader {
    @Nullable ShardIndex load() throws IOException;
  }

  private static final class Slot {
    private boolean loaded;
    private @Nullable ShardIndex index;

    synchronized @Nullable ShardIndex get(Loader loader) throws IOException {
      if (!loaded) {
        index = loader.load();
        loaded = true;
      }
      return index;
    }
  }

  /** A shard's index, or null if there is no such shard. What fails is tried again. */
  @Nullable ShardIndex get(Object key, Loader loader) throws IOException {
    Slot slot;
    synchronized (slots) {
      slot = slots.computeIfAbsent(key, k -> new Slot());
    }
    return slot.get(loader);
  }

  void forget(Predicate<Object> keys) {
    synchronized (slots) {
      slots.keySet().removeIf(keys);
    }
  }
}
