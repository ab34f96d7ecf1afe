package org.hyperslab.netcdf.hdf5;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.hyperslab.Session;
import org.hyperslab.dataset.Dataset;
import org.hyperslab.dataset.Variable;
import org.hyperslab.netcdf.Fixtures;
import org.hyperslab.netcdf.FuzzReads;
import org.hyperslab.netcdf.NetCdf;
import org.hyperslab.store.ByteFile;
import org.hyperslab.testing.Fuzzer;
import org.hyperslab.testing.Fuzzer.Outcome;
import org.hyperslab.testing.Leaks;
import org.hyperslab.testing.Mutator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Damages golden HDF5 files, and those that other programs wrote where they are there: data or an
 * {@code IOException}. What is right: where only one chunk's bytes are damaged, every other
 * variable is as it was, and this one too if a checksum covers the chunk. Damaged metadata may say
 * something else that is legal. Half of the time, checksums of damaged metadata are made right
 * again, so that what is behind them is looked at.
 */
class FuzzTest {
  private static final String[] CHECKED = {
    "OHDR", "OCHK", "BTHD", "BTLF", "BTIN", "FRHP", "FHIB", "FAHD", "FADB", "EAHD", "EAIB", "EASB",
    "EADB"
  };

  private static final int MOST_CHECKED_BYTES = 8192;

  @TempDir private static Path folder;

  private final Session session = Session.builder().memory("64 MiB").workers(2).build();

  /** Bytes of a chunk, or of a dataset that isn't chunked. */
  private record Payload(String variable, int from, int to, boolean checked) {}

  /** A piece of metadata whose last four bytes are its checksum. */
  private record Checked(int from, int to) {}

  private record Subject(
      String name,
      byte[] bytes,
      List<Payload> payloads,
      List<Checked> checked,
      Map<String, byte[]> expected) {}

  @AfterEach
  void everythingIsReleased() throws IOException {
    assertEquals(0, session.budget().used());
    assertTrue(session.budget().peak() <= session.budget().limit());
    session.close();
    assertEquals(List.of(), Leaks.openFiles(folder));
  }

  private Subject subject(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    List<Payload> payloads = new ArrayList<>();
    try (MetadataFile open = MetadataFile.of(ByteFile.of(file), ByteFile.of(file).open())) {
      payloads(open, TreeReader.read(open), payloads);
    }
    Map<String, byte[]> expected = new LinkedHashMap<>();
    for (Map.Entry<String, Variable> v : variables(NetCdf.open(file), "").entrySet()) {
      try {
        expected.put(v.getKey(), FuzzReads.read(v.getValue(), session));
      } catch (IOException e) {
        // Of a kind that isn't read.
      }
    }
    return new Subject(file.getFileName().toString(), bytes, payloads, checked(bytes), expected);
  }

  private static void payloads(MetadataFile file, Hdf5Group group, List<Payload> all)
      throws IOException {
    for (Hdf5Object member : group.members().values()) {
      if (member instanceof Hdf5Group g) {
        payloads(file, g, all);
      } else if (member instanceof Hdf5Dataset d && d.layout() instanceof Layout.Chunked c) {
        boolean sums = d.filters().stream().anyMatch(f -> f.id() == 1 || f.id() == 3);
        ChunkEntries chunks = ChunkIndexReader.read(file, d);
        for (int i = 0; i < chunks.count(); i++) {
          int at = (int) (file.id().base() + chunks.address(i));
          boolean whole = sums && chunks.mask(i) == 0 && !c.index().edgesUnfiltered();
          all.add(new Payload(d.path().substring(1), at, at + chunks.bytes(i), whole));
        }
      } else if (member instanceof Hdf5Dataset d
          && d.layout() instanceof Layout.Contiguous c
          && c.address() != Cursor.UNDEFINED) {
        int at = (int) (file.id().base() + c.address());
        int size = (int) (d.shape().size() * d.type().size());
        all.add(new Payload(d.path().substring(1), at, at + size, false));
      }
    }
  }

  private static List<Checked> checked(byte[] bytes) {
    List<Checked> all = new ArrayList<>();
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    ByteBuffer numbers = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    for (String signature : CHECKED) {
      for (int at = text.indexOf(signature); at >= 0; at = text.indexOf(signature, at + 1)) {
        int most = Math.min(bytes.length - 4, at + MOST_CHECKED_BYTES);
        for (int end = at + 8; end <= most; end++) {
          if (Lookup3.hash(bytes, at, end - at) == numbers.getInt(end)) {
            all.add(new Checked(at, end + 4));
            break;
          }
        }
      }
    }
    return all;
  }

