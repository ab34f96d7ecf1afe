package org.hyperslab.examples;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/**
 * Runs a little of everything. The launcher runs it once after a build, to learn which classes to
 * keep ready for the next start.
 */
@Command(name = "train", hidden = true)
final class TrainCommand implements Callable<Integer> {
  @Override
  public Integer call() throws IOException {
    Path folder = Files.createTempDirectory("hyperslab-train");
    String in = folder.resolve("in.zarr").toString();
    String out = folder.resolve("out.zarr").toString();
    try {
      run("--help");
      run("reduce", "--help");
      run("generate", in, "--shape", "8,40,50", "--chunks", "4,20,50", "--json");
      run("info", in);
      run("reduce", in, "--op", "mean", "--map", "(x - 273.15) * 1.8 + 32", "--json");
      run("reduce", in, "--op", "std", "--axis", "0", "--slice", "::2", "--out", out);
      run("rechunk", in, out, "--chunks", "8,10,10", "--codec", "zstd", "--overwrite");
      String nc = folder.resolve("in.nc").toString();
      run("convert", in, nc);
      run("info", nc);
      run("reduce", nc, "--op", "mean", "--axis", "0", "--out", folder.resolve("o.nc").toString());
      run("random-mean", "--n", "200", "--chunk", "50");
      run("pi", "--samples", "1e5");
      String heat = folder.resolve("heat").toString();
      String steps = folder.resolve("steps.zarr").toString();
      run("heat", "--nx", "60", "--ny", "60", "--steps", "20", "--out", heat, "--json");
      run("heat", "--nx", "60", "--ny", "60", "--steps", "20", "--store", steps, "--out", heat);
    } finally {
      try (Stream<Path> all = Files.walk(folder)) {
        for (Path p : all.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(p);
        }
      }
    }
    return 0;
  }

  private static void run(String... args) {
    CommandLine command = Main.commandLine(args);
    command.setOut(new PrintWriter(Writer.nullWriter()));
    command.setErr(new PrintWriter(Writer.nullWriter()));
    if (command.execute(args) != 0) {
      throw new IllegalStateException("failed: " + String.join(" ", args));
    }
  }
}
