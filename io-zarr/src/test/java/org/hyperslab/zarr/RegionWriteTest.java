package org.hyperslab.zarr;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import org.hyperslab.ChunkedArray;
import org.hyperslab.Session;
import org.hyperslab.Write;
import org.hyperslab.block.DType;
import org.hyperslab.block.FillValue;
import org.hyperslab.grid.Shape;
import org.hyperslab.store.ChunkSink;
import org.hyperslab.testing.DenseData;
import org.hyperslab.zarr.ZarrSpec.Compression;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Arrays that grow, and arrays of which a part is written. */
class RegionWriteTest {
  private static final long SEED = Long.getLong("seed", System.nanoTime());
  private static final DType DTYPE = DType.INT32;

  @TempDir private Path folder;
  private final Random random = new Random(SEED);
  private final Session session = Session.builder().memory("32 MiB").workers(2).build();

  @AfterEach
  void everythingIsReleased() {
    assertEquals(0, session.budget().used());
    session.close();
  }

  private Path array() {
    return folder.resolve("g/a");
  }

  private static ZarrSpec spec(Shape shape) {
    return ZarrSpec.of(shape, Shape.of(7, 6), DTYPE).withFill(FillValue.of(DTYPE, 5));
  }

  private static void write(Path path, DenseData data, ZarrSpec spec) throws IOException {
    try (ChunkSink sink = Zarr.create(path, spec)) {
      data.write(sink);
    }
  }

  /** The data as a lazy array in chunks of a shape of its own. */
  private ChunkedArray lazy(DenseData data) throws IOException {
    Path path = Files.createTempDirectory(folder, "lazy").resolve("x");
    Shape chunk = Shape.of(1 + random.nextInt(9), 1 + random.nextInt(9));
    write(path, data, ZarrSpec.of(data.shape, chunk, DTYPE));
    return Zarr.open(path).array();
  }

  private DenseData data(long rows, long columns) {
    return DenseData.random(DTYPE, Shape.of(rows, columns), random);
  }

  /** What an array has to hold after a region of it was written; grown, with fill value. */
  private static DenseData replaced(DenseData in, Shape shape, DenseData part, long... origin) {
    DenseData out = new DenseData(DTYPE, shape);
    for (long y = 0; y < shape.dim(0); y++) {
      for (long x = 0; x < shape.dim(1); x++) {
        long py = y - origin[0];
        long px = x - origin[1];
        boolean inPart = py >= 0 && px >= 0 && py < part.shape.dim(0) && px < part.shape.dim(1);
        DenseData from = inPart ? part : in;
        long at = inPart ? py * part.shape.dim(1) + px : y * in.shape.dim(1) + x;
        System.arraycopy(
            from.bytes, (int) (4 * at), out.bytes, (int) (4 * (y * shape.dim(1) + x)), 4);
      }
    }
    return out;
  }

  private void assertHolds(DenseData expected) throws IOException {
    assertArrayEquals(
        expected.bytes, DenseData.read(Zarr.open(array()).source()).bytes, "seed=" + SEED);
  }

  private ZarrSpec[] specs(Shape shape) {
    return new ZarrSpec[] {
      spec(shape),
      spec(shape).withFormat(2).withCompression(Compression.zlib(1)),
      spec(shape).withCompression(Compression.none()),
      spec(shape).withColumnMajor(true).withCompression(Compression.none()),
      spec(shape).withShards(Shape.of(14, 12)),
    };
  }

  @Test
  void arraysGrowAlongEveryAxis() throws IOException {
    for (ZarrSpec spec : specs(Shape.of(10, 9))) {
      DenseData all = data(10, 9);
      write(array(), all, spec);
      for (int step = 0; step < 4; step++) {
        int axis = random.nextInt(2);
        long more = random.nextInt(20);
        long[] grown = all.shape.toArray();
        long[] origin = new long[2];
        origin[axis] = grown[axis];
        grown[axis] += more;
        DenseData part = axis == 0 ? data(more, grown[1]) : data(grown[0], more);
        Zarr.append(array(), lazy(part), step == 3 ? axis - 2 : axis).run(session);
        all = replaced(all, Shape.of(grown), part, origin);
        assertEquals(all.shape, Zarr.open(array()).shape());
        assertHolds(all);
      }
      assertFalse(Files.exists(array().resolve(WriterLock.NAME)));
    }
  }

  @Test
  void regionsAreReplaced() throws IOException {
    for (ZarrSpec spec : specs(Shape.of(40, 31))) {
      DenseData all = data(40, 31);
      write(array(), all, spec);
      for (int step = 0; step < 4; step++) {
        long y = random.nextInt(41);
        long x = random.nextInt(32);
        DenseData part = data(random.nextInt((int) (41 - y)), random.nextInt((int) (32 - x)));
        Zarr.writeRegion(array(), lazy(part), y, x).run(session);
        all = replaced(all, all.shape, part, y, x);
        assertHolds(all);
      }
    }
  }

