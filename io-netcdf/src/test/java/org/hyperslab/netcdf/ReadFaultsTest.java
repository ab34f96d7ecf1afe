package org.hyperslab.netcdf;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.hyperslab.ChunkedArray;
import org.hyperslab.Chunks;
import org.hyperslab.Random;
import org.hyperslab.Session;
import org.hyperslab.block.DType;
import org.hyperslab.dataset.Attributes;
import org.hyperslab.dataset.Dataset;
import org.hyperslab.dataset.Dimension;
import org.hyperslab.dataset.Variable;
import org.hyperslab.grid.Shape;
import org.hyperslab.store.FormatException;
import org.hyperslab.testing.Leaks;
import org.hyperslab.testing.Refusal;
import org.hyperslab.testing.SessionReads;
import org.hyperslab.testing.SpecialFiles;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every fault of a file, in every format, through a session: the error names file and chunk,
 * nothing stays leased, open or running.
 */
class ReadFaultsTest {
  @TempDir private Path folder;

  /** Ways of storing an array of three chunks. */
  enum Stored {
    CLASSIC(NetCdfOptions.classic(), false),
    RECORDS(NetCdfOptions.classic(), true),
    DEFLATE(NetCdfOptions.netCdf4(), false),
    FLETCHER(NetCdfOptions.netCdf4().withDeflate(0).withFletcher32(true), false),
    PLAIN(NetCdfOptions.netCdf4().withDeflate(0).withShuffle(false), false),
    CDM(NetCdfOptions.classic(), false);

    private final NetCdfOptions options;
    private final boolean records;

    Stored(NetCdfOptions options, boolean records) {
      this.options = options;
      this.records = records;
    }

    Dataset open(Path file) throws IOException {
      return this == CDM ? CdmDataset.open(file) : NetCdf.open(file);
    }

    boolean isOwn() {
      return this != CDM;
    }
  }

  private static ChunkedArray numbers() {
    return Random.seeded(3)
        .uniform(Shape.of(60, 50), Chunks.of(20, 50))
        .multiply(1000)
        .cast(DType.INT32);
  }

  private Path write(Stored stored) throws IOException {
    Path file = folder.resolve("a.nc");
    Dataset dataset =
        Dataset.builder()
            .dimension(new Dimension("y", 60, stored.records))
            .dimension(new Dimension("x", 50, false))
            .variable(Variable.of("a", List.of("y", "x"), numbers(), Attributes.none()))
            .build();
    try (Session session = Session.builder().memory("64 MiB").workers(1).build()) {
      NetCdf.write(file, dataset, stored.options).run(session);
    }
    return file;
  }

  private IOException assertRefused(Stored stored, Path file, String... words) throws IOException {
    Dataset[] opened = new Dataset[1];
    return Refusal.assertRefused(
        folder,
        () -> {
          try (Dataset dataset = stored.open(file)) {
            opened[0] = dataset;
            return dataset.variable("a").array();
          }
        },
        words);
  }

  @ParameterizedTest
  @EnumSource
  void truncatedFiles(Stored stored) throws IOException {
    Path file = write(stored);
    byte[] whole = Files.readAllBytes(file);
    int most = stored.isOwn() ? whole.length - 1 : 60;
    for (int length : new int[] {0, 1, 3, 7, 30, 60, most / 2, most}) {
      if (length > most) {
        continue;
      }
      Files.write(file, Arrays.copyOf(whole, length));
      IOException e = assertRefused(stored, file, file.toString());
      assertTrue(e instanceof FormatException, e::toString);
    }
  }

  /** The header is sound, and what comes behind it was lost after it was read. */
  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "CDM")
  void filesThatBecomeShorter(Stored stored) throws IOException {
    Path file = write(stored);
    byte[] whole = Files.readAllBytes(file);
    ChunkedArray array = stored.open(file).variable("a").array();
    Files.write(file, Arrays.copyOf(whole, whole.length / 2));
    IOException e = Refusal.assertRefused(folder, () -> array, file.toString());
    assertTrue(e instanceof FormatException, e::toString);
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "CDM")
  void bytesBehindTheEndAreNotLookedAt(Stored stored) throws IOException {
    Path file = write(stored);
    byte[] whole = Files.readAllBytes(file);
    try (Session session = Session.builder().memory("64 MiB").workers(2).build()) {
      byte[] expected = SessionReads.read(numbers(), session);
      for (int more : new int[] {1, 1000}) {
        Files.write(file, Arrays.copyOf(whole, whole.length + more));
        ChunkedArray array = stored.open(file).variable("a").array();
        assertArrayEquals(expected, SessionReads.read(array, session));
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void filesThatCannotBeRead(Stored stored) throws IOException {
    Path file = write(stored);
    assertTrue(file.toFile().setReadable(false));
    assumeTrue(!Files.isReadable(file), "root reads everything");
    assertRefused(stored, file, file.toString());
  }

  @ParameterizedTest
  @EnumSource
  void foldersAndNothing(Stored stored) throws IOException {
    Path place = Files.createDirectory(folder.resolve("folder.nc"));
    assertRefused(stored, place, "folder.nc");
    assertRefused(stored, folder.resolve("absent.nc"), "absent.nc");
  }

  /** Opening a pipe that nobody writes into waits for ever. */
  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "CDM")
  void pipes(Stored stored) throws IOException {
    Path place = folder.resolve("pipe.nc");
    assumeTrue(SpecialFiles.pipe(place), "there is no mkfifo");
    assertRefused(stored, place, "pipe.nc");
  }

  /** Counts, sizes and offsets of a classic header that lead out of the file. */
  @ParameterizedTest
  @ValueSource(ints = {1, 0x7fff_ffff, -1, Integer.MIN_VALUE, 1 << 20})
  void numbersOfAClassicHeaderThatLie(int value) throws IOException {
    for (Stored stored : List.of(Stored.CLASSIC, Stored.RECORDS)) {
      Path file = write(stored);
      byte[] whole = Files.readAllBytes(file);
      try (Session session = Session.builder().memory("64 MiB").workers(1).build()) {
        byte[] expected = SessionReads.read(numbers(), session);
        for (int at = 4; at < 120; at += 4) {
          byte[] lying = whole.clone();
          ByteBuffer.wrap(lying).putInt(at, value);
          Files.write(file, lying);
          try {
            Dataset dataset = NetCdf.open(file);
            for (Variable v : dataset.variables()) {
              byte[] read = FuzzReads.read(v, session);
              assertTrue(read.length <= whole.length, () -> "larger than its file: " + v);
            }
          } catch (IOException e) {
            assertTrue(e.getMessage().contains(file.toString()), e::toString);
          }
        }
        assertEquals(240 * 50, expected.length);
        assertEquals(0, session.budget().used());
      }
      assertEquals(List.of(), Leaks.openFiles(folder));
    }
  }

  /** Our own writer makes such groups; nobody would. */
  @Test
  void groupsNestedWithoutReason() throws IOException {
    Dataset dataset = Dataset.builder().build();
    for (int i = 0; i < 300; i++) {
      dataset = Dataset.builder().group("g", dataset).build();
    }
    Path file = folder.resolve("deep.nc");
    NetCdf.write(file, dataset).run();
    FormatException e = assertThrows(FormatException.class, () -> NetCdf.open(file));
    assertTrue(e.getMessage().contains("nested too deeply"), e::getMessage);
    assertTrue(e.getMessage().contains("deep.nc"), e::getMessage);
  }
}
