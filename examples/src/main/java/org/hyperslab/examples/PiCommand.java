package org.hyperslab.examples;

import java.io.IOException;
import java.io.PrintWriter;
import java.math.BigDecimal;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.hyperslab.ChunkedArray;
import org.hyperslab.Chunks;
import org.hyperslab.DenseArray;
import org.hyperslab.Random;
import org.hyperslab.Session;
import org.hyperslab.grid.Shape;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** Pi from random points in a square. */
@Command(
    name = "pi",
    sortOptions = false,
    header = "Estimates pi from random points: the part of a square that lies in the circle.",
    description =
        "%nComputes mean(u * u + v * v <= 1) * 4 for random arrays u and v, chunk by chunk.",
    footerHeading = "%nExamples:%n",
    footer = {"  hyperslab pi", "  hyperslab pi --samples 1e10 --seed 7 --workers 1"})
final class PiCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--samples",
      paramLabel = "N",
      defaultValue = "1e8",
      converter = Count.class,
      description = "Points, such as 1e10. Default: ${DEFAULT-VALUE}.")
  private long samples;

  @Option(
      names = "--chunk",
      paramLabel = "N",
      defaultValue = "1e6",
      converter = Count.class,
      description = "Points in a chunk. Default: ${DEFAULT-VALUE}.")
  private long chunk;

  @Option(
      names = "--seed",
      paramLabel = "SEED",
      defaultValue = "1",
      description = "Seed of the random numbers. Default: ${DEFAULT-VALUE}.")
  private long seed;

  @Mixin private RunOptions runs;

  /** Reads whole positive numbers, also as 1e10. */
  static final class Count implements ITypeConverter<Long> {
    @Override
    public Long convert(String text) {
      try {
        long n = new BigDecimal(text).longValueExact();
        if (n > 0) {
          return n;
        }
      } catch (ArithmeticException | NumberFormatException e) {
        throw new TypeConversionException("not a whole number: " + text);
      }
      throw new TypeConversionException("not positive: " + text);
    }
  }

  @Override
  public Integer call() throws IOException {
    Random random = Random.seeded(seed);
    ChunkedArray u = random.uniform(Shape.of(samples), Chunks.of(chunk));
    ChunkedArray v = random.uniform(Shape.of(samples), Chunks.of(chunk));
    ChunkedArray pi = u.square().add(v.square()).lessEqual(1.0).mean().multiply(4.0);
    try (Session session = runs.session()) {
      RunOptions.Computed computed = runs.compute(session, pi);
      try (DenseArray result = computed.result()) {
        Summary summary = new Summary(computed.timing());
        print(result.scalar(), computed.timing().seconds());
        runs.tell(summary.result(result).with("samplesPerSecond", rate(computed)));
      }
    }
    return 0;
  }

  private double rate(RunOptions.Computed computed) {
    return samples / computed.timing().seconds();
  }

  private void print(double pi, double seconds) {
    PrintWriter out = spec.commandLine().getOut();
    out.printf(
        Locale.ROOT,
        "pi is about %.9f (error %.1e), from %,d points in %.3f s (%.3g points/s)%n",
        pi,
        pi - Math.PI,
        samples,
        seconds,
        samples / seconds);
    out.flush();
  }
}
