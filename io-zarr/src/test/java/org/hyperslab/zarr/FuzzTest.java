package org.hyperslab.zarr;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Predicate;
import org.hyperslab.ChunkedArray;
import org.hyperslab.Session;
import org.hyperslab.dataset.Dataset;
import org.hyperslab.dataset.Variable;
import org.hyperslab.testing.DenseData;
import org.hyperslab.testing.Fuzzer;
import org.hyperslab.testing.Fuzzer.Outcome;
import org.hyperslab.testing.Leaks;
import org.hyperslab.testing.Mutator;
import org.hyperslab.testing.SessionReads;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Damages the objects of golden stores, and of those that other programs wrote where they are
 * there, and reads them in a session: the right data or an {@code IOException}, within the budget.
 *
 * <p>What is right: of an array with a damaged chunk, everything outside of that chunk is as it
 * was, and inside too where a checksum covers the chunk. Damaged metadata may say something else
 * that is legal; then only that reading ends is asserted. In a zip file objects that are read whole
 * are covered: a chunk is as it was, or missing where the directory's name of it is damaged.
 */
class FuzzTest {
  private static final List<String> FIXTURES =
      List.of(
          "zarr-v2/zarr_implementations.zarr/raw",
          "zarr-v2/zarr_implementations.zarr/gzip",
          "zarr-v2/zarr_implementations.zarr/zlib",
          "zarr-v2/zarr_implementations.zarr/blosc",
          "zarr-v3/array_none.zarr",
          "zarr-v3/array_gzip.zarr",
          "zarr-v3/array_zstd.zarr",
          "zarr-v3/array_blosc.zarr");

  @TempDir private static Path folder;
  private static Golden golden;
  private static final List<FuzzSubject> SUBJECTS = new ArrayList<>();

  private final Session session = Session.builder().memory("64 MiB").workers(2).build();

  @BeforeAll
  static void load() throws IOException {
    golden = new Golden(folder);
    for (Golden.Entry entry : golden.entries()) {
      SUBJECTS.add(new FuzzSubject(entry.array(), golden.path(entry.array())));
    }
    for (String fixture : FIXTURES) {
      Path path = Fixtures.folder().resolve(fixture);
      if (Files.exists(path)) {
        SUBJECTS.add(new FuzzSubject(fixture.replace("zarr-", ""), path));
      }
    }
  }

  @AfterEach
  void everythingIsReleased() throws IOException {
    assertEquals(0, session.budget().used());
    assertTrue(session.budget().peak() <= session.budget().limit());
    session.close();
    assertEquals(List.of(), Leaks.openFiles(folder));
  }

  private static List<FuzzSubject> subjects(Predicate<String> names) {
    return SUBJECTS.stream().filter(s -> names.test(s.name)).toList();
  }

  @Test
  void version2() {
    List<FuzzSubject> all = subjects(name -> name.startsWith("v2/"));
    Fuzzer.run("zarr v2", random -> readDamaged(all, random));
  }

  @Test
  void version3() {
    List<FuzzSubject> all = subjects(name -> name.startsWith("v3/") && !name.contains("shards"));
    Fuzzer.run("zarr v3", random -> readDamaged(all, random));
  }

  @Test
  void shards() {
    List<FuzzSubject> all = subjects(name -> name.contains("shards"));
    Fuzzer.run("zarr shards", random -> readDamaged(all, random));
  }

  private Outcome readDamaged(List<FuzzSubject> all, Random random) throws IOException {
    FuzzSubject subject = all.get(random.nextInt(all.size()));
    List<String> keys = List.copyOf(subject.objects.keySet());
    String key = keys.get(random.nextInt(keys.size()));
    FuzzSubject.Damaged damaged = subject.damage(key, all, random);
    subject.put(key, damaged.bytes());
    try {
      ZarrArray array = Zarr.open(subject.store, "");
      if (!array.isNumeric()) {
        return Outcome.DIFFERENT;
      }
      byte[] read = SessionReads.read(ChunkedArray.from(array.source()), session);
      if (subject.isExpected(read)) {
        return Outcome.RIGHT;
      }
      if (subject.isChunk(key)) {
        assertTrue(
            subject.isRightOutside(key, read), () -> "wrong elsewhere: " + where(subject, key));
        assertTrue(!damaged.detectable(), () -> "wrong data: " + where(subject, key));
      }
      return Outcome.DIFFERENT;
    } catch (IOException e) {
      boolean named = e.getMessage().contains(key) && e.getMessage().contains("chunk=[");
      assertTrue(named || !subject.isChunk(key), () -> where(subject, key) + ": " + e);
      throw e;
    } catch (RuntimeException | Error e) {
      throw new AssertionError(where(subject, key) + ": " + e, e);
    } finally {
      subject.put(key, subject.objects.get(key));
    }
  }

