package org.hyperslab.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The launcher script, in a folder that looks built, with a JDK that only says how it is called.
 */
@Timeout(60)
class LauncherTest {
  private static final String JAVA =
      """
      #!/usr/bin/env bash
      echo "$*" >>"%s"
      for word; do
        case $word in
          -XX:DumpLoadedClassList=*) printf 'org/x/Y id: 1\\n@cp org/x/Y 2 3\\n' >"${word#*=}" ;;
          -XX:SharedClassListFile=*) cat "${word#*=}" >>"%s" ;;
          -XX:SharedArchiveFile=*) archive=${word#*=} ;;
        esac
      done
      [[ " $* " != *' -Xshare:dump '* ]] || echo archive >"$archive"
      """;

  @TempDir Path root;
  private Path calls;
  private Path listed;
  private Path lib;

  @BeforeEach
  void makeFolder() throws IOException {
    Path script = Path.of("..", "hyperslab");
    assumeTrue(Files.isRegularFile(script) && Files.isExecutable(Path.of("/bin/bash")));
    Files.copy(script, root.resolve("hyperslab"));
    calls = root.resolve("calls");
    listed = root.resolve("listed");
    Path java = Files.createDirectories(root.resolve("jdk/bin")).resolve("java");
    Files.writeString(java, JAVA.formatted(calls, listed));
    assumeTrue(java.toFile().setExecutable(true) && Files.isExecutable(java));
    Files.writeString(root.resolve("jdk/release"), "JAVA_VERSION=\"25\"\n");
    Path target = root.resolve("examples/target");
    lib = Files.createDirectories(target.resolve("lib")).resolve("part.jar");
    for (Path file :
        List.of(root.resolve("pom.xml"), lib, target.resolve("hyperslab-examples.jar"))) {
      touch(file, 20);
    }
    touch(target.resolve("lib"), 20);
    touch(target.resolve("built.stamp"), 10);
  }

  private static void touch(Path file, int secondsAgo) throws IOException {
    if (!Files.exists(file)) {
      Files.writeString(file, "");
    }
    Files.setLastModifiedTime(file, FileTime.from(Instant.now().minusSeconds(secondsAgo)));
  }

  private List<String> run() throws IOException, InterruptedException {
    Files.deleteIfExists(calls);
    ProcessBuilder builder =
        new ProcessBuilder("/bin/bash", root.resolve("hyperslab").toString(), "info", "a b");
    builder.environment().put("JAVA_HOME", root.resolve("jdk").toString());
    builder.environment().remove("HYPERSLAB_JAVA_OPTS");
    Path said = root.resolve("said");
    Process process = builder.redirectErrorStream(true).redirectOutput(said.toFile()).start();
    boolean ended = process.waitFor(30, TimeUnit.SECONDS);
    process.destroyForcibly();
    assertTrue(ended && process.exitValue() == 0, Files.readString(said));
    return Files.readAllLines(calls);
  }

  @Test
  void archiveIsMadeOnceAndAgainAfterAnotherBuild() throws Exception {
    List<String> first = run();
    assertEquals(3, first.size(), first.toString());
    assertTrue(first.get(1).contains(" -Xshare:dump "), first.toString());
    assertTrue(first.get(2).contains(" -XX:SharedArchiveFile="), first.toString());
    assertTrue(first.get(2).endsWith("hyperslab-examples.jar info a b"), first.toString());

    assertEquals(1, run().size());

    // As Maven leaves it, which makes the jars anew that the archive was made from.
    touch(lib, -2);
    assertEquals(3, run().size());
  }

  /** Classes of old Javas whose linking is listed are left out of an archive. */
  @Test
  void classesAreListedWithoutWhatWasLinked() throws Exception {
    run();
    assertEquals(List.of("org/x/Y id: 1"), Files.readAllLines(listed));
  }
}
