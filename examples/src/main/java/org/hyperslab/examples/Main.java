package org.hyperslab.examples;

import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The {@code hyperslab} command: parses the command line and runs one of its subcommands. */
@Command(
    name = "hyperslab",
    description = "Chunked, out-of-core N-D arrays.",
    mixinStandardHelpOptions = true,
    scope = ScopeType.INHERIT,
    versionProvider = Main.Version.class,
    sortOptions = false,
    usageHelpAutoWidth = true,
    synopsisSubcommandLabel = "COMMAND",
    footer = "%n'hyperslab COMMAND --help' tells more about a command, with examples.",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:success",
      "1:the command failed; one line on standard error says why",
      "2:the command line could not be understood"
    },
    subcommands = {
      InfoCommand.class,
      ReduceCommand.class,
      RechunkCommand.class,
      GenerateCommand.class,
      RandomMeanCommand.class,
      PiCommand.class,
      TrainCommand.class
    })
public final class Main implements Runnable {
  @Spec private CommandSpec spec;

  @Option(
      names = "--debug",
      scope = ScopeType.INHERIT,
      description = "With an error, the stack trace too.")
  private boolean debug;

  /**
   * Runs the command line and ends the JVM with its exit code: 0 for success, 1 for a failed
   * command, 2 for a command line that could not be understood.
   *
   * @param args the command line
   */
  public static void main(String[] args) {
    System.exit(commandLine().execute(args));
  }

  /** The parser, ready to execute arguments. */
  static CommandLine commandLine() {
    Main main = new Main();
    return new CommandLine(main)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setParameterExceptionHandler(Main::misused)
        .setExecutionExceptionHandler(main::failed);
  }

  private static int misused(ParameterException e, String[] args) {
    CommandLine command = e.getCommandLine();
    PrintWriter err = command.getErr();
    err.println(name(command) + ": " + e.getMessage());
    err.println("Try '" + name(command) + " --help'.");
    err.flush();
    return CommandLine.ExitCode.USAGE;
  }

  private int failed(Exception e, CommandLine command, ParseResult parsed) {
    PrintWriter err = command.getErr();
    err.println(name(command) + ": " + Failures.describe(e));
    if (debug) {
      e.printStackTrace(err);
    }
    err.flush();
    return CommandLine.ExitCode.SOFTWARE;
  }

  private static String name(CommandLine command) {
    return command.getCommandSpec().qualifiedName();
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
