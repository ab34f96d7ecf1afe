package org.hyperslab.examples;

import java.util.ArrayList;
import java.util.List;

/** A program that runs several commands one after the other; {@code --} stands between them. */
final class CommandSequence {
  private CommandSequence() {}

  public static void main(String[] args) {
    List<String> command = new ArrayList<>();
    for (String arg : args) {
      if (arg.equals("--")) {
        run(command);
        command.clear();
      } else {
        command.add(arg);
      }
    }
    run(command);
  }

  private static void run(List<String> command) {
    String[] words = command.toArray(new String[0]);
    int exit = Main.commandLine(words).execute(words);
    if (exit != 0) {
      System.exit(exit);
    }
  }
}