  @Test
  void theRestOfAMissingChunkIsFillValue() throws IOException {
    DenseData all = data(14, 12);
    write(array(), all, spec(all.shape));
    Files.delete(array().resolve("c/1/1"));
    DenseData part = data(3, 3);
    Zarr.writeRegion(array(), lazy(part), 8, 7).run(session);
    DenseData fives = new DenseData(DTYPE, Shape.of(7, 6));
    for (int i = 0; i < fives.bytes.length; i += 4) {
      fives.bytes[i] = 5;
    }
    assertHolds(replaced(replaced(all, all.shape, fives, 7, 6), all.shape, part, 8, 7));
  }

  @Test
  void metadataThatIsNotUnderstoodIsKept() throws IOException {
    DenseData all = data(7, 6);
    write(array(), all, spec(all.shape).withAttributes(Map.of("units", "K")));
    Path document = array().resolve("zarr.json");
    String json = Files.readString(document);
    Files.writeString(
        document,
        json.replaceFirst("\\{", "{\"future\": {\"must_understand\": false, \"x\": [1]},"));
    Zarr.append(array(), lazy(data(2, 6)), 0).run(session);
    String after = Files.readString(document);
    assertTrue(after.contains("future") && after.contains("units"), after);
  }

  @Test
  void consolidatedMetadataGrowsAsWell() throws IOException {
    Zarr.createGroup(folder.resolve("g"), 3, Map.of());
    write(array(), data(7, 6), spec(Shape.of(7, 6)));
    Zarr.consolidate(folder.resolve("g"));
    Zarr.append(array(), lazy(data(2, 6)), 0).run(session);
    Files.delete(array().resolve("zarr.json"));
    assertEquals(Shape.of(9, 6), Zarr.open(folder.resolve("g"), "a").shape());
  }

  /** Everything but the commit happens: what a killed run leaves. */
  @Test
  void anAppendThatIsNotCommittedLeavesTheArray() throws IOException {
    DenseData all = data(10, 9);
    write(array(), all, spec(all.shape));
    DenseData more = data(10, 9);
    Write append = Zarr.append(array(), lazy(more), 0);
    try (ChunkSink sink = append.store().open()) {
      more.store(sink);
    }
    assertHolds(all);
    DenseData other = data(3, 9);
    Zarr.append(array(), lazy(other), 0).run(session);
    assertHolds(replaced(all, Shape.of(13, 9), other, 10, 0));
  }

  @Test
  void twoWritersAreKeptApart() throws IOException {
    DenseData all = data(10, 9);
    write(array(), all, spec(all.shape));
    Write first = Zarr.append(array(), lazy(data(3, 9)), 0);
    Write second = Zarr.writeRegion(array(), lazy(data(1, 1)), 0, 0);
    try (ChunkSink open = first.store().open()) {
      IOException e = assertThrows(IOException.class, () -> second.store().open());
      assertTrue(e.getMessage().contains("another writer"), e::getMessage);
      try (ChunkSink replacing = Zarr.create(array(), spec(all.shape))) {
        data(10, 9).store(replacing);
        assertThrows(IOException.class, replacing::commit);
      }
      assertEquals(2, open.grid().countAlong(1));
    }
    assertHolds(all);
    second.store().open().close();
  }

  /** The second of two writes that were planned together begins where the first has ended. */
  @Test
  void anAppendBeginsBehindWhatIsThereWhenItRuns() throws IOException {
    DenseData all = data(10, 9);
    write(array(), all, spec(all.shape));
    DenseData one = data(3, 9);
    DenseData two = data(5, 9);
    Write first = Zarr.append(array(), lazy(one), 0);
    Write second = Zarr.append(array(), lazy(two), 0);
    first.run(session);
    second.run(session);
    all = replaced(all, Shape.of(13, 9), one, 10, 0);
    assertHolds(replaced(all, Shape.of(18, 9), two, 13, 0));
  }

  @Test
  void mistakesAreToldAtTheCall() throws IOException {
    write(array(), data(10, 9), spec(Shape.of(10, 9)));
    ChunkedArray fits = lazy(data(2, 9));
    assertThrows(IllegalArgumentException.class, () -> Zarr.append(array(), fits, 1));
    assertThrows(IllegalArgumentException.class, () -> Zarr.append(array(), fits, 2));
    assertThrows(IllegalArgumentException.class, () -> Zarr.append(array(), fits.add(0.5), 0));
    assertThrows(IllegalArgumentException.class, () -> Zarr.append(array(), fits.sum(0), 0));
    for (long[] origin : new long[][] {{9, 0}, {0, 1}, {-1, 0}, {0}, {0, 0, 0}}) {
      assertThrows(IllegalArgumentException.class, () -> Zarr.writeRegion(array(), fits, origin));
    }
    assertThrows(
        FileNotFoundException.class, () -> Zarr.append(folder.resolve("nothing"), fits, 0));
  }

  @Test
  void otherStoresGrowAsWell() throws IOException {
    DenseData all = data(10, 9);
    DenseData more = data(4, 9);
    try (ZarrStore store = Stores.memory()) {
      try (ChunkSink sink = Zarr.create(store, "a", spec(all.shape))) {
        all.write(sink);
      }
      Zarr.append(store, "a", lazy(more), 0).run(session);
      assertArrayEquals(
          replaced(all, Shape.of(14, 9), more, 10, 0).bytes,
          DenseData.read(Zarr.open(store, "a").source()).bytes);
      assertEquals(Shape.of(14, 9), Zarr.open(store, "a").shape());
    }
  }
}
