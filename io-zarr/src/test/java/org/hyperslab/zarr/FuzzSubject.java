package org.hyperslab.zarr;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.hyperslab.codec.CodecException;
import org.hyperslab.grid.ChunkGrid;
import org.hyperslab.grid.Region;
import org.hyperslab.grid.Shape;
import org.hyperslab.testing.DenseData;
import org.hyperslab.testing.Mutator;

/** An array whose objects are damaged one at a time, and what is known of it when it is sound. */
final class FuzzSubject {
  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(java.nio.ByteOrder.LITTLE_ENDIAN);

  final String name;
  final ZarrStore store = Stores.memory();
  final Map<String, byte[]> objects = new TreeMap<>();
  final Shape shape;
  final int elementBytes;
  final byte[] expected;
  private final ArrayMetadata metadata;
  private final Map<String, Region> regions = new TreeMap<>();
  private final boolean checked;

  FuzzSubject(String name, Path folder) throws IOException {
    this.name = name;
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String key = folder.relativize(file).toString().replace('\\', '/');
        objects.put(key, Files.readAllBytes(file));
        put(key, objects.get(key));
      }
    }
    DenseData data = DenseData.read(Zarr.open(store, "").source());
    this.shape = data.shape;
    this.elementBytes = data.dtype.bytes();
    this.expected = data.bytes;
    this.metadata = NodeDocuments.read(new Node.Place(store, "")).arrayMetadata();
    ChunkGrid grid = metadata.grid();
    for (long c = 0; c < grid.count(); c++) {
      regions.put(metadata.key(grid.coords(c)), grid.region(c));
    }
    this.checked = isChecked(metadata.codecs());
  }

  void put(String key, byte[] bytes) throws IOException {
    store.write(key, MemorySegment.ofArray(bytes));
  }

  /** Whether an object holds elements, and not metadata. */
  boolean isChunk(String key) {
    return regions.containsKey(key);
  }

  /** Whether a damage of an object in a zip file cannot go unseen. */
  boolean isReadWhole() {
    return checked || !metadata.isSharded();
  }

  /** Whether no damage of a chunk can go unseen. */
  private static boolean isChecked(List<Codec> codecs) {
    if (codecs.getFirst() instanceof ShardingCodec s) {
      return s.indexChecked() && isChecked(s.codecs());
    }
    return codecs.stream()
        .anyMatch(
            c ->
                c instanceof ChecksumCodec
                    || c instanceof GzipCodec
                    || c instanceof ZlibCodec
                    || c instanceof Bz2Codec);
  }

  /** A damaged object, and whether its damage cannot go unseen. */
  record Damaged(byte[] bytes, boolean detectable) {}

  Damaged damage(String key, List<FuzzSubject> others, Random random) throws IOException {
    byte[] original = objects.get(key);
    FuzzSubject other = others.get(random.nextInt(others.size()));
    if (!isChunk(key)) {
      List<byte[]> documents =
          other.objects.entrySet().stream()
              .filter(e -> !other.isChunk(e.getKey()))
              .map(Map.Entry::getValue)
              .toList();
      byte[] bytes =
          random.nextInt(4) == 0
              ? new Mutator(random).mutate(original, documents)
              : JsonMutator.mutate(original, documents, random);
      return new Damaged(bytes, false);
    }
    byte[] bytes = new Mutator(random).mutate(original, List.copyOf(other.objects.values()));
    return random.nextBoolean() && repair(bytes)
        ? new Damaged(bytes, false)
        : new Damaged(
            bytes, checked && !other.isOne(bytes) && !isOfSoundChunks(key, bytes, others));
  }

  /**
   * Whether each chunk of a damaged shard that is read is one of a sound shard, whole: shards that
   * are spliced where a chunk ends, or in one that is beyond the array, are sound.
   */
  private boolean isOfSoundChunks(String key, byte[] shard, List<FuzzSubject> others)
      throws IOException {
    Set<ByteBuffer> sound = new HashSet<>();
    for (FuzzSubject other : others) {
      for (Map.Entry<String, byte[]> object : other.objects.entrySet()) {
        if (other.isChunk(object.getKey())) {
          sound.addAll(other.innerChunks(object.getKey(), object.getValue()));
        }
      }
    }
    try {
      List<ByteBuffer> chunks = innerChunks(key, shard);
      return !chunks.isEmpty() && sound.containsAll(chunks);
    } catch (CodecException e) {
      return false;
    }
  }

  /** The stored chunks of a shard that are inside the array; none of an array without shards. */
  private List<ByteBuffer> innerChunks(String key, byte[] shard) throws CodecException {
    List<ByteBuffer> chunks = new ArrayList<>();
    if (!(metadata.codecs().getFirst() instanceof ShardingCodec s)) {
      return chunks;
    }
    Shape counts = s.counts(metadata.chunkShape());
    int count = Math.toIntExact(counts.size());
    long indexBytes = s.indexBytes(count);
    if (indexBytes > shard.length) {
      return chunks;
    }
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment index = arena.allocate(indexBytes);
      long at = s.indexAtStart() ? 0 : shard.length - indexBytes;
      index.copyFrom(MemorySegment.ofArray(shard).asSlice(at, indexBytes));
      ShardIndex.Extent whole = new ShardIndex.Extent(0, shard.length);
      ShardIndex read =
          ShardIndex.read(s, index, count, whole, new ObjectVersion(shard.length, ""));
      ChunkGrid grid = ChunkGrid.regular(regions.get(key).shape(), s.chunkShape().toArray());
      for (long c = 0; c < grid.count(); c++) {
        long[] coords = grid.coords(c);
        int ordinal = 0;
        for (int d = 0; d < coords.length; d++) {
          ordinal = (int) (ordinal * counts.dim(d) + coords[d]);
        }
        ShardIndex.Extent extent = read.extent(ordinal);
        if (!extent.isEmpty()) {
          chunks.add(ByteBuffer.wrap(shard, (int) extent.offset(), (int) extent.bytes()).slice());
        }
      }
    }
    return chunks;
  }

  /** Whether bytes are a whole object of this array, which is sound in any array of its kind. */
  private boolean isOne(byte[] bytes) {
    return objects.values().stream().anyMatch(object -> Arrays.equals(object, bytes));
  }

  /** Makes the outermost checksum right again, so that what lies behind it is looked at. */
  private boolean repair(byte[] bytes) {
    int from = 0;
    int to = bytes.length;
    if (metadata.codecs().getFirst() instanceof ShardingCodec s) {
      long index = s.indexBytes(s.counts(metadata.chunkShape()).size());
      if (!s.indexChecked() || index > bytes.length) {
        return false;
      }
      from = s.indexAtStart() ? 0 : bytes.length - (int) index;
      to = from + (int) index;
    } else if (!metadata.codecs().getLast().equals(ChecksumCodec.crc32c()) || to < 4) {
      return false;
    }
    try (var arena = java.lang.foreign.Arena.ofConfined()) {
      MemorySegment content = arena.allocate(to - from - 4L + 1).asSlice(0, to - from - 4L);
      content.copyFrom(MemorySegment.ofArray(bytes).asSlice(from, to - from - 4L));
      MemorySegment.ofArray(bytes).set(INT, to - 4L, Checksum.CRC32C.of(content));
    }
    return true;
  }

  /** Whether bytes are the right ones everywhere but in the region of a damaged chunk. */
  boolean isRightOutside(String key, byte[] read) {
    return isRight(read, regions.get(key), null);
  }

  /** Whether every chunk is as it should be, or fill value as a whole. */
  boolean isRightOrMissing(byte[] read) {
    MemorySegment fill = MemorySegment.ofArray(new byte[elementBytes]);
    try (var arena = java.lang.foreign.Arena.ofConfined()) {
      MemorySegment one = arena.allocate(elementBytes, 8);
      metadata.fill().set(one);
      fill.copyFrom(one);
    }
    return regions.values().stream().allMatch(r -> isFill(read, r, fill) || isRight(read, r));
  }

  private boolean isFill(byte[] read, Region region, MemorySegment fill) {
    return isRight(read, null, new Only(region, fill));
  }

  private boolean isRight(byte[] read, Region region) {
    return isRight(read, null, new Only(region, null));
  }

  private record Only(Region region, MemorySegment fill) {}

  private boolean isRight(byte[] read, Region except, Only only) {
    if (read.length != expected.length) {
      return false;
    }
    MemorySegment a = MemorySegment.ofArray(read);
    MemorySegment b = MemorySegment.ofArray(expected);
    long[] index = new long[shape.rank()];
    for (long i = 0; i < shape.size(); i++) {
      long at = i * elementBytes;
      boolean looked =
          (except == null || !contains(except, index))
              && (only == null || contains(only.region, index));
      if (looked) {
        long mismatch =
            only == null || only.fill == null
                ? MemorySegment.mismatch(a, at, at + elementBytes, b, at, at + elementBytes)
                : MemorySegment.mismatch(a, at, at + elementBytes, only.fill, 0, elementBytes);
        if (mismatch >= 0) {
          return false;
        }
      }
      for (int d = index.length - 1; d >= 0 && ++index[d] == shape.dim(d); d--) {
        index[d] = 0;
      }
    }
    return true;
  }

  private static boolean contains(Region region, long[] index) {
    for (int d = 0; d < index.length; d++) {
      if (index[d] < region.start(d) || index[d] >= region.end(d)) {
        return false;
      }
    }
    return true;
  }

  boolean isExpected(byte[] read) {
    return Arrays.equals(expected, read);
  }

  /** All objects as members of a zip file. */
  byte[] zip(boolean deflated) {
    var bytes = new java.io.ByteArrayOutputStream();
    try (var zip = new java.util.zip.ZipOutputStream(bytes)) {
      for (Map.Entry<String, byte[]> object : objects.entrySet()) {
        var entry = new java.util.zip.ZipEntry(object.getKey());
        if (!deflated) {
          var crc = new java.util.zip.CRC32();
          crc.update(object.getValue());
          entry.setMethod(java.util.zip.ZipEntry.STORED);
          entry.setSize(object.getValue().length);
          entry.setCrc(crc.getValue());
        }
        zip.putNextEntry(entry);
        zip.write(object.getValue());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }
}