  private static Map<String, Variable> variables(Dataset dataset, String path) {
    Map<String, Variable> all = new LinkedHashMap<>();
    dataset.variables().forEach(v -> all.put(path + v.name(), v));
    dataset.groups().forEach((name, g) -> all.putAll(variables(g, path + name + "/")));
    return all;
  }

  @Test
  void readsOrRefusesDamagedFiles() throws IOException {
    Golden golden = new Golden(folder);
    List<Subject> subjects = new ArrayList<>();
    for (String file : Golden.FILES) {
      subjects.add(subject(golden.path(file)));
    }
    for (String file : List.of("join-1.nc", "join-scale.nc")) {
      subjects.add(subject(golden.path(file)));
    }
    for (String file : List.of("ref_tst_dims.nc", "basin_mask.nc")) {
      if (Files.exists(Fixtures.place(file))) {
        subjects.add(subject(Fixtures.place(file)));
      }
    }
    List<byte[]> others = subjects.stream().map(Subject::bytes).toList();
    Path mutated = folder.resolve("mutated.h5");
    Fuzzer.run(
        "hdf5",
        random -> {
          Subject subject = subjects.get(random.nextInt(subjects.size()));
          try {
            return random.nextInt(4) == 0 && !subject.payloads.isEmpty()
                ? damagedPayload(subject, mutated, random)
                : damagedFile(subject, others, mutated, random);
          } catch (IOException e) {
            assertTrue(e.getMessage().contains("mutated.h5"), e::toString);
            throw e;
          } catch (RuntimeException | Error e) {
            throw new AssertionError(subject.name + ": " + e, e);
          }
        });
  }

  private Outcome damagedPayload(Subject subject, Path mutated, Random random) throws IOException {
    Payload payload = subject.payloads.get(random.nextInt(subject.payloads.size()));
    Files.write(mutated, new Mutator(random).mutateInside(subject.bytes, payload.from, payload.to));
    Map<String, Variable> variables = variables(NetCdf.open(mutated), "");
    byte[] damaged = subject.expected.get(payload.variable);
    for (Map.Entry<String, Variable> other : some(variables, random).entrySet()) {
      byte[] expected = subject.expected.get(other.getKey());
      // Of equal content may be the same variable by another name.
      if (expected != null && !Arrays.equals(expected, damaged)) {
        assertArrayEquals(expected, FuzzReads.read(other.getValue(), session), "wrong elsewhere");
      }
    }
    if (damaged == null) {
      return Outcome.REFUSED;
    }
    byte[] read = FuzzReads.read(variables.get(payload.variable), session);
    if (Arrays.equals(damaged, read)) {
      return Outcome.RIGHT;
    }
    assertTrue(!payload.checked, "wrong data: " + payload);
    return Outcome.DIFFERENT;
  }

  private Outcome damagedFile(Subject subject, List<byte[]> others, Path mutated, Random random)
      throws IOException {
    byte[] bytes = new Mutator(random).mutate(subject.bytes, others);
    if (random.nextBoolean()) {
      repair(bytes, subject);
    }
    Files.write(mutated, bytes);
    IOException last = null;
    for (Variable v : some(variables(NetCdf.open(mutated), ""), random).values()) {
      try {
        FuzzReads.read(v, session);
      } catch (IOException e) {
        assertTrue(e.getMessage().contains("mutated.h5"), e::toString);
        last = e;
      }
    }
    if (last != null) {
      throw last;
    }
    return Outcome.DIFFERENT;
  }

  private static void repair(byte[] bytes, Subject subject) {
    ByteBuffer numbers = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    for (Checked c : subject.checked) {
      if (c.to <= bytes.length
          && !Arrays.equals(bytes, c.from, c.to, subject.bytes, c.from, c.to)) {
        numbers.putInt(c.to - 4, Lookup3.hash(bytes, c.from, c.to - 4 - c.from));
      }
    }
  }

  private static Map<String, Variable> some(Map<String, Variable> all, Random random) {
    Map<String, Variable> some = new LinkedHashMap<>();
    int every = 1 + all.size() / 6;
    all.forEach(
        (name, v) -> {
          if (random.nextInt(every) == 0) {
            some.put(name, v);
          }
        });
    return some;
  }
}
