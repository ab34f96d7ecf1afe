package org.hyperslab.netcdf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.hyperslab.Session;
import org.hyperslab.dataset.Dataset;
import org.hyperslab.dataset.Variable;
import org.hyperslab.store.ByteFile;
import org.hyperslab.store.ByteReader;
import org.hyperslab.testing.Fuzzer;
import org.hyperslab.testing.Fuzzer.Outcome;
import org.hyperslab.testing.Leaks;
import org.hyperslab.testing.Mutator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Damages golden classic files, and those that other programs wrote where they are there: data or
 * an {@code IOException}. The format has no checksums. So what is right: where only bytes behind
 * the header are damaged, no other byte of any variable changes; a damaged header may say something
 * else that is legal, but no variable can be larger than the file.
 */
class ClassicFuzzTest {
  @TempDir private Path folder;

  /** A file, and where its header ends. */
  private record Subject(String name, byte[] bytes, int headerEnd, Map<String, byte[]> expected) {}

  private static Subject subject(Path file, Session session) throws IOException {
    Dataset dataset = NetCdf.open(file);
    long begin = Files.size(file);
    for (Variable v : dataset.variables()) {
      begin = Math.min(begin, layout(v, file).begin());
    }
    return new Subject(
        file.getFileName().toString(),
        Files.readAllBytes(file),
        (int) begin,
        read(dataset, session));
  }

  private static ClassicLayout layout(Variable v, Path file) throws IOException {
    try (ByteReader reader = ByteFile.of(file).open()) {
      return ClassicHeaderReader.read(reader, file.toString()).variables().stream()
          .filter(own -> own.name().equals(v.name()))
          .findFirst()
          .orElseThrow()
          .layout();
    }
  }

  private static Map<String, byte[]> read(Dataset dataset, Session session) throws IOException {
    Map<String, byte[]> all = new LinkedHashMap<>();
    for (Variable v : dataset.variables()) {
      all.put(
          v.name(), v.isNumeric() ? FuzzReads.read(v, session) : ((ClassicText) v.text()).bytes());
    }
    return all;
  }

  @Test
  void readsOrRefusesDamagedFiles() throws IOException {
    List<Path> files = new ArrayList<>();
    try (Stream<Path> all = Files.list(Path.of("src/test/resources/classic"))) {
      all.filter(f -> f.toString().endsWith(".nc")).sorted().forEach(files::add);
    }
    Stream.of("ref_nctest_classic.nc", "eraint_uvz.nc")
        .map(Fixtures::place)
        .filter(Files::exists)
        .forEach(files::add);
    Path mutated = folder.resolve("mutated.nc");
    try (Session session = Session.builder().memory("64MiB").workers(2).build()) {
      List<Subject> subjects = new ArrayList<>();
      for (Path file : files) {
        subjects.add(subject(file, session));
      }
      List<byte[]> small =
          subjects.stream().map(Subject::bytes).filter(b -> b.length < 1 << 20).toList();
      Fuzzer.run(
          "netcdf classic",
          random -> {
            // The one large file is for one case in a hundred.
            int most = random.nextInt(100) == 0 ? subjects.size() : small.size();
            Subject subject = subjects.get(random.nextInt(most));
            return readDamaged(subject, small, mutated, session, random);
          });
      assertEquals(0, session.budget().used());
      assertTrue(session.budget().peak() <= session.budget().limit());
    }
    assertEquals(List.of(), Leaks.openFiles(folder));
  }

  private static Outcome readDamaged(
      Subject subject, List<byte[]> others, Path mutated, Session session, Random random)
      throws IOException {
    boolean payload = random.nextInt(4) == 0 && subject.headerEnd < subject.bytes.length;
    Mutator mutator = new Mutator(random);
    byte[] bytes =
        payload
            ? mutator.mutateInside(subject.bytes, subject.headerEnd, subject.bytes.length)
            : mutator.mutate(subject.bytes, others);
    Files.write(mutated, bytes);
    try {
      Dataset dataset = NetCdf.open(mutated);
      for (Variable v : dataset.variables()) {
        assertTrue(v.shape().size() <= bytes.length, () -> "larger than its file: " + v);
      }
      Map<String, byte[]> read = read(dataset, session);
      if (payload) {
        assertEquals(subject.expected.keySet(), read.keySet());
        long wrong = 0;
        for (Map.Entry<String, byte[]> v : read.entrySet()) {
          wrong += differences(subject.expected.get(v.getKey()), v.getValue());
        }
        assertTrue(wrong <= differences(subject.bytes, bytes), "wrong elsewhere");
        return wrong == 0 ? Outcome.RIGHT : Outcome.DIFFERENT;
      }
      return Outcome.DIFFERENT;
    } catch (IOException e) {
      assertTrue(e.getMessage().contains("mutated.nc"), e::toString);
      assertTrue(!payload, () -> "refused without need: " + e);
      throw e;
    } catch (RuntimeException | Error e) {
      throw new AssertionError(subject.name + ": " + e, e);
    }
  }

  private static long differences(byte[] a, byte[] b) {
    assertEquals(a.length, b.length);
    long count = 0;
    for (int i = 0; i < a.length; i++) {
      count += a[i] == b[i] ? 0 : 1;
    }
    return count;
  }
}
