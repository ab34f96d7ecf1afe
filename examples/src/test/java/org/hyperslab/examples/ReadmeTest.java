package org.hyperslab.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.hyperslab.zarr.Zarr;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the README shows works, and prints what the README says. */
class ReadmeTest {
  private static final Path README = Path.of("..", "README.md");
  private static final String FLAGS =
      "--add-modules jdk.incubator.vector --enable-native-access=ALL-UNNAMED";
  private static final Pattern WORD = Pattern.compile("'([^']*)'|(\\S+)");

  @TempDir private Path folder;

  private static List<String> blocks(String language) throws IOException {
    Matcher m =
        Pattern.compile("^```" + language + "\\n(.*?)^```", Pattern.DOTALL | Pattern.MULTILINE)
            .matcher(Files.readString(README));
    List<String> blocks = new ArrayList<>();
    while (m.find()) {
      blocks.add(m.group(1));
    }
    return blocks;
  }

  private String run(String line) {
    List<String> words = new ArrayList<>();
    Matcher m = WORD.matcher(line);
    while (m.find()) {
      words.add(m.group(1) != null ? m.group(1) : m.group(2));
    }
    words.replaceAll(
        w -> w.equals("t2m.zarr") || w.equals("heat-out") ? folder.resolve(w).toString() : w);
    return CommandLines.out(words.toArray());
  }

  private void runConsoleBlocks() throws IOException {
    for (String block : blocks("console")) {
      for (String command : block.split("(?m)^\\$ ")) {
        if (!command.isEmpty()) {
          int end = command.indexOf('\n');
          String words = command.substring(0, end);
          assertTrue(words.startsWith("./hyperslab "), words);
          String printed = run(words.substring("./hyperslab ".length()));
          assertEquals(command.substring(end + 1).stripTrailing(), printed, words);
        }
      }
    }
  }

  @Test
  void whatItShowsWorks() throws IOException, InterruptedException {
    runConsoleBlocks();
    List<String> programs = blocks("java");
    assertEquals(1, programs.size());
    Files.writeString(folder.resolve("Example.java"), programs.getFirst());
    assertTrue(Files.readString(README).contains("java " + FLAGS + " -cp"));
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(FLAGS.split(" ")));
    command.addAll(List.of("-Xmx256m", "-cp", System.getProperty("java.class.path")));
    command.add("Example.java");
    Path errors = folder.resolve("errors.txt");
    Process process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectError(errors.toFile())
            .start();
    String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), Files.readString(errors));
    assertTrue(printed.startsWith("plan: "), printed);
    assertTrue(
        printed.endsWith(
            run("reduce t2m.zarr --op mean --axis 0,2 --map 'x - 273.15' --slice ':, ::20'")
                + "\n"),
        printed);
    assertEquals(60, Zarr.open(folder.resolve("std.zarr")).shape().dim(0));
  }

  @Test
  void itsLinksLeadSomewhere() throws IOException {
    Matcher m = Pattern.compile("\\]\\(([^)#:]+)\\)").matcher(Files.readString(README));
    while (m.find()) {
      assertTrue(Files.exists(README.resolveSibling(m.group(1))), m.group(1));
    }
  }
}
