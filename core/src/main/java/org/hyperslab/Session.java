package org.hyperslab;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.hyperslab.block.HeldBlock;
import org.hyperslab.block.MemoryBudget;
import org.hyperslab.exec.ComputeException;
import org.hyperslab.exec.LocalExecutor;
import org.hyperslab.exec.ProgressListener;
import org.hyperslab.exec.RunReport;
import org.hyperslab.grid.Shape;
import org.hyperslab.plan.Plan;
import org.hyperslab.plan.Request;
import org.hyperslab.plan.Target;
import org.hyperslab.store.ChunkSink;
import org.jspecify.annotations.Nullable;

/**
 * Where arrays are computed: a memory budget, a number of workers, and a folder for intermediate
 * results that do not fit. Runs one computation at a time; others wait. Thread-safe.
 */
public final class Session implements AutoCloseable {
  private final MemoryBudget budget;
  private final int workers;
  private final LocalExecutor executor;
  private final ProgressListener progress;
  private final AtomicReference<@Nullable RunReport> lastReport = new AtomicReference<>();

  private Session(Builder b) {
    this.budget = new MemoryBudget(b.memoryBytes);
    this.workers = b.workers;
    this.progress = b.progress;
    this.executor = new LocalExecutor(budget, workers, b.scratch);
  }

  /** Settings of a session. */
  public static final class Builder {
    private long memoryBytes = MachineMemory.availableBytes() / 2;
    private int workers = Runtime.getRuntime().availableProcessors();
    private Path scratch = Path.of(System.getProperty("java.io.tmpdir"));
    private ProgressListener progress = ProgressListener.NONE;

    private Builder() {}

    /**
     * Bytes that blocks, buffers, caches and results together may take. The default is half of what
     * is available.
     */
    public Builder memory(long bytes) {
      if (bytes < 1) {
        throw new IllegalArgumentException("memory less than 1 byte: " + bytes);
      }
      memoryBytes = bytes;
      return this;
    }

    /** As {@link #memory(long)}, with a unit: {@code "512MiB"}, {@code "1 GiB"}, {@code "2GB"}. */
    public Builder memory(String size) {
      return memory(ByteSize.parse(size));
    }

    /** Threads that compute. The default is one per core. Results do not depend on it. */
    public Builder workers(int threads) {
      if (threads < 1) {
        throw new IllegalArgumentException("workers less than 1: " + threads);
      }
      workers = threads;
      return this;
    }

    /**
     * An existing folder for intermediate results that do not fit into memory. The default is the
     * system's.
     */
    public Builder scratch(Path folder) {
      scratch = Objects.requireNonNull(folder);
      return this;
    }

    /** Who is told how runs go, such as {@link Progress#bar}. The default is nobody. */
    public Builder progress(ProgressListener listener) {
      progress = Objects.requireNonNull(listener);
      return this;
    }

    public Session build() {
      return new Session(this);
    }
  }

  public static Builder builder() {
    return new Builder();
  }

  /**
   * The session that computations without one use: half of the available memory, all cores. Never
   * closed.
   */
  public static Session shared() {
    return Shared.SESSION;
  }

  private static final class Shared {
    static final Session SESSION = builder().build();
  }

  /** The memory of this session. */
  public MemoryBudget budget() {
    return budget;
  }

  public int workers() {
    return workers;
  }

  /** What the last run that ended well did, or null if there was none. */
  public @Nullable RunReport lastReport() {
    return lastReport.get();
  }

  /** Computes an array in memory; see {@link ChunkedArray#compute(Session)}. */
  public DenseArray compute(ChunkedArray array) {
    return computeAll(array).getFirst();
  }

  /** Computes several arrays in one run, which reads and computes what they have in common once. */
  public List<DenseArray> computeAll(ChunkedArray... arrays) {
    return runAll(List.of(arrays), List.of());
  }

  /** Writes several arrays in one run, which reads and computes what they have in common once. */
  public RunReport run(Write... writes) {
    return runOpened(List.of(), List.of(writes)).report();
  }

