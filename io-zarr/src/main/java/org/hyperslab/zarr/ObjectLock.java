package org.hyperslab.zarr;

import java.io.Closeable;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.UUID;
import org.hyperslab.zarr.Node.Place;

/**
 * Keeps a second writer away from an array in a store that has no locks: an object beside its
 * chunks, with a name of the writer's own in it, that is there as long as the writer is at work.
 * Where the store creates an object only if there is none ({@link ZarrStore#writeIfAbsent}), only
 * one of two gets it; where it doesn't, both may, and the one that was first finds out before its
 * commit. A process that is killed leaves the object.
 */
final class ObjectLock implements Closeable {
  private static final int MOST_BYTES = 64;

  private final Place place;
  private final byte[] owner = UUID.randomUUID().toString().getBytes(StandardCharsets.US_ASCII);
  private boolean held;

  private ObjectLock(Place place) {
    this.place = place;
  }

  /**
   * Locks an array.
   *
   * @throws IOException if it is locked
   */
  static ObjectLock of(Place place) throws IOException {
    ObjectLock lock = new ObjectLock(place);
    if (lock.isNeeded()
        && !place.store().writeIfAbsent(lock.key(), MemorySegment.ofArray(lock.owner))
        && !lock.isOwn()) {
      throw new IOException(
          "another writer is at work, or was killed: lock=%s; if none is, resume the write or"
                  .formatted(place.store().locate(lock.key()))
              + " delete the lock");
    }
    lock.held = true;
    return lock;
  }

  /** Locks an array whose last writer was killed, as the caller knows. */
  static ObjectLock takeOver(Place place) throws IOException {
    ObjectLock lock = new ObjectLock(place);
    if (lock.isNeeded()) {
      place.store().write(lock.key(), MemorySegment.ofArray(lock.owner));
    }
    lock.held = true;
    return lock;
  }

  /** A zip file that is being written is one writer's alone. */
  private boolean isNeeded() {
    return !(place.store() instanceof ZipWriter);
  }

  private String key() {
    return place.key(WriterLock.NAME);
  }

  /** Whether it is this lock that is there, which it also is if only the answer got lost. */
  private boolean isOwn() throws IOException {
    return Arrays.equals(owner, place.store().readSmall(key(), MOST_BYTES));
  }

  /**
   * Checks that nobody else has taken the lock meanwhile.
   *
   * @throws IOException if somebody has
   */
  void check() throws IOException {
    if (isNeeded() && !isOwn()) {
      throw new IOException(
          "another writer has begun to write the same array: lock=" + place.store().locate(key()));
    }
  }

  /** Closing twice does nothing. */
  @Override
  public void close() throws IOException {
    if (held && isNeeded() && isOwn()) {
      place.store().delete(key());
    }
    held = false;
  }
}
