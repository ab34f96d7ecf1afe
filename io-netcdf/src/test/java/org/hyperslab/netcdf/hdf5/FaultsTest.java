package org.hyperslab.netcdf.hdf5;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.zip.Deflater;
import org.hyperslab.block.Block;
import org.hyperslab.grid.Shape;
import org.hyperslab.netcdf.NetCdf;
import org.hyperslab.store.ByteFile;
import org.hyperslab.store.ChunkSource;
import org.hyperslab.store.FormatException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that were cut, flipped or changed, and callers that ask for what isn't there. */
class FaultsTest {
  @TempDir private Path folder;
  private Golden golden;

  @BeforeEach
  void unpack() {
    golden = new Golden(folder);
  }

  private ChunkSource source(String file, String variable) throws IOException {
    return Reads.source(NetCdf.open(golden.path(file)).variable(variable));
  }

  /** Where the chunks of a variable are. */
  private ChunkEntries chunks(String file, String variable) throws IOException {
    ByteFile bytes = ByteFile.of(golden.path(file));
    try (MetadataFile open = MetadataFile.of(bytes, bytes.open())) {
      Hdf5Object found = TreeReader.read(open).members().get(variable);
      return ChunkIndexReader.read(open, (Hdf5Dataset) found);
    }
  }

  private void edit(String file, int at, byte... bytes) throws IOException {
    byte[] all = Files.readAllBytes(golden.path(file));
    System.arraycopy(bytes, 0, all, at, bytes.length);
    Files.write(golden.path(file), all);
  }

  private static void assertSays(Exception e, String... words) {
    for (String word : words) {
      assertTrue(String.valueOf(e.getMessage()).contains(word), e.getMessage());
    }
  }

  @Test
  void aTruncatedFileIsRefusedWhereverItIsCut() throws IOException {
    byte[] whole = Files.readAllBytes(golden.path("netcdf4.nc"));
    Path cut = folder.resolve("cut.nc");
    for (int length = 0; length < whole.length; length += 977) {
      Files.write(cut, Arrays.copyOf(whole, length));
      assertSays(assertThrows(FormatException.class, () -> NetCdf.open(cut)), "cut.nc");
    }
  }

  @Test
  void aFlippedBitIsFoundByTheChecksum() throws IOException {
    ChunkEntries chunks = chunks("filters.h5", "fletcher");
    edit("filters.h5", (int) chunks.address(4) + 17, (byte) 0x5b);
    Exception e =
        assertThrows(FormatException.class, () -> Reads.all(source("filters.h5", "fletcher")));
    assertSays(e, "filters.h5", "/fletcher", "chunk=[1, 1]", "fletcher32", "does not match");
  }

  @Test
  void aFlippedBitInADeflatedChunkIsFoundByZlib() throws IOException {
    ChunkEntries chunks = chunks("filters.h5", "deflate");
    byte[] before = Reads.all(source("filters.h5", "deflate"));
    byte[] original = Files.readAllBytes(golden.path("filters.h5"));
    for (int i = 0; i < chunks.bytes(0); i++) {
      byte[] flipped = original.clone();
      flipped[(int) chunks.address(0) + i] ^= 4;
      Files.write(golden.path("filters.h5"), flipped);
      try {
        assertArrayEquals(before, Reads.all(source("filters.h5", "deflate")));
      } catch (FormatException e) {
        assertSays(e, "filters.h5", "/deflate", "chunk=[0, 0]");
      }
    }
  }

  @Test
  void aChunkThatInflatesBeyondItsSizeIsRefused() throws IOException {
    ChunkEntries chunks = chunks("filters.h5", "deflate");
    Deflater deflater = new Deflater(9);
    deflater.setInput(new byte[100_000]);
    deflater.finish();
    byte[] bomb = new byte[1000];
    bomb = Arrays.copyOf(bomb, deflater.deflate(bomb));
    deflater.end();
    assertTrue(bomb.length <= chunks.bytes(0), () -> "chunk has bytes=" + chunks.bytes(0));
    edit("filters.h5", (int) chunks.address(0), bomb);
    Exception e =
        assertThrows(FormatException.class, () -> Reads.all(source("filters.h5", "deflate")));
    assertSays(e, "filters.h5", "/deflate", "chunk=[0, 0]", "content exceeds the expected size");
  }

  @Test
  void aChunkOutsideTheFileIsNamed() throws IOException {
    long address = chunks("indexes-v0.h5", "fixed").address(7);
    byte[] wanted = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(address).array();
    byte[] all = Files.readAllBytes(golden.path("indexes-v0.h5"));
    for (int at = 0; at < all.length - 8; at++) {
      if (Arrays.equals(all, at, at + 8, wanted, 0, 8)) {
        edit("indexes-v0.h5", at, new byte[] {0, 0, 0, 0, 1, 0, 0, 0});
      }
    }
    Exception e =
        assertThrows(FormatException.class, () -> Reads.all(source("indexes-v0.h5", "fixed")));
    assertSays(e, "chunk is outside the file", "indexes-v0.h5", "/fixed", "chunk=[1, 2]");
  }

