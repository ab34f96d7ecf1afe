package org.hyperslab.netcdf;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Files that other programs wrote, in a folder beside the project; tests skip where it is not
 * there. {@code -Dfixtures=...} names another place.
 */
public final class Fixtures {
  private Fixtures() {}

  /** Where a file is, if it is there. */
  public static Path place(String name) {
    Path root = Path.of("").toAbsolutePath();
    while (root.getParent() != null && !Files.exists(root.resolve("core/pom.xml"))) {
      root = root.getParent();
    }
    String elsewhere = System.getProperty("fixtures");
    Path fixtures = elsewhere == null ? root.resolve("../shared/fixtures") : Path.of(elsewhere);
    return fixtures.normalize().resolve("netcdf").resolve(name);
  }

  static Path path(String name) {
    Path file = place(name);
    assumeTrue(Files.exists(file), "fixture is not there: " + file);
    return file;
  }
}
