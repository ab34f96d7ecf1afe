package org.hyperslab.zarr;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.hyperslab.store.FormatException;
import org.jspecify.annotations.Nullable;

/**
 * Objects in native memory, which is outside every budget and is freed some time after the objects
 * are out of use.
 */
final class MemoryStore implements ZarrStore {
  private final String name;
  private NavigableMap<String, MemorySegment> objects = new TreeMap<>();

  MemoryStore(String name) {
    this.name = name;
  }

  @Override
  public String name() {
    return name;
  }

  private synchronized @Nullable MemorySegment object(String key) {
    return objects.get(key);
  }

  @Override
  public long read(String key, MemorySegment into) {
    MemorySegment object = object(key);
    if (object == null) {
      return MISSING;
    }
    if (object.byteSize() <= into.byteSize()) {
      MemorySegment.copy(object, 0, into, 0, object.byteSize());
    }
    return object.byteSize();
  }

  @Override
  public long read(String key, List<Piece> pieces) throws FormatException {
    MemorySegment object = object(key);
    if (object == null) {
      return MISSING;
    }
    for (Piece piece : pieces) {
      long end = Math.addExact(piece.offset(), piece.into().byteSize());
      if (end > object.byteSize()) {
        throw new FormatException(
            "object ends early: bytes=" + object.byteSize() + ", expected=" + end);
      }
      MemorySegment.copy(object, piece.offset(), piece.into(), 0, piece.into().byteSize());
    }
    return object.byteSize();
  }

  @Override
  public synchronized boolean writeIfAbsent(String key, MemorySegment bytes) {
    if (objects.containsKey(key)) {
      return false;
    }
    write(key, bytes);
    return true;
  }

  @Override
  public long readTail(String key, MemorySegment into) {
    MemorySegment object = object(key);
    if (object == null) {
      return MISSING;
    }
    long from = object.byteSize() - into.byteSize();
    if (from >= 0) {
      MemorySegment.copy(object, from, into, 0, into.byteSize());
    }
    return object.byteSize();
  }

  @Override
  public byte @Nullable [] readSmall(String key, int mostBytes) {
    MemorySegment object = object(key);
    return object == null
        ? null
        : object
            .asSlice(0, Math.min(object.byteSize(), mostBytes + 1L))
            .toArray(ValueLayout.JAVA_BYTE);
  }

  @Override
  public long size(String key) {
    MemorySegment object = object(key);
    return object == null ? MISSING : object.byteSize();
  }

  /** The keys below a path, at this moment. */
  private synchronized List<String> keys(String path) {
    String prefix = path.isEmpty() ? "" : path + "/";
    List<String> keys = new ArrayList<>();
    for (String key : objects.tailMap(prefix, true).keySet()) {
      if (!key.startsWith(prefix)) {
        break;
      }
      keys.add(key);
    }
    return keys;
  }

  boolean hasBelow(String path) {
    return !keys(path).isEmpty();
  }

  @Override
  public List<String> folders(String path) {
    return List.copyOf(folders(path, keys(path)));
  }

  /** The first names of keys, below a path, that have more than one. */
  static Set<String> folders(String path, Iterable<String> keys) {
    int from = path.isEmpty() ? 0 : path.length() + 1;
    TreeSet<String> names = new TreeSet<>();
    for (String key : keys) {
      int slash = key.indexOf('/', from);
      if (slash > 0) {
        names.add(key.substring(from, slash));
      }
    }
    return names;
  }

  @Override
  public void visit(String path, Visitor visitor) throws IOException {
    for (String key : keys(path)) {
      MemorySegment object = object(key);
      if (object != null) {
        visitor.visit(key, object.byteSize());
      }
    }
  }

  @Override
  public void write(String key, MemorySegment bytes) {
    StoreKey.check(key);
    MemorySegment copy = Arena.ofAuto().allocate(bytes.byteSize(), 64).copyFrom(bytes);
    synchronized (this) {
      objects.put(key, copy);
    }
  }

  @Override
  public synchronized void delete(String key) {
    objects.remove(key);
  }

  /** Puts the objects of another store in the place of all that is below a path. */
  void replace(String path, MemoryStore other) {
    Map<String, MemorySegment> taken;
    synchronized (other) {
      taken = Map.copyOf(other.objects);
    }
    synchronized (this) {
      keys(path).forEach(objects::remove);
      taken.forEach((key, object) -> objects.put(StoreKey.join(path, key), object));
    }
  }

  @Override
  public synchronized void close() {
    objects = new TreeMap<>();
  }

  @Override
  public String toString() {
    return name;
  }
}
