package org.hyperslab.zarr;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Objects of bytes under keys: what Zarr keeps its documents and chunks in. A key is a relative
 * path of names separated by {@code /}; no name is empty or made of dots only. The empty path is
 * the store's root, which isn't an object.
 *
 * <p>Chunks go between a store and native memory; implementations pass them through the heap at
 * most in small pieces. What is missing is said by a result ({@link #MISSING}), what cannot be read
 * by an exception. Implementations are thread-safe. Two stores that are equal hold the same
 * objects.
 */
public interface ZarrStore extends AutoCloseable {
  /** The size of an object that isn't there. */
  long MISSING = -1;

  /**
   * A piece of an object that is to be read.
   *
   * @param offset where it begins in the object, in bytes
   * @param into native memory, filled to its end
   */
  record Piece(long offset, MemorySegment into) {}

  /** Sees the objects below a path. */
  @FunctionalInterface
  interface Visitor {
    void visit(String key, long bytes) throws IOException;
  }

  /** What messages call this store: a folder, a file, a URL. */
  String name();

  /** What messages call an object of it, or a path in it. */
  default String locate(String key) {
    return key.isEmpty() ? name() : name() + "/" + key;
  }

  /** Something that is equal for the same object, or path, of stores that may have other roots. */
  default Object identity(String key) {
    return List.of(this, key);
  }

  /**
   * How many reads are worth having under way at once, whatever the number of cores: 0 for a store
   * whose reads don't wait.
   */
  default int concurrentReads() {
    return 0;
  }

  /**
   * Pieces of an object with so many bytes between them, or fewer, are better read by one request,
   * with what is between, than one by one.
   */
  default long gapBytes() {
    return 0;
  }

  /**
   * Reads a whole object to the begin of {@code into}. Of an object that is larger, nothing or a
   * part is read.
   *
   * @param into native memory
   * @return the object's size, which may be larger than {@code into}, or {@link #MISSING}
   * @throws org.hyperslab.store.FormatException if the key is something else than an object, or the
   *     store is damaged there
   * @throws IOException if the object cannot be read
   */
  long read(String key, MemorySegment into) throws IOException;

  /**
   * Reads pieces of an object.
   *
   * @return the object's size, or {@link #MISSING}
   * @throws org.hyperslab.store.FormatException if the object ends before a piece does; otherwise
   *     as {@link #read(String, MemorySegment)}
   * @throws IOException if the object cannot be read
   */
  long read(String key, List<Piece> pieces) throws IOException;

  /**
   * Reads an object's last bytes, as many as {@code into} has.
   *
   * @param into native memory
   * @return the object's size, or {@link #MISSING}; nothing is read from an object that is smaller
   *     than {@code into}
   * @throws IOException as {@link #read(String, MemorySegment)}
   */
  long readTail(String key, MemorySegment into) throws IOException;

  /**
   * Reads a whole object that is small, such as a document.
   *
   * @return null if there is none; one byte more than {@code mostBytes} if it is larger
   * @throws IOException as {@link #read(String, MemorySegment)}
   */
  byte @Nullable [] readSmall(String key, int mostBytes) throws IOException;

  /** The size of an object, or {@link #MISSING}. */
  long size(String key) throws IOException;

  /** Whether there is such an object. */
  default boolean exists(String key) throws IOException {
    return size(key) != MISSING;
  }

  /**
   * The names directly below a path that have objects below them, in any order; none if there is no
   * such path. Folders that are empty may be among them.
   *
   * @throws UnsupportedOperationException if the store cannot list ({@link #canList})
   */
  List<String> folders(String path) throws IOException;

  /**
   * Visits all objects below a path, in any order.
   *
   * @throws UnsupportedOperationException if the store cannot list ({@link #canList})
   */
  void visit(String path, Visitor visitor) throws IOException;

  /** Whether {@link #folders} and {@link #visit} work. */
  default boolean canList() {
    return true;
  }

  /**
   * Writes an object, or replaces it: readers see all of it or what was there before.
   *
   * @param bytes native memory or an array
   * @throws UnsupportedOperationException if the store is read-only
   */
  void write(String key, MemorySegment bytes) throws IOException;

  /**
   * Writes an object if there is none. Of several writers that do so at once only one does, if the
   * store can tell (S3's conditional writes); this default cannot.
   *
   * @param bytes native memory or an array
   * @return whether it was written
   * @throws UnsupportedOperationException if the store is read-only
   */
  default boolean writeIfAbsent(String key, MemorySegment bytes) throws IOException {
    if (exists(key)) {
      return false;
    }
    write(key, bytes);
    return true;
  }

  /**
   * Deletes an object, if it is there.
   *
   * @throws UnsupportedOperationException if the store is read-only
   */
  void delete(String key) throws IOException;

  /**
   * Deletes objects, if they are there, in any order.
   *
   * @throws UnsupportedOperationException if the store is read-only
   */
  default void deleteAll(List<String> keys) throws IOException {
    for (String key : keys) {
      delete(key);
    }
  }

  /**
   * Makes what was written visible, where writing alone doesn't (a zip file). Such a store becomes
   * read-only, and is nothing if it is closed without.
   */
  default void commit() throws IOException {}

  /** Releases what the store holds. Arrays opened in it can't be read any more. */
  @Override
  void close() throws IOException;
}
