package org.hyperslab.zarr;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Files that other programs wrote, in a folder beside the project; tests skip where it is not
 * there. {@code -Dfixtures=...} names another place.
 */
final class Fixtures {
  private Fixtures() {}

  /** Where they are, if they are. */
  static Path folder() {
    Path root = Path.of("").toAbsolutePath();
    while (root.getParent() != null && !Files.exists(root.resolve("core/pom.xml"))) {
      root = root.getParent();
    }
    String elsewhere = System.getProperty("fixtures");
    Path fixtures = elsewhere == null ? root.resolve("../shared/fixtures") : Path.of(elsewhere);
    return fixtures.normalize();
  }

  static Path path(String relative) {
    Path path = folder().resolve(relative);
    assumeTrue(Files.exists(path), "fixture is not there: shared/fixtures/" + relative);
    return path;
  }
}