  /** Computes some arrays in memory and writes others, in one run. */
  public List<DenseArray> runAll(List<ChunkedArray> arrays, List<Write> writes) {
    List<DenseArray> results = new ArrayList<>();
    for (HeldBlock held : runOpened(arrays, writes).results()) {
      if (held != null) {
        results.add(new DenseArray(held));
      }
    }
    return results;
  }

  private LocalExecutor.Outcome runOpened(List<ChunkedArray> arrays, List<Write> writes) {
    List<Request> requests = new ArrayList<>();
    arrays.forEach(a -> requests.add(new Request(a.node(), new Target.Memory())));
    requests.addAll(open(writes));
    LocalExecutor.Outcome outcome = executor.run(requests, progress);
    lastReport.set(outcome.report());
    return outcome;
  }

  private static List<Request> open(List<Write> writes) {
    List<Request> requests = new ArrayList<>();
    List<ChunkSink> opened = new ArrayList<>();
    try {
      for (Write w : writes) {
        ChunkSink sink = w.store().open();
        opened.add(sink);
        checkFits(sink, w.array());
        requests.add(new Request(w.array().node(), new Target.Sink(sink)));
      }
      return requests;
    } catch (IOException | RuntimeException e) {
      opened.forEach(sink -> abandon(sink, e));
      throw e instanceof RuntimeException r
          ? r
          : new ComputeException("cannot open store: " + e.getMessage(), e);
    }
  }

  private static void checkFits(ChunkSink sink, ChunkedArray array) {
    Shape shape = sink.grid().shape();
    if (!shape.equals(array.shape()) || sink.dtype() != array.dtype()) {
      throw new IllegalArgumentException(
          "store does not fit the array: store=%s %s %s, array=%s %s"
              .formatted(sink.name(), sink.dtype(), shape, array.dtype(), array.shape()));
    }
  }

  private static void abandon(ChunkSink sink, Exception reason) {
    try {
      sink.close();
    } catch (IOException | RuntimeException e) {
      reason.addSuppressed(e);
    }
  }

  /**
   * Computes an array in the background. Cancelling the future stops the run and frees what it
   * holds.
   */
  public CompletableFuture<DenseArray> computeAsync(ChunkedArray array) {
    Background result = new Background();
    result.start(() -> compute(array));
    return result;
  }

  /** A future whose cancelling interrupts the thread that works on it. */
  private static final class Background extends CompletableFuture<DenseArray> {
    private volatile @Nullable Thread thread;

    void start(java.util.function.Supplier<DenseArray> work) {
      thread =
          Thread.ofPlatform()
              .name("hyperslab-run")
              .daemon()
              .start(
                  () -> {
                    try {
                      DenseArray array = work.get();
                      if (!complete(array)) {
                        array.close();
                      }
                    } catch (CancellationException e) {
                      cancel(false);
                    } catch (Throwable e) {
                      completeExceptionally(e);
                    }
                  });
    }

    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
      boolean cancelled = super.cancel(mayInterruptIfRunning);
      Thread t = thread;
      if (cancelled && t != null) {
        t.interrupt();
      }
      return cancelled;
    }
  }

  /** The plan for computing arrays in one run; does no work. */
  public Plan plan(ChunkedArray... arrays) {
    List<Request> requests = new ArrayList<>();
    for (ChunkedArray a : arrays) {
      requests.add(new Request(a.node(), new Target.Memory()));
    }
    return executor.plan(requests);
  }

  /**
   * The plan for writing arrays in one run. Their stores are opened, and closed without a commit;
   * nothing is computed.
   */
  public Plan plan(Write... writes) {
    List<Request> requests = open(List.of(writes));
    try {
      return executor.plan(requests);
    } finally {
      for (Request r : requests) {
        if (r.target() instanceof Target.Sink(ChunkSink sink)) {
          abandon(sink, new CancellationException());
        }
      }
    }
  }

  /** Frees what is cached. Results stay valid until they are closed. */
  @Override
  public void close() {
    executor.close();
  }
}
