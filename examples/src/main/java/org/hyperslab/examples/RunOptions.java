package org.hyperslab.examples;

import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.Arrays;
import org.hyperslab.ByteSize;
import org.hyperslab.ChunkedArray;
import org.hyperslab.DenseArray;
import org.hyperslab.Progress;
import org.hyperslab.Session;
import org.hyperslab.Write;
import org.hyperslab.exec.ProgressListener;
import org.hyperslab.exec.RunReport;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** The options of every command that computes: where, how often, and what is told about it. */
final class RunOptions {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Option(
      names = "--memory",
      paramLabel = "SIZE",
      converter = Size.class,
      description =
          "Memory that blocks, buffers, caches and results may take, such as 512MiB. Default: half"
              + " of what is available.")
  private @Nullable Long memoryBytes;

  @Option(
      names = "--workers",
      paramLabel = "N",
      description = "Threads that compute; results do not depend on it. Default: one per core.")
  private @Nullable Integer workers;

  @Option(
      names = "--scratch",
      paramLabel = "DIR",
      description =
          "Folder for intermediate results that do not fit into memory. Default: the system's"
              + " temporary folder.")
  private @Nullable Path scratch;

  @Option(
      names = "--no-progress",
      description = "No progress bar. There is one only where standard error is a terminal.")
  private boolean noProgress;

  @Option(
      names = "--json",
      description =
          "Print as the last line a JSON object with what was measured: seconds, bytesRead,"
              + " chunksRead, bytesWritten, peakBytes, predictedPeakBytes, budgetBytes, rssBytes,"
              + " workers, check (the sum of the result's finite values), result (if it is a"
              + " scalar).")
  private boolean json;

  @Option(
      names = "--repeat",
      paramLabel = "N",
      description = "Run once to warm up, then N times; the seconds told are their median.")
  private int repeat;

  /** Reads sizes. */
  static final class Size implements ITypeConverter<Long> {
    @Override
    public Long convert(String value) {
      try {
        return ByteSize.parse(value);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(e.getMessage());
      }
    }
  }

  /**
   * How long a computation took, in wall time, and what its last run did.
   *
   * @param seconds the median of the runs that count
   */
  record Timing(double seconds, RunReport report) {}

  /** A result, and how long it took. */
  record Computed(DenseArray result, Timing timing) {}

  boolean json() {
    return json;
  }

  /** How many runs count, after one that doesn't; 0 if there is one run only, which counts. */
  int repeat() {
    return repeat;
  }

  /** Whether a command that runs without a session is to show how far it is. */
  boolean showsProgress() {
    return !noProgress && !Progress.bar().equals(ProgressListener.NONE);
  }

  /** A session as the options say. */
  Session session() throws NotDirectoryException {
    if (repeat < 0) {
      throw new ParameterException(spec.commandLine(), "--repeat is negative: " + repeat);
    }
    Session.Builder builder = Session.builder();
    try {
      if (memoryBytes != null) {
        builder.memory(memoryBytes);
      }
      if (workers != null) {
        builder.workers(workers);
      }
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
    }
    if (scratch != null) {
      if (!Files.isDirectory(scratch)) {
        throw new NotDirectoryException("not a folder: --scratch " + scratch);
      }
      builder.scratch(scratch);
    }
    if (!noProgress) {
      builder.progress(Progress.bar());
    }
    return builder.build();
  }

  /** Computes an array in memory, as often as the options say; the caller closes the result. */
  Computed compute(Session session, ChunkedArray array) {
    DenseArray[] last = new DenseArray[1];
    Timing timing =
        time(
            session,
            () -> {
              if (last[0] != null) {
                last[0].close();
              }
              last[0] = session.compute(array);
            });
    return new Computed(last[0], timing);
  }

  /** Writes an array, as often as the options say. */
  Timing write(Session session, Write write) {
    return time(session, () -> session.run(write));
  }

  /** Runs something that leaves a report, as often as the options say. */
  Timing time(Session session, Runnable run) {
    double[] seconds = new double[Math.max(1, repeat)];
    if (repeat > 0) {
      run.run();
    }
    for (int i = 0; i < seconds.length; i++) {
      long start = System.nanoTime();
      run.run();
      seconds[i] = (System.nanoTime() - start) / 1e9;
    }
    RunReport report = session.lastReport();
    if (report == null) {
      throw new IllegalStateException("a run left no report");
    }
    Arrays.sort(seconds);
    return new Timing(seconds[seconds.length / 2], report);
  }

  /** Prints what is to be told about runs, behind the result. */
  void tell(Summary summary) {
    if (json) {
      spec.commandLine().getOut().println(summary.toJson());
      spec.commandLine().getOut().flush();
    } else if (repeat > 0) {
      spec.commandLine().getErr().println(summary.toLine());
      spec.commandLine().getErr().flush();
    }
  }
}
