package org.hyperslab.examples;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.io.StringWriter;
import picocli.CommandLine;

/** Runs commands in this process. */
final class CommandLines {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private CommandLines() {}

  /** What a command left. */
  record Outcome(int exit, String out, String err) {
    /** The last line of the output. */
    JsonNode json() {
      try {
        return MAPPER.readTree(out.strip().substring(out.strip().lastIndexOf('\n') + 1));
      } catch (JsonProcessingException e) {
        throw new AssertionError(out, e);
      }
    }
  }

  static Outcome run(Object... args) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    String[] words = new String[args.length];
    for (int i = 0; i < args.length; i++) {
      words[i] = args[i].toString();
    }
    CommandLine command = Main.commandLine(words);
    command.setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
    command.setColorScheme(CommandLine.Help.defaultColorScheme(CommandLine.Help.Ansi.OFF));
    int exit = command.execute(words);
    return new Outcome(exit, out.toString(), err.toString());
  }

  /** The output of a command that succeeds and complains about nothing. */
  static String out(Object... args) {
    Outcome outcome = run(args);
    if (outcome.exit != 0 || !outcome.err.isEmpty()) {
      throw new AssertionError(outcome.toString());
    }
    return outcome.out.stripTrailing();
  }
}
