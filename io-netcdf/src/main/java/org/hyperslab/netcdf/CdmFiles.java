package org.hyperslab.netcdf;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.hyperslab.store.FormatException;
import org.jspecify.annotations.Nullable;
import ucar.nc2.NetcdfFile;
import ucar.nc2.NetcdfFiles;

/**
 * A file that cdm-core reads, opened as often as threads use it at once: its objects are not made
 * for several. Thread-safe.
 */
final class CdmFiles implements Closeable {
  private final Path path;
  private final ConcurrentLinkedQueue<NetcdfFile> idle = new ConcurrentLinkedQueue<>();
  private volatile boolean closed;

  CdmFiles(Path path) {
    this.path = path;
  }

  Path path() {
    return path;
  }

  /** Does something with an open file. */
  interface Use<T> {
    T with(NetcdfFile file) throws IOException;
  }

  /**
   * Lends a file.
   *
   * @throws FormatException if cdm-core does not know the format, or fails on what is in the file
   */
  <T> T with(Use<T> use) throws IOException {
    if (closed) {
      throw new IOException("dataset is closed: file=" + path);
    }
    @Nullable NetcdfFile file = idle.poll();
    try {
      if (file == null) {
        file = NetcdfFiles.open(path.toAbsolutePath().toString());
      }
      T result = use.with(file);
      idle.add(file);
      file = null;
      if (closed) {
        close();
      }
      return result;
    } catch (FormatException e) {
      throw e;
    } catch (IOException e) {
      throw new IOException("cannot be read: file=%s: %s".formatted(path, e), e);
    } catch (RuntimeException | AssertionError | OutOfMemoryError | StackOverflowError e) {
      // It allocates what a file says, goes as deep, and asserts what it should check.
      throw new FormatException("cannot be read: file=%s: %s".formatted(path, e), e);
    } finally {
      if (file != null) {
        file.close();
      }
    }
  }

  @Override
  public void close() throws IOException {
    closed = true;
    for (NetcdfFile file = idle.poll(); file != null; file = idle.poll()) {
      file.close();
    }
  }
}