  @Test
  void aFlippedBitInACheckedIndexIsFound() throws IOException {
    byte[] all = Files.readAllBytes(golden.path("indexes-v110.h5"));
    for (String signature :
        List.of("FADB", "EAIB", "EADB", "BTLF", "BTHD", "FAHD", "EAHD", "OHDR")) {
      String text = new String(all, java.nio.charset.StandardCharsets.ISO_8859_1);
      byte[] flipped = all.clone();
      for (int at = text.indexOf(signature); at >= 0; at = text.indexOf(signature, at + 1)) {
        flipped[at + 14] ^= 1;
      }
      assertFalse(Arrays.equals(all, flipped), signature);
      Files.write(golden.path("indexes-v110.h5"), flipped);
      assertThrows(
          FormatException.class,
          () -> {
            for (Golden.Expected e : golden.expected("indexes-v110.h5")) {
              Reads.all(source("indexes-v110.h5", e.path()));
            }
          },
          signature);
    }
  }

  @Test
  void aFileThatChangedSinceItWasOpenedIsRefused() throws IOException {
    ChunkSource source = source("indexes-v0.h5", "fixed");
    Files.write(golden.path("indexes-v0.h5"), new byte[10_000]);
    assertSays(assertThrows(FormatException.class, () -> Reads.all(source)), "file has changed");
  }

  @Test
  void aFileThatIsGoneIsAnError() throws IOException {
    ChunkSource source = source("indexes-v0.h5", "never");
    Files.delete(golden.path("indexes-v0.h5"));
    assertThrows(IOException.class, () -> Reads.all(source));
  }

  @Test
  void whatIsNoSuchFileIsRefused() throws IOException {
    Path text = Files.writeString(folder.resolve("text.nc"), "not a file of numbers");
    assertSays(assertThrows(FormatException.class, () -> NetCdf.open(text)), "text.nc");
    assertThrows(IOException.class, () -> NetCdf.open(folder.resolve("absent.nc")));
    assertThrows(IOException.class, () -> NetCdf.open(folder));
  }

  @Test
  void nothingIsWrittenOutsideBlockAndScratch() throws IOException {
    int guard = 4096;
    for (String variable : List.of("all", "masked", "lzf_noise", "zstd", "bitshuffle_lz4_i4")) {
      ChunkSource source = source("filters.h5", variable);
      Shape shape = source.grid().region(0).shape();
      long bytes = shape.size() * source.dtype().bytes();
      try (Arena arena = Arena.ofConfined()) {
        MemorySegment block = arena.allocate(bytes + 2 * guard, 64).fill((byte) 0x77);
        MemorySegment scratch =
            arena.allocate(source.scratchBytes() + 2 * guard, 64).fill((byte) 0x77);
        long read =
            source.load(
                0,
                Block.of(block.asSlice(guard, bytes), source.dtype(), shape),
                scratch.asSlice(guard, source.scratchBytes()));
        assertTrue(read > 0);
        for (MemorySegment memory : List.of(block, scratch)) {
          for (int i = 0; i < guard; i++) {
            assertEquals(0x77, memory.get(ValueLayout.JAVA_BYTE, i));
            assertEquals(0x77, memory.get(ValueLayout.JAVA_BYTE, memory.byteSize() - 1 - i));
          }
        }
      }
    }
  }

  @Test
  void blocksAndChunksThatDoNotFitAreRefused() throws IOException {
    ChunkSource source = source("filters.h5", "all");
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment scratch = arena.allocate(source.scratchBytes(), 64);
      MemorySegment memory = arena.allocate(1 << 16, 64);
      Block wrong = Block.of(memory, source.dtype(), Shape.of(3, 4));
      Block right = Block.of(memory, source.dtype(), source.grid().region(0).shape());
      assertThrows(IllegalArgumentException.class, () -> source.load(0, wrong, scratch));
      assertThrows(
          IllegalArgumentException.class, () -> source.load(source.grid().count(), right, scratch));
      assertThrows(IllegalArgumentException.class, () -> source.load(-1, right, scratch));
    }
  }

  @Test
  void aSourceIsReadByManyThreadsAndEqualToItsLike() throws Exception {
    ChunkSource source = source("indexes-v110.h5", "many_extensible");
    assertEquals(source, source("indexes-v110.h5", "many_extensible"));
    assertFalse(source.equals(source("indexes-v110.h5", "many_fixed")));
    byte[] expected = Reads.all(source("indexes-v110.h5", "many_extensible"));
    try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
      List<Future<byte[]>> results = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        results.add(threads.submit(() -> Reads.all(source)));
      }
      for (Future<byte[]> result : results) {
        assertArrayEquals(expected, result.get());
      }
    }
  }
}
