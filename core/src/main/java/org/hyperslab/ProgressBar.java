package org.hyperslab;

import java.io.Console;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.hyperslab.exec.ProgressListener;
import org.hyperslab.exec.RunReport;
import org.hyperslab.plan.Plan;

/**
 * One line that is written over and over: tasks done, bytes read, rate, time left, memory in use.
 */
final class ProgressBar implements ProgressListener {
  private static final int WIDTH = 24;

  private final PrintStream out;

  ProgressBar(PrintStream out) {
    this.out = out;
  }

  /** Whether standard error goes to a terminal. */
  static boolean onTerminal() {
    return onTerminal(Path.of("/proc/self/fd/2"));
  }

  /**
   * As {@link #onTerminal()}.
   *
   * @param link to what standard error goes to; where there is none, the console is asked
   */
  @SuppressWarnings("SystemConsoleNull") // since JDK 25 it may be null again
  static boolean onTerminal(Path link) {
    try {
      if (Files.isSymbolicLink(link)) {
        String target = Files.readSymbolicLink(link).toString();
        return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty");
      }
    } catch (IOException e) {
      return false;
    }
    Console console = System.console(); // null where input or output are no terminal
    return console != null && console.isTerminal();
  }

  @Override
  public void started(Plan plan) {
    print(line(new Progress(0, plan.tasks(), 0, 0, 0, 0, plan.budgetBytes(), 0)));
  }

  @Override
  public void progressed(Progress p) {
    print(line(p));
  }

  @Override
  public void ended(RunReport r) {
    print("");
  }

  private void print(String line) {
    out.print("\r" + line + "\u001b[K");
    out.flush();
  }

  static String line(Progress p) {
    double part = p.tasks() == 0 ? 1 : Math.min(1, (double) p.tasksDone() / p.tasks());
    int full = (int) (part * WIDTH);
    double left = part > 0 ? p.seconds() / part - p.seconds() : 0;
    return String.format(
        Locale.ROOT,
        "%3.0f%% [%s%s] %d/%d tasks, read %s, %s/s, left %s, memory %s of %s",
        part * 100,
        "#".repeat(full),
        ".".repeat(WIDTH - full),
        p.tasksDone(),
        p.tasks(),
        bytes(p.bytesRead()),
        bytes(p.seconds() > 0 ? (long) (p.bytesRead() / p.seconds()) : 0),
        part > 0 ? String.format(Locale.ROOT, "%d:%02d", (long) left / 60, (long) left % 60) : "?",
        bytes(p.usedBytes()),
        bytes(p.budgetBytes()));
  }

  private static String bytes(long n) {
    if (n < 10L << 10) {
      return n + " B";
    }
    int unit = (63 - Long.numberOfLeadingZeros(n / 10)) / 10;
    return (n >> (10 * unit)) + " " + " KMGTPE".charAt(unit) + "iB";
  }
}
