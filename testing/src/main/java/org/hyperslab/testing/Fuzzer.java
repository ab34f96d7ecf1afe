package org.hyperslab.testing;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Runs cases that read damaged files, each with random numbers of its own, and watches them: an
 * {@code IOException} is a file that is refused, as it should be; anything else that is thrown, or
 * a case that does not end, fails the run and tells the seed. {@code -Dseed=} runs from a seed,
 * {@code -Dcases=} more or fewer cases.
 */
public final class Fuzzer {
  /** Whatever a small file says, reading it takes milliseconds. */
  private static final long MOST_SECONDS = 60;

  private static final long SEED = Long.getLong("seed", System.nanoTime());
  private static final int CASES = Integer.getInteger("cases", 1000);
  private static final int MOST_FAILURES = 10;

  private Fuzzer() {}

  /** How a case ended. */
  public enum Outcome {
    /** All data was right. */
    RIGHT,
    /** An {@code IOException}. */
    REFUSED,
    /** Data that differs only where nothing in the file could tell that it is damaged. */
    DIFFERENT
  }

  /** Reads a damaged file. */
  @FunctionalInterface
  public interface Case {
    /**
     * @throws IOException if the file is refused
     */
    Outcome run(Random random) throws IOException;
  }

  /**
   * Runs the cases.
   *
   * @param format what the figures are called
   * @return how many ended how
   */
  public static Map<Outcome, Integer> run(String format, Case damaged) {
    Map<Outcome, Integer> outcomes = new EnumMap<>(Outcome.class);
    AtomicReference<Thread> runner = new AtomicReference<>();
    ExecutorService thread =
        Executors.newSingleThreadExecutor(
            task -> {
              Thread t = new Thread(task, "fuzzer");
              t.setDaemon(true);
              runner.set(t);
              return t;
            });
    long slowest = 0;
    List<AssertionError> failures = new ArrayList<>();
    try {
      for (int i = 0; i < CASES && failures.size() < MOST_FAILURES; i++) {
        long seed = SEED + i;
        long begin = System.nanoTime();
        Future<Outcome> result = thread.submit(() -> outcome(damaged, new Random(seed)));
        try {
          outcomes.merge(await(result, seed, runner), 1, Integer::sum);
        } catch (AssertionError e) {
          failures.add(e);
        }
        slowest = Math.max(slowest, System.nanoTime() - begin);
      }
    } finally {
      thread.shutdownNow();
    }
    System.out.printf(
        "fuzz %s: seed=%d, cases=%d, %s, slowest=%d ms%n",
        format, SEED, CASES, outcomes, slowest / 1_000_000);
    if (!failures.isEmpty()) {
      AssertionError first = failures.getFirst();
      failures.stream().skip(1).forEach(first::addSuppressed);
      throw first;
    }
    return outcomes;
  }

  private static Outcome outcome(Case damaged, Random random) {
    try {
      return damaged.run(random);
    } catch (IOException e) {
      return Outcome.REFUSED;
    }
  }

  /** Waits in slices, so that a machine that stood still meanwhile does not look like a loop. */
  private static Outcome await(Future<Outcome> result, long seed, AtomicReference<Thread> runner) {
    for (int seconds = 1; ; seconds++) {
      try {
        return result.get(1, TimeUnit.SECONDS);
      } catch (ExecutionException e) {
        throw new AssertionError("seed=" + seed + ": " + e.getCause(), e.getCause());
      } catch (InterruptedException e) {
        throw new AssertionError("interrupted", e);
      } catch (TimeoutException e) {
        if (seconds == MOST_SECONDS) {
          Thread thread = Objects.requireNonNull(runner.get());
          String stack = Arrays.toString(thread.getStackTrace()).replace(", ", "\n  ");
          thread.interrupt();
          throw new AssertionError("seed=" + seed + ": does not end, at " + stack, e);
        }
      }
    }
  }
}
