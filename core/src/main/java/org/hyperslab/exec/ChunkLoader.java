package org.hyperslab.exec;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.SocketTimeoutException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.FileSystemException;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import org.hyperslab.block.Block;
import org.hyperslab.block.MemoryBudget;
import org.hyperslab.store.ChunkSource;
import org.hyperslab.store.FormatException;
import org.hyperslab.store.MoreScratchException;
import org.hyperslab.store.UnavailableException;
import org.jspecify.annotations.Nullable;

/**
 * Loads chunks, tries again where that may help, and says which chunk it was where it does not.
 * Thread-safe.
 */
public final class ChunkLoader {
  private static final String HOLDER = "large chunk";
  private static final long ALIGNMENT = 64;
  private static final long[] RETRY_MILLIS = {10, 50, 250};

  private final LongConsumer loaded;
  private final @Nullable MemoryBudget budget;

  /**
   * @param loaded is told the bytes that were read for each chunk; called by all threads that load
   */
  public ChunkLoader(LongConsumer loaded) {
    this(loaded, null);
  }

  /**
   * @param budget that gives what single chunks need beyond what was planned; null for none
   */
  ChunkLoader(LongConsumer loaded, @Nullable MemoryBudget budget) {
    this.loaded = loaded;
    this.budget = budget;
  }

  /**
   * Loads a chunk, as {@link ChunkSource#load} does. Errors that may pass are tried again three
   * times, after 10, 50 and 250 ms.
   *
   * @throws ComputeException if it can't be loaded; names array and chunk
   */
  public void load(ChunkSource source, long ordinal, Block into, MemorySegment scratch) {
    for (int attempt = 0; ; attempt++) {
      try {
        loaded.accept(source.load(ordinal, into, scratch));
        return;
      } catch (IOException e) {
        if (attempt == RETRY_MILLIS.length || !mayPass(e)) {
          throw failed(source, ordinal, e);
        }
        pause(RETRY_MILLIS[attempt], source, ordinal, e);
      } catch (MoreScratchException e) {
        loadWithMore(source, ordinal, into, scratch.byteSize() + e.missingBytes());
        return;
      } catch (RuntimeException e) {
        throw failed(source, ordinal, e);
      }
    }
  }

  /** One at a time, since nobody has planned for it. */
  private synchronized void loadWithMore(
      ChunkSource source, long ordinal, Block into, long scratchBytes) {
    MemoryBudget.Lease lease = budget == null ? null : budget.tryLease(HOLDER, scratchBytes);
    if (budget != null && lease == null) {
      throw failed(
          source,
          ordinal,
          new IOException(
              "needs more memory than the array says, and than there is: bytes=%d, %s"
                  .formatted(scratchBytes, budget)));
    }
    try (Arena arena = Arena.ofConfined()) {
      load(source, ordinal, into, arena.allocate(scratchBytes, ALIGNMENT));
    } finally {
      if (lease != null) {
        lease.close();
      }
    }
  }

  /**
   * What a source wraps counts as well. A file system's general errors may pass (too many open
   * files, a stale handle); its particular ones (no such file, access denied) stay.
   */
  private static boolean mayPass(Throwable e) {
    boolean stays =
        switch (e) {
          case FormatException f -> true;
          case UnavailableException u -> true;
          case FileNotFoundException f -> true;
          case ClosedByInterruptException c -> true;
          case InterruptedIOException i -> !(i instanceof SocketTimeoutException);
          case FileSystemException f -> f.getClass() != FileSystemException.class;
          default -> false;
        };
    return !stays && (e.getCause() == null || mayPass(e.getCause()));
  }

  private static void pause(long millis, ChunkSource source, long ordinal, IOException cause) {
    try {
      TimeUnit.MILLISECONDS.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failed(source, ordinal, cause);
    }
  }

  private static ComputeException failed(ChunkSource source, long ordinal, Exception e) {
    return new ComputeException(
        "cannot load chunk: array=%s, chunk=%s: %s"
            .formatted(
                source.name(), Arrays.toString(source.grid().coords(ordinal)), e.getMessage()),
        e);
  }
}