  private static String where(FuzzSubject subject, String key) {
    return subject.name + "/" + key;
  }

  @Test
  void zipFiles() throws IOException {
    List<FuzzSubject> all = subjects(name -> !name.contains("implementations"));
    List<List<byte[]>> zips = new ArrayList<>();
    for (FuzzSubject s : all) {
      zips.add(List.of(s.zip(false), s.zip(true)));
    }
    Path file = folder.resolve("mutated.zip");
    Fuzzer.run(
        "zarr zip",
        random -> {
          int i = random.nextInt(all.size());
          byte[] zip = zips.get(i).get(random.nextInt(2));
          int other = random.nextInt(all.size());
          Files.write(file, new Mutator(random).mutate(zip, zips.get(other)));
          return readZip(file, all.get(i), all.get(other));
        });
  }

  /** Reads a file that is made of one array's or, if only the begin is that one's, of another's. */
  private Outcome readZip(Path file, FuzzSubject subject, FuzzSubject other) throws IOException {
    try (ZarrStore store = Stores.zip(file)) {
      byte[] read = SessionReads.read(ChunkedArray.from(Zarr.open(store, "").source()), session);
      if (subject.isExpected(read)) {
        return Outcome.RIGHT;
      }
      assertTrue(
          !subject.isReadWhole() || subject.isRightOrMissing(read) || other.isExpected(read),
          () -> "wrong data: " + subject.name);
      return Outcome.DIFFERENT;
    } catch (IOException e) {
      assertTrue(e.getMessage().contains(file.toString()), () -> subject.name + ": " + e);
      throw e;
    } catch (RuntimeException | Error e) {
      throw new AssertionError(subject.name + ": " + e, e);
    }
  }

  /** Groups with consolidated metadata, of both versions. */
  @Test
  void groups() throws IOException {
    Path v3 = folder.resolve("group-v3");
    Zarr.createGroup(v3, 3, Map.of("title", "a group"));
    Zarr.createGroup(v3.resolve("inner"), 3, Map.of());
    try (var sink =
        Zarr.create(
            v3.resolve("inner/a"),
            ZarrSpec.of(
                    org.hyperslab.grid.Shape.of(3),
                    org.hyperslab.grid.Shape.of(2),
                    org.hyperslab.block.DType.INT16)
                .withDimensionNames(List.of("x")))) {
      new DenseData(org.hyperslab.block.DType.INT16, org.hyperslab.grid.Shape.of(3)).write(sink);
    }
    Zarr.consolidate(v3);
    List<Path> stores = List.of(golden.path("v2/consolidated"), v3);
    Fuzzer.run(
        "zarr groups",
        random -> {
          Path root = stores.get(random.nextInt(stores.size()));
          List<Path> documents = documents(root);
          Path document = documents.get(random.nextInt(documents.size()));
          byte[] original = Files.readAllBytes(document);
          List<byte[]> others = new ArrayList<>();
          for (Path other : documents) {
            others.add(Files.readAllBytes(other));
          }
          byte[] mutated =
              random.nextInt(3) == 0
                  ? new Mutator(random).mutate(original, others)
                  : JsonMutator.mutate(original, others, random);
          Files.write(document, mutated);
          try {
            readAll(Zarr.openGroup(root).dataset());
            return Outcome.DIFFERENT;
          } catch (IOException e) {
            assertTrue(e.getMessage().contains(root.toString()), e::toString);
            throw e;
          } finally {
            Files.write(document, original);
          }
        });
  }

  private static List<Path> documents(Path root) throws IOException {
    try (var files = Files.walk(root)) {
      return files
          .filter(Files::isRegularFile)
          .filter(f -> f.getFileName().toString().matches("\\.z.*|zarr.json"))
          .sorted()
          .toList();
    }
  }

  private void readAll(Dataset dataset) throws IOException {
    for (Variable v : dataset.variables()) {
      if (v.isNumeric()) {
        SessionReads.read(v.array(), session);
        SessionReads.read(v.decoded().array(), session);
      }
    }
    for (Dataset group : dataset.groups().values()) {
      readAll(group);
    }
  }
}
