package org.hyperslab.examples;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.hyperslab.Session;
import org.hyperslab.exec.RunReport;
import org.hyperslab.stencil.HeatProblem;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Solves the heat equation, in memory or out of core, with pictures. */
@Command(
    name = "heat",
    sortOptions = false,
    header = "Solves the heat equation on a grid of any size, with pictures.",
    description = {
      "%nu_t = a (u_xx + u_yy), by central differences and explicit steps, or by ADI. A grid that"
          + " does not fit into --memory streams from a Zarr array to the next, several steps each"
          + " time; such a run can be killed and resumed, and ends with the same bits. The final"
          + " field goes to OUT/field.zarr. --json also gives sum, step, gcells (1e9 cell updates a"
          + " second) and stepsPerLoad."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  hyperslab heat",
      "  hyperslab heat --nx 800 --ny 400 --top 50 --boundary x=insulated \\",
      "      --animate heat.gif",
      "  hyperslab heat --nx 32768 --ny 32768 --steps 32 --memory 512MiB \\",
      "      --store /big/heat.zarr",
      "  hyperslab heat --nx 32768 --ny 32768 --steps 64 --memory 512MiB \\",
      "      --store /big/heat.zarr --resume",
      "  hyperslab heat --diffusivity plate.zarr --method adi --dt 0.01 \\",
      "      --steps 500 --levels 12",
      "  hyperslab heat --initial start.zarr --until-steady 1e-3 \\",
      "      --steps 1000000 --colormap inferno"
    })
final class HeatCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--steps",
      paramLabel = "N",
      defaultValue = "10000",
      description = "Steps to take, counted from the initial field. Default: ${DEFAULT-VALUE}.")
  private long steps;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      defaultValue = "heat-out",
      description = "Folder for the final field and the pictures. Default: ${DEFAULT-VALUE}.")
  private Path out;

  @Mixin private HeatPhysics physics;

  @Option(
      names = "--until-steady",
      paramLabel = "TOL",
      description = "Stop when |u_t| is at most this everywhere; --steps is the most then.")
  private @Nullable Double tolerance;

  @Mixin private HeatSource from;
  @Mixin private HeatFrames frames;

  @Option(names = "--explain", description = "Say how the steps would be taken, and take none.")
  private boolean explain;

  @Mixin private RunOptions runs;

  @Override
  public Integer call() throws IOException {
    try (Session session = runs.session()) {
      HeatProblem problem = check(session);
      run(problem, session);
    }
    return 0;
  }

  private void run(HeatProblem problem, Session session) throws IOException {
    List<Double> seconds = new ArrayList<>();
    HeatSource.Site site = new HeatSource.Site(session, runs, out);
    try (HeatSource.Opener opener = from.opener(physics, problem, site)) {
      if (explain) {
        spec.commandLine().getOut().print(opener.explain(steps));
        spec.commandLine().getOut().flush();
        return;
      }
      Files.createDirectories(out);
      int repeats = from.resumes() ? 0 : runs.repeat();
      for (int i = 0; i < repeats; i++) { // the first is to warm up
        try (HeatRun run = opener.open(i > 0, 0)) {
          double took = solve(run, problem, null);
          if (i > 0) {
            seconds.add(took);
          }
        }
      }
      try (HeatRun run = opener.open(repeats > 0, frames.cells());
          HeatFrames.Album album = frames.open(problem, out, run.step())) {
        long first = run.step();
        if (frames.wants(first, steps)) {
          album.add(run);
        }
        seconds.add(solve(run, problem, album));
        album.finish();
        run.write(out.resolve("field.zarr"));
        tell(run, new Solved(problem, first, median(seconds), session));
      }
    }
  }

  private HeatProblem check(Session session) throws IOException {
    try {
      if (steps < 1) {
        throw new IllegalArgumentException("--steps is less than 1: " + steps);
      }
      if (tolerance != null && !(tolerance >= 0)) {
        throw new IllegalArgumentException("--until-steady is negative: " + tolerance);
      }
      frames.check();
      from.check();
      HeatProblem problem = from.problem(physics, session, runs);
      problem.evolution(); // refuses boundaries that don't fit together
      return problem;
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
    }
  }

  /** Takes all steps; returns the seconds that this alone took, without pictures. */
  private double solve(HeatRun run, HeatProblem problem, HeatFrames.@Nullable Album album)
      throws IOException {
    PrintWriter err = runs.showsProgress() ? spec.commandLine().getErr() : null;
    double cells = problem.evolution().changing().size();
    HeatProgress progress = new HeatProgress(err, cells, run.step(), steps);
    double least = tolerance == null ? -1 : tolerance;
    double seconds = 0;
    boolean steady = false;
    while (run.step() < steps && !steady) {
      long stop = album == null ? steps : frames.nextStop(run.step(), steps);
      long start = System.nanoTime();
      steady = run.advanceTo(stop, least, progress);
      seconds += (System.nanoTime() - start) / 1e9;
      if (album != null) {
        progress.clear();
        album.add(run);
      }
    }
    progress.clear();
    return seconds;
  }

  private static double median(List<Double> seconds) {
    Collections.sort(seconds);
    return seconds.get(seconds.size() / 2);
  }

  /**
   * What was solved.
   *
   * @param first steps that were taken before
   */
  private record Solved(HeatProblem problem, long first, double seconds, Session session) {}

  private void tell(HeatRun run, Solved solved) throws IOException {
    long taken = run.step() - solved.first();
    double updates = (double) solved.problem().evolution().changing().size() * taken;
    HeatRun.Cost cost = run.cost();
    double sum = run.sum();
    RunReport report =
        new RunReport(
            solved.seconds(),
            1,
            taken,
            cost.chunksRead(),
            cost.bytesRead(),
            cost.chunksWritten(),
            cost.bytesWritten(),
            cost.peakBytes(),
            cost.plannedBytes(),
            solved.session().budget().limit(),
            solved.session().workers());
    double gcells = solved.seconds() > 0 ? updates / solved.seconds() / 1e9 : 0;
    PrintWriter print = spec.commandLine().getOut();
    if (runs.json()) {
      Summary summary =
          new Summary(new RunOptions.Timing(solved.seconds(), report))
              .check(sum)
              .with("sum", sum)
              .with("gcells", gcells)
              .with("step", run.step())
              .with("stepsPerLoad", cost.stepsPerLoad());
      print.println(summary.toJson());
    } else {
      print.printf(
          Locale.ROOT,
          "step %d, t = %.6g, sum = %.10g%n",
          run.step(),
          run.step() * solved.problem().dt(),
          sum);
      if (runs.repeat() > 0 || runs.showsProgress()) {
        PrintWriter err = spec.commandLine().getErr();
        err.printf(
            Locale.ROOT, "%d steps in %.3f s, %.3g G cells/s%n", taken, solved.seconds(), gcells);
        err.flush();
      }
    }
    print.flush();
  }
}
