package org.hyperslab.zarr;

import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.hyperslab.store.FormatException;
import org.jspecify.annotations.Nullable;

/**
 * Files below a folder. Links are followed as long as they stay below it: a store that came from
 * elsewhere can't name files outside. Holds no file open.
 */
final class FolderStore implements VersionedStore {
  /** Folders whose links are known to stay inside; forgotten when there are many. */
  private static final int MOST_KNOWN = 10_000;

  private final Path root;
  private final Set<Path> inside = ConcurrentHashMap.newKeySet();

  FolderStore(Path root) {
    this.root = root;
  }

  Path root() {
    return root;
  }

  @Override
  public String name() {
    return root.toString();
  }

  @Override
  public String locate(String key) {
    return path(key).toString();
  }

  @Override
  public Object identity(String key) {
    return path(key).toAbsolutePath().normalize();
  }

  Path path(String key) {
    return key.isEmpty() ? root : root.resolve(key);
  }

  /** Opens a file for reading, or returns null if there is none. */
  private @Nullable FileChannel open(String key) throws IOException {
    Path file = path(key);
    try {
      checkInside(file);
      refuseSpecial(file);
      return FileChannel.open(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
    } catch (NoSuchFileException e) {
      return null;
    } catch (FormatException e) {
      throw e;
    } catch (IOException e) {
      if (!Files.isSymbolicLink(file)) {
        throw e;
      }
    }
    return openTarget(file);
  }

  private @Nullable FileChannel openTarget(Path link) throws IOException {
    try {
      Path target = link.toRealPath();
      refuseOutside(link, target);
      refuseSpecial(target);
      return FileChannel.open(target, StandardOpenOption.READ);
    } catch (NoSuchFileException e) {
      throw new FormatException("a link that leads nowhere: " + link, e);
    }
  }

  /** Checks the folder that a file is in. */
  private void checkInside(Path file) throws IOException {
    Path folder = file.getParent();
    if (folder == null || file.equals(root) || inside.contains(folder)) {
      return;
    }
    refuseOutside(file, folder.toRealPath());
    if (inside.size() >= MOST_KNOWN) {
      inside.clear();
    }
    inside.add(folder);
  }

  private void refuseOutside(Path file, Path target) throws IOException {
    if (!target.startsWith(root.toRealPath())) {
      throw new FormatException("a link leads out of the store: " + file + " -> " + target);
    }
  }

  /** A pipe that nobody writes into would be waited for. */
  private static void refuseSpecial(Path file) throws IOException {
    if (Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
        .isOther()) {
      throw new FormatException("neither a file nor a folder: " + file);
    }
  }

  /** A directory opens like a file; its size means nothing. */
  private static void refuseDirectory(Path file) throws IOException {
    if (Files.isDirectory(file)) {
      throw new FormatException("a directory, not a file");
    }
  }

  @Override
  public long read(String key, MemorySegment into) throws IOException {
    try (FileChannel channel = open(key)) {
      if (channel == null) {
        return MISSING;
      }
      long size = channel.size();
      if (size > into.byteSize()) {
        refuseDirectory(path(key));
      } else {
        fill(key, channel, new Piece(0, into.asSlice(0, size)));
      }
      return size;
    }
  }

  private void fill(String key, FileChannel channel, Piece piece) throws IOException {
    try {
      ChunkFile.fill(channel, piece.offset(), piece.into());
    } catch (IOException e) {
      refuseDirectory(path(key));
      throw e;
    }
  }

  @Override
  public long read(String key, List<Piece> pieces) throws IOException {
    try (FileChannel channel = open(key)) {
      if (channel == null) {
        return MISSING;
      }
      long size = channel.size();
      for (Piece piece : pieces) {
        fill(key, channel, piece);
      }
      return size;
    }
  }

  @Override
  public long readTail(String key, MemorySegment into) throws IOException {
    try (FileChannel channel = open(key)) {
      if (channel == null) {
        return MISSING;
      }
      long size = channel.size();
      if (size >= into.byteSize()) {
        fill(key, channel, new Piece(size - into.byteSize(), into));
      } else {
        refuseDirectory(path(key));
      }
      return size;
    }
  }

  @Override
  public @Nullable ObjectVersion version(String key) throws IOException {
    try {
      BasicFileAttributes now = Files.readAttributes(path(key), BasicFileAttributes.class);
      long modified = now.lastModifiedTime().to(TimeUnit.NANOSECONDS);
      return new ObjectVersion(now.size(), now.fileKey() + " of " + modified);
    } catch (NoSuchFileException e) {
      return null;
    }
  }

  @Override
  public @Nullable ObjectVersion readVersion(
      String key, List<Piece> pieces, @Nullable ObjectVersion expected) throws IOException {
    ObjectVersion before = version(key);
    if (before != null) {
      before.check(expected, locate(key));
    }
    try {
      return unchanged(key, before, read(key, pieces));
    } catch (FormatException e) { // such as a file that has become shorter
      unchanged(key, before, 0);
      throw e;
    }
  }

  @Override
  public @Nullable ObjectVersion readTailVersion(String key, MemorySegment into)
      throws IOException {
    ObjectVersion before = version(key);
    return unchanged(key, before, readTail(key, into));
  }

  /**
   * What was read is of the version that the file had before, if it still has it. A file that is
   * written in place twice within a tick of its system's clock, some milliseconds, looks the same.
   */
  private @Nullable ObjectVersion unchanged(String key, @Nullable ObjectVersion before, long size)
      throws IOException {
    if (size == MISSING) {
      return null;
    }
    ObjectVersion after = version(key);
    if (before == null || !before.equals(after)) {
      throw new ObjectVersion.ChangedException(
          "file has changed while it was read: file=%s, now=%s, before=%s"
              .formatted(locate(key), after, before));
    }
    return before;
  }

  @Override
  public byte @Nullable [] readSmall(String key, int mostBytes) throws IOException {
    try (FileChannel channel = open(key)) {
      if (channel == null) {
        return null;
      }
      refuseDirectory(path(key));
      try (InputStream in = Channels.newInputStream(channel)) {
        return in.readNBytes(mostBytes + 1);
      }
    }
  }

  @Override
  public long size(String key) throws IOException {
    try (FileChannel channel = open(key)) {
      if (channel == null) {
        return MISSING;
      }
      refuseDirectory(path(key));
      return channel.size();
    }
  }

  @Override
  public List<String> folders(String path) throws IOException {
    List<String> names = new ArrayList<>();
    try (DirectoryStream<Path> folders = Files.newDirectoryStream(path(path), Files::isDirectory)) {
      for (Path folder : folders) {
        if (!Files.isSymbolicLink(folder) || !leadsBack(path, folder)) {
          names.add(String.valueOf(folder.getFileName()));
        }
      }
    } catch (NoSuchFileException | NotDirectoryException e) {
      return List.of();
    }
    return names;
  }

  /** Whether a link leads to a folder around it, so that there would be no end of folders. */
  private boolean leadsBack(String path, Path link) throws IOException {
    Path target = link.toRealPath();
    String around = path;
    while (!path(around).toRealPath().equals(target)) {
      if (around.isEmpty()) {
        return false;
      }
      around = StoreKey.parent(around);
    }
    return true;
  }

  @Override
  public void visit(String path, Visitor visitor) throws IOException {
    Path start = path(path);
    if (!Files.exists(start)) {
      return;
    }
    Files.walkFileTree(
        start.toRealPath(),
        new SimpleFileVisitor<>() {
          private final Path from = start.toRealPath();

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            String below = from.relativize(file).toString().replace('\\', '/');
            visitor.visit(StoreKey.join(path, below), attributes.size());
            return FileVisitResult.CONTINUE;
          }
        });
  }

  /**
   * {@inheritDoc}
   *
   * <p>Most files find their folder there, so it is made when a write fails. Only documents are
   * forced to the disk, without which nothing can be read; chunks would take much longer.
   */
  @Override
  public void write(String key, MemorySegment bytes) throws IOException {
    Path file = path(key);
    boolean isDocument = NodeDocuments.isDocument(String.valueOf(file.getFileName()));
    try {
      checkInside(file);
      ChunkFile.write(file, bytes, isDocument);
    } catch (NoSuchFileException e) {
      Path parent = file.getParent();
      if (parent == null) {
        throw e;
      }
      Files.createDirectories(parent);
      checkInside(file);
      ChunkFile.write(file, bytes, isDocument);
    }
  }

  @Override
  public void delete(String key) throws IOException {
    Path file = path(key);
    try {
      checkInside(file);
    } catch (NoSuchFileException e) {
      return;
    }
    Files.deleteIfExists(file);
  }

  @Override
  public boolean equals(@Nullable Object o) {
    return o instanceof FolderStore s && identity("").equals(s.identity(""));
  }

  @Override
  public int hashCode() {
    return identity("").hashCode();
  }

  @Override
  public String toString() {
    return name();
  }

  @Override
  public void close() {}
}
