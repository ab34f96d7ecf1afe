package org.hyperslab.zarr;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.hyperslab.store.ByteFile;

/** Opens stores. */
public final class Stores {
  private Stores() {}

  /**
   * A store of files below a folder, which need not exist. Nothing is held open.
   *
   * <p>Links are followed as long as they stay below the folder; one that leads out of it is
   * refused.
   */
  public static ZarrStore folder(Path folder) {
    return new FolderStore(folder);
  }

  /** A new, empty store in memory, which no budget counts. */
  public static ZarrStore memory() {
    return new MemoryStore("memory");
  }

  /**
   * Opens what a location names, for reading:
   *
   * <ul>
   *   <li>{@code http://...} and {@code https://...}: a folder on a web server
   *   <li>{@code s3://bucket/path}: objects in an object store; settings that are not the
   *       environment's may follow, as in {@code
   *       s3://bucket/path?endpoint=http://localhost:9000&anonymous=true&region=eu-west-1}
   *   <li>a file {@code x.zip}, also on a server: a zip file
   *   <li>anything else: a folder
   * </ul>
   *
   * @throws FileNotFoundException if a zip file isn't there
   */
  public static ZarrStore open(String location) throws IOException {
    if (isRemote(location)) {
      return isZip(withoutQuery(location))
          ? ZipStore.open(remoteFile(location))
          : isS3(location)
              ? new S3Store(S3Location.parse(location))
              : http(uri(location), HttpSettings.defaults());
    }
    Path path = Path.of(location);
    return Files.isRegularFile(path) || isZip(location) ? zip(path) : folder(path);
  }

  /**
   * Opens what a location names, as {@link #open}, for writing. A zip file is written anew, and
   * becomes visible by {@link ZarrStore#commit}; folders and object stores keep what they have.
   *
   * @throws UnsupportedOperationException for {@code http} and {@code https}
   */
  public static ZarrStore create(String location) throws IOException {
    if (isWeb(location)) {
      throw new UnsupportedOperationException("nothing is written over HTTP: " + location);
    }
    if (isS3(location)) {
      return new S3Store(S3Location.parse(location));
    }
    Path path = Path.of(location);
    return isZip(location) ? createZip(path) : folder(path);
  }

  /**
   * A file that a location names: a path, or an object as {@link #open} takes locations of, whose
   * connections end with the process. Of a server that sends no ranges only small files are read.
   *
   * @throws FileNotFoundException if there is no such object; that a path names no file is found
   *     out later
   */
  public static ByteFile file(String location) throws IOException {
    return isRemote(location) ? remoteFile(location) : ByteFile.of(Path.of(location));
  }

  /**
   * An object of a store on a server as a file, as long as the store is open. Once the object is
   * replaced, reads of the file fail.
   *
   * @throws FileNotFoundException if there is no such object
   * @throws IllegalArgumentException if the store isn't one on a server
   */
  public static ByteFile file(ZarrStore store, String key) throws IOException {
    if (store instanceof RangedStore ranged) {
      StoreKey.check(key);
      return RemoteFile.of(ranged, key);
    }
    throw new IllegalArgumentException("not a store on a server: " + store.name());
  }

  private static RemoteFile remoteFile(String location) throws IOException {
    if (isS3(location)) {
      S3Location at = S3Location.parse(location);
      int slash = at.prefix().lastIndexOf('/');
      S3Location parent =
          new S3Location(at.bucket(), at.prefix().substring(0, Math.max(0, slash)), at.settings());
      return remoteFile(new S3Store(parent), at.prefix().substring(slash + 1), location);
    }
    URI url = uri(location);
    String path = url.getPath() == null ? "" : url.getPath();
    String folder = url.getRawPath() == null ? "" : url.getRawPath().replaceAll("[^/]*$", "");
    String query = url.getRawQuery() == null ? "" : "?" + url.getRawQuery();
    URI parent = URI.create(url.getScheme() + "://" + url.getRawAuthority() + folder + query);
    RangedStore store = new HttpStore(parent, HttpSettings.defaults());
    return remoteFile(store, path.substring(path.lastIndexOf('/') + 1), location);
  }

  private static RemoteFile remoteFile(RangedStore store, String key, String location)
      throws IOException {
    if (key.isEmpty()) {
      throw new IllegalArgumentException("names no file: " + withoutQuery(location));
    }
    try {
      return RemoteFile.of(store, key);
    } catch (IOException | RuntimeException e) {
      store.close();
      throw e;
    }
  }

  private static URI uri(String location) {
    try {
      return new URI(location);
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException(
          "no URL (write %20 for a space): " + withoutQuery(location), e);
    }
  }

  private static String withoutQuery(String location) {
    int query = location.indexOf('?');
    return query < 0 ? location : location.substring(0, query);
  }

  private static boolean isZip(String location) {
    return location.toLowerCase(Locale.ROOT).endsWith(".zip")
        && (isRemote(location) || !isFolder(location));
  }

  private static boolean isFolder(String location) {
    return Files.isDirectory(Path.of(location));
  }

  /**
   * Opens a zip file for reading; it stays open until the store is closed.
   *
   * @throws java.io.FileNotFoundException if there is none
   * @throws org.hyperslab.store.FormatException if it is no zip file, or is malformed
   */
  public static ZarrStore zip(Path file) throws IOException {
    return ZipStore.open(file);
  }

  /**
   * A new zip file, under a temporary name until {@link ZarrStore#commit}, which replaces a file
   * that is there. Members are stored as they are: chunks are compressed already. Closing the store
   * without a commit deletes the file.
   */
  public static ZarrStore createZip(Path file) throws IOException {
    return ZipWriter.create(file);
  }

  /**
   * A folder on a web server, for reading. Requests that fail in a way that may pass are made
   * again; an object that isn't there (404) and one that may not be read (403) are different.
   *
   * @param url whose path the keys are appended to; its query is sent with every request
   * @throws IllegalArgumentException if it is no {@code http} or {@code https} URL
   */
  public static ZarrStore http(URI url, HttpSettings settings) {
    return new HttpStore(url, settings);
  }

  /**
   * Objects in an object store whose keys begin with a path.
   *
   * <p>Each object is written at once or not at all, but several are not: a write that is killed
   * leaves some of an array's chunks and none of its metadata, which is no array to any reader.
   * Large objects are uploaded in parts, of which nothing is to be seen before the last.
   *
   * <p>While an array is written, an object {@code .hyperslab-lock} lies beside its chunks, and a
   * second writer is refused. A process that is killed leaves it; {@link Zarr#resume} takes it
   * over, any other write wants it deleted first. A server that knows no conditional writes ({@code
   * If-None-Match}) lets two writers pass that begin in the same moment; the first then fails
   * before its commit, and chunks may be of either.
   *
   * @param path what keys begin with, names separated by {@code /}; may be empty
   */
  public static ZarrStore s3(String bucket, String path, S3Settings settings) {
    StoreKey.checkPath(path);
    return new S3Store(new S3Location(bucket, path, settings));
  }

  private static boolean isS3(String location) {
    return location.startsWith("s3://");
  }

  private static boolean isWeb(String location) {
    return location.matches("(?i)https?://.*");
  }

  /** Whether a location names something else than a path on a file system. */
  public static boolean isRemote(String location) {
    return location.matches("(?i)https?://.*|s3://.*");
  }
}
