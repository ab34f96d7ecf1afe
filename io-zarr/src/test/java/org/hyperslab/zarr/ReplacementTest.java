package org.hyperslab.zarr;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.hyperslab.block.DType;
import org.hyperslab.grid.Shape;
import org.hyperslab.store.ChunkSink;
import org.hyperslab.testing.DenseData;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commits that are killed, or fail, between any two of their steps. */
class ReplacementTest {
  private static final ZarrSpec SPEC = ZarrSpec.of(Shape.of(8, 9), Shape.of(4, 4), DType.INT32);

  @TempDir private Path folder;
  private final DenseData before = DenseData.random(DType.INT32, SPEC.shape(), new Random(1));
  private final DenseData after = DenseData.random(DType.INT32, SPEC.shape(), new Random(2));

  /** The process is gone; nothing is done any more. */
  private static final class Killed extends Error {
    private static final long serialVersionUID = 1L;
  }

  /** What happens instead of a step. */
  @FunctionalInterface
  private interface Fault {
    void happen() throws IOException;
  }

  /** Does the steps of a commit, but for one. */
  private static final class Faulty implements Replacement.Steps {
    private final int step;
    private final Fault fault;
    private int done;

    Faulty(int step, Fault fault) {
      this.step = step;
      this.fault = fault;
    }

    private void count() throws IOException {
      if (done++ == step) {
        fault.happen();
      }
    }

    @Override
    public void move(Path from, Path to) throws IOException {
      count();
      Replacement.Steps.super.move(from, to);
    }

    @Override
    public void delete(Path deleted) throws IOException {
      count();
      Replacement.Steps.super.delete(deleted);
    }
  }

  private static void kill() {
    throw new Killed();
  }

  private static void fail() throws IOException {
    throw new IOException("injected");
  }

  private Path place() {
    return folder.resolve("a");
  }

  @BeforeEach
  void writeTheArray() throws IOException {
    write(place(), before);
  }

  private static void write(Path path, DenseData data) throws IOException {
    try (ChunkSink sink = Zarr.create(path, SPEC)) {
      data.write(sink);
    }
  }

  private Replacement replacement(Replacement.Steps steps) throws IOException {
    Replacement replacement = Replacement.begin(place(), steps);
    write(replacement.temporary(), after);
    return replacement;
  }

  private void assertIs(DenseData expected) throws IOException {
    assertArrayEquals(expected.bytes, DenseData.read(Zarr.open(place()).source()).bytes);
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(f -> f.getFileName().toString()).sorted().toList();
    }
  }

  private List<String> old() throws IOException {
    return names().stream().filter(n -> n.startsWith(".a.old-")).toList();
  }

  @Test
  void theNextRunPutsBackOrDeletesWhatAKilledCommitHasLeft() throws IOException {
    for (int step = 0; step <= 2; step++) {
      write(place(), before);
      Replacement killed = replacement(new Faulty(step, ReplacementTest::kill));
      assertThrows(Killed.class, killed::commit);
      assertEquals(step == 0 ? 0 : 1, old().size());
      if (step == 1) {
        String message =
            assertThrows(FileNotFoundException.class, () -> assertIs(before)).getMessage();
        assertTrue(message.contains(old().getFirst()), message);
      }
      Zarr.create(place(), SPEC).close();
      assertEquals(List.of(), old(), "step " + step);
      assertIs(step <= 1 ? before : after);
    }
  }

  /** As a process that is killed while it deletes leaves it. */
  @Test
  void halfAnArrayIsNotPutBack() throws IOException {
    Replacement killed = replacement(new Faulty(1, ReplacementTest::kill));
    assertThrows(Killed.class, killed::commit);
    Files.delete(folder.resolve(old().getFirst()).resolve("zarr.json"));
    Replacement.recover(place());
    assertEquals(List.of(), old());
    assertTrue(Files.notExists(place()));
  }

  @Test
  void aCommitHasSucceededOnceTheNewArrayIsInItsPlace() throws IOException {
    replacement(new Faulty(2, ReplacementTest::fail)).commit();
    assertIs(after);
    assertEquals(1, old().size());
    write(place(), before);
    assertIs(before);
    assertEquals(List.of("a"), names());
  }

  @Test
  void whatWasThereIsPutBackWhenTheNewArrayCannotTakeItsPlace() throws IOException {
    for (int step = 0; step <= 1; step++) {
      try (Replacement replacement = replacement(new Faulty(step, ReplacementTest::fail))) {
        assertThrows(IOException.class, replacement::commit);
      }
      assertIs(before);
      assertEquals(List.of("a"), names());
    }
  }

  @Test
  void aCommitThatIsUnderWayIsLeftAlone() throws IOException {
    for (int step = 1; step <= 2; step++) {
      write(place(), before);
      int[] seen = new int[1];
      Fault other =
          () -> {
            Replacement.recover(place());
            seen[0] = old().size();
          };
      replacement(new Faulty(step, other)).commit();
      assertEquals(1, seen[0], "step " + step);
      assertIs(after);
      assertEquals(List.of("a"), names());
    }
  }

  @Test
  void aZipFileIsReplacedInOneStep() throws IOException {
    Path zip = folder.resolve("z.zip");
    for (byte content = 1; content <= 2; content++) {
      try (ZarrStore store = Stores.createZip(zip)) {
        store.write("k", MemorySegment.ofArray(new byte[] {content}));
        if (content == 2) {
          assertArrayEquals(new byte[] {1}, read(zip));
        }
        store.commit();
      }
      assertArrayEquals(new byte[] {content}, read(zip));
    }
    assertEquals(List.of("a", "z.zip"), names());
    Replacement killed = Replacement.begin(zip, new Faulty(0, ReplacementTest::kill));
    Files.delete(killed.temporary());
    Files.write(killed.temporary(), new byte[1]);
    assertThrows(Killed.class, killed::commit);
    assertArrayEquals(new byte[] {2}, read(zip));
    killed.close();
  }

  private static byte[] read(Path zip) throws IOException {
    try (ZarrStore store = Stores.zip(zip)) {
      return store.readSmall("k", 9);
    }
  }
}
