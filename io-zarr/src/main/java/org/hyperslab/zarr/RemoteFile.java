package org.hyperslab.zarr;

import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Objects;
import org.hyperslab.store.ByteFile;
import org.hyperslab.store.ByteReader;
import org.jspecify.annotations.Nullable;

/**
 * An object of a store on a server as a file. It is always the version that was there first: once
 * the object is replaced, every read fails. Readers are thread-safe and cost nothing to open.
 */
final class RemoteFile implements ByteFile {
  private final RangedStore store;
  private final String key;
  private final ObjectVersion version;

  private RemoteFile(RangedStore store, String key, ObjectVersion version) {
    this.store = store;
    this.key = key;
    this.version = version;
  }

  /**
   * Finds an object.
   *
   * @param store which has to stay open
   * @throws FileNotFoundException if there is none
   */
  static RemoteFile of(RangedStore store, String key) throws IOException {
    ObjectVersion version = store.version(key);
    if (version == null) {
      throw missing(store.locate(key));
    }
    return new RemoteFile(store, key, version);
  }

  private static FileNotFoundException missing(String where) {
    return new FileNotFoundException("no such file: " + where);
  }

  @Override
  public String name() {
    return store.locate(key);
  }

  @Override
  public int concurrentReads() {
    return store.concurrentReads();
  }

  @Override
  public long gapBytes() {
    return store.gapBytes();
  }

  @Override
  public ByteReader open() {
    return new Reader(false);
  }

  /** Opens the file so that closing the reader closes the store. */
  ByteReader openLast() {
    return new Reader(true);
  }

  private final class Reader implements ByteReader {
    private final boolean last;

    Reader(boolean last) {
      this.last = last;
    }

    @Override
    public long size() {
      return version.bytes();
    }

    @Override
    public void read(long position, MemorySegment into) throws IOException {
      readAll(List.of(new ZarrStore.Piece(position, into)));
    }

    @Override
    public void read(List<ByteReader.Piece> pieces) throws IOException {
      readAll(pieces.stream().map(p -> new ZarrStore.Piece(p.position(), p.into())).toList());
    }

    @Override
    public void close() throws IOException {
      if (last) {
        store.close();
      }
    }
  }

  private void readAll(List<ZarrStore.Piece> pieces) throws IOException {
    for (ZarrStore.Piece piece : pieces) {
      if (piece.offset() > version.bytes() - piece.into().byteSize()) {
        throw new EOFException(
            "file ends early: file=%s, bytes=%d, offset=%d, needed=%d"
                .formatted(name(), version.bytes(), piece.offset(), piece.into().byteSize()));
      }
    }
    if (store.readVersion(key, pieces, version) == null) {
      throw missing(name());
    }
  }

  @Override
  public boolean equals(@Nullable Object o) {
    return o instanceof RemoteFile f
        && store.identity(key).equals(f.store.identity(f.key))
        && version.equals(f.version);
  }

  @Override
  public int hashCode() {
    return Objects.hash(store.identity(key), version);
  }

  @Override
  public String toString() {
    return name();
  }
}
