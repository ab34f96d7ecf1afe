package org.hyperslab.netcdf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.hyperslab.Session;
import org.hyperslab.dataset.Dataset;
import org.hyperslab.dataset.Variable;
import org.hyperslab.testing.Fuzzer;
import org.hyperslab.testing.Fuzzer.Outcome;
import org.hyperslab.testing.Leaks;
import org.hyperslab.testing.Mutator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Damaged files through cdm-core, the way that other formats go: whatever it throws, callers get
 * data or an {@code IOException}. What data is right is beyond this.
 */
class CdmFuzzTest {
  @TempDir private Path folder;

  @Test
  void readsOrRefusesDamagedFiles() throws IOException {
    List<byte[]> files = new ArrayList<>();
    try (Stream<Path> all = Files.list(Path.of("src/test/resources/classic"))) {
      for (Path f : all.filter(f -> f.toString().endsWith(".nc")).sorted().toList()) {
        files.add(Files.readAllBytes(f));
      }
    }
    Path mutated = folder.resolve("mutated.bin");
    try (Session session = Session.builder().memory("64MiB").workers(2).build()) {
      Fuzzer.run(
          "cdm-core",
          random -> {
            byte[] file = files.get(random.nextInt(files.size()));
            Files.write(mutated, new Mutator(random).mutate(file, files));
            try (Dataset dataset = CdmDataset.open(mutated)) {
              for (Variable v : dataset.variables()) {
                FuzzReads.read(v, session);
              }
              return Outcome.DIFFERENT;
            } catch (IOException e) {
              assertTrue(e.getMessage().contains("mutated.bin"), e::toString);
              throw e;
            }
          });
      assertEquals(0, session.budget().used());
    }
    assertEquals(List.of(), Leaks.openFiles(folder));
  }
}
