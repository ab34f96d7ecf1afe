package org.hyperslab.examples;

import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
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
    })
public final class Main implements Runnable {
  /** The commands by name, in the order in which {@code --help} lists them. */
  private static final Map<String, Supplier<Object>> COMMANDS = new LinkedHashMap<>();

  static {
    COMMANDS.put("heat", HeatCommand::new);
    COMMANDS.put("info", InfoCommand::new);
    COMMANDS.put("reduce", ReduceCommand::new);
    COMMANDS.put("convert", ConvertCommand::new);
    COMMANDS.put("ndvi", NdviCommand::new);
    COMMANDS.put("rechunk", RechunkCommand::new);
    COMMANDS.put("generate", GenerateCommand::new);
    COMMANDS.put("random-mean", RandomMeanCommand::new);
    COMMANDS.put("pi", PiCommand::new);
    COMMANDS.put("train", TrainCommand::new);
  }

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
    System.exit(commandLine(args).execute(args));
  }

  /**
   * A parser for some arguments. It knows only the command that they begin with, if they do:
   * looking at the options of all commands takes longer than many commands run.
   */
  static CommandLine commandLine(String... args) {
    Main main = new Main();
    CommandLine parser = new CommandLine(main);
    Supplier<Object> wanted = args.length == 0 ? null : COMMANDS.get(args[0]);
    if (wanted != null) {
      parser.addSubcommand(wanted.get());
    } else {
      COMMANDS.values().forEach(command -> parser.addSubcommand(command.get()));
    }
    return parser
        .setParameterExceptionHandler(Main::misused)
        .setExecutionExceptionHandler(main::failed);
  }

  private static int misused(ParameterException e, String[] args) {
    CommandLine command = e.getCommandLine();
    PrintWriter err = command.getErr();
    boolean unknown = command.getParent() == null && args.length > 0 && !args[0].startsWith("-");
    String message = unknown ? "no such command: " + args[0] : e.getMessage();
    err.println(name(command) + ": " + message);
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
