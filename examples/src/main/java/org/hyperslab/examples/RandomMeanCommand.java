package org.hyperslab.examples;

import java.io.IOException;
import java.util.concurrent.Callable;
import org.hyperslab.ChunkedArray;
import org.hyperslab.Chunks;
import org.hyperslab.DenseArray;
import org.hyperslab.Random;
import org.hyperslab.Session;
import org.hyperslab.grid.Shape;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The example that books on lazy arrays begin with. */
@Command(
    name = "random-mean",
    sortOptions = false,
    header = "Row means of a random matrix plus its transpose, of any size.",
    description = {
      "%nComputes, chunk by chunk,",
      "",
      "  x = Random.seeded(SEED).uniform(N, N)",
      "  y = x + x.T",
      "  y[::2, N/20:].mean(axis=1)",
      "",
      "and prints the result as NumPy would. With N = 100000 the matrix has 80 GB, which exist"
          + " nowhere: chunks are made when they are needed."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  hyperslab random-mean --n 10000",
      "  hyperslab random-mean --n 100000 --chunk 1000 --seed 42 --memory 512MiB"
    })
final class RandomMeanCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--n",
      paramLabel = "N",
      defaultValue = "20000",
      description = "Rows and columns of the matrix. Default: ${DEFAULT-VALUE}.")
  private long n;

  @Option(
      names = "--chunk",
      paramLabel = "N",
      defaultValue = "1000",
      description = "Rows and columns of a chunk. Default: ${DEFAULT-VALUE}.")
  private long chunk;

  @Option(
      names = "--seed",
      paramLabel = "SEED",
      defaultValue = "42",
      description = "Seed of the random numbers. Default: ${DEFAULT-VALUE}.")
  private long seed;

  @Option(names = "--explain", description = "Print the plan, and do no work.")
  private boolean explain;

  @Mixin private RunOptions runs;

  @Override
  public Integer call() throws IOException {
    ChunkedArray x = Random.seeded(seed).uniform(Shape.of(n, n), Chunks.of(chunk, chunk));
    ChunkedArray y = x.add(x.transpose());
    ChunkedArray means = y.slice("::2, " + n / 20 + ":").mean(1);
    try (Session session = runs.session()) {
      if (explain) {
        spec.commandLine().getOut().print(means.explain(session));
        spec.commandLine().getOut().flush();
        return 0;
      }
      RunOptions.Computed computed = runs.compute(session, means);
      try (DenseArray result = computed.result()) {
        Summary summary = new Summary(computed.timing());
        spec.commandLine().getOut().println(result);
        runs.tell(runs.json() ? summary.result(result) : summary);
      }
    }
    spec.commandLine().getOut().flush();
    return 0;
  }
}
