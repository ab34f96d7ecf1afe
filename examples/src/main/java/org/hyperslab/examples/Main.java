package org.hyperslab.examples;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The {@code hyperslab} command: parses the command line and runs one of its subcommands. */
@Command(
    name = "hyperslab",
    description = "Chunked, out-of-core N-D arrays.",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    subcommands = {})
public final class Main implements Runnable {
  @Spec private CommandSpec spec;

  /**
   * Runs the command line and ends the JVM with its exit code: 0 for success, 1 for a failed
   * command, 2 for a command line that could not be understood.
   *
   * @param args the command line
   */
  public static void main(String[] args) {
    System.exit(new CommandLine(new Main()).execute(args));
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "no command given");
  }

  /** Reads the version from the jar's manifest. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      String version = Main.class.getPackage().getImplementationVersion();
      return new String[] {"hyperslab " + (version == null ? "(not packaged)" : version)};
    }
  }
}
