package org.hyperslab.zarr;

import java.io.Closeable;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import org.hyperslab.block.Block;
import org.hyperslab.block.DType;
import org.hyperslab.codec.Scratch;
import org.hyperslab.grid.ChunkGrid;
import org.hyperslab.grid.Region;
import org.hyperslab.kernel.StridedCopy;
import org.hyperslab.store.ChunkSink;
import org.hyperslab.store.MoreScratchException;
import org.hyperslab.zarr.Node.Place;

/**
 * Writes a region of an array that is there, into its chunks. A chunk of which the region has only
 * a part is read, changed and written; no other chunk of the region is a part of it, so that no
 * lock is needed between threads. Where the array grows, its metadata says so with the commit.
 */
final class RegionSink implements ChunkSink {
  private static final long ALIGNMENT = 64;

  private final Place place;
  private final RegionTarget target;
  private final Closeable lock;
  private final ChunkGrid grid;
  private final ChunkGrid chunks;
  private final ChunkEncoder encoder;
  private final ZarrSource previous;
  private final AtomicLong stored = new AtomicLong();

  /** Finds out what is to be written. */
  @FunctionalInterface
  interface Targeting {
    RegionTarget find() throws IOException;
  }

  /**
   * Opens a sink, once nobody else can change the array any more.
   *
   * @throws IOException if another writer is at work on it
   */
  static RegionSink open(Place place, Targeting target) throws IOException {
    Closeable lock =
        place.store() instanceof FolderStore folder
            ? WriterLock.of(folder.path(place.path()))
            : ObjectLock.of(place);
    try {
      return new RegionSink(target.find(), lock);
    } catch (IOException | RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  private RegionSink(RegionTarget target, Closeable lock) {
    this.place = target.node().place();
    this.target = target;
    this.lock = lock;
    this.grid = target.grid();
    this.chunks = target.metadata().grid();
    this.encoder = ChunkEncoder.of(target.metadata());
    this.previous = new ZarrSource(place.toString(), place, target.metadata());
  }

  @Override
  public String name() {
    return place.toString();
  }

  @Override
  public ChunkGrid grid() {
    return grid;
  }

  @Override
  public DType dtype() {
    return target.metadata().dtype();
  }

  private int elementBytes() {
    return dtype().bytes();
  }

  /** For the encoder, and for a whole chunk, a piece of it as it is read, and the reader. */
  @Override
  public long scratchBytes() {
    return encoder.scratchBytes()
        + Scratch.bytes(chunks.maxChunkElements() * elementBytes())
        + Scratch.bytes(previous.grid().maxChunkElements() * elementBytes())
        + Scratch.bytes(previous.scratchBytes());
  }

  @Override
  public long store(long ordinal, Block block, MemorySegment scratch) throws IOException {
    Region part = grid.region(ordinal);
    block.checkFits(dtype(), part.shape(), name());
    Region inArray = shifted(part, target.region().origin());
    long[] coords = new long[inArray.rank()];
    for (int d = 0; d < coords.length; d++) {
      coords[d] = chunks.chunkOf(d, inArray.start(d));
    }
    Scratch pieces = new Scratch(scratch);
    Region chunk = chunks.region(coords);
    Block whole = chunk.equals(inArray) ? block : merged(chunk, inArray, block, pieces);
    MemorySegment bytes = encoder.encodeChunk(whole, pieces);
    String key = place.key(target.metadata().key(coords));
    try {
      place.store().write(key, bytes);
    } catch (IOException e) {
      throw new IOException(
          "chunk cannot be written: file=%s, chunk=%s: %s"
              .formatted(place.store().locate(key), Arrays.toString(coords), e),
          e);
    }
    stored.incrementAndGet();
    return bytes.byteSize();
  }

  private static Region shifted(Region region, long[] by) {
    long[] origin = region.origin();
    for (int d = 0; d < origin.length; d++) {
      origin[d] += by[d];
    }
    return Region.of(origin, region.shape());
  }

  /** A chunk as it is, with a part of it replaced. */
  private Block merged(Region chunk, Region part, Block block, Scratch scratch) throws IOException {
    Block whole = Block.of(scratch.take(chunk.size() * elementBytes()), dtype(), chunk.shape());
    ChunkGrid pieces = previous.grid();
    MemorySegment memory = scratch.take(pieces.maxChunkElements() * elementBytes());
    MemorySegment rest = scratch.take(previous.scratchBytes());
    Region inside = pieces.chunksOf(chunk);
    long[] at = inside.origin();
    do {
      Region piece = pieces.region(at);
      Block read = Block.of(memory, dtype(), piece.shape());
      load(pieces.ordinal(at), read, rest);
      put(read, piece, whole, chunk);
    } while (inside.next(at));
    put(block, part, whole, chunk);
    return whole;
  }

  private void load(long ordinal, Block into, MemorySegment scratch) throws IOException {
    try {
      previous.load(ordinal, into, scratch);
    } catch (MoreScratchException e) {
      // Nobody has planned for this chunk, and here is no budget to ask.
      try (Arena arena = Arena.ofConfined()) {
        previous.load(
            ordinal, into, arena.allocate(scratch.byteSize() + e.missingBytes(), ALIGNMENT));
      }
    }
  }

  /** Copies a block, which is a region of the array, to its place in a larger one. */
  private static void put(Block from, Region region, Block to, Region outer) {
    StridedCopy.copy(from, to.slice(region.relativeTo(outer)));
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalStateException if not every chunk was stored
   */
  @Override
  public void commit() throws IOException {
    if (stored.get() != grid.count()) {
      throw new IllegalStateException(
          "not every chunk is stored: stored="
              + stored
              + ", chunks="
              + grid.count()
              + ", array="
              + name());
    }
    Node node = target.node();
    ArrayMetadata metadata = target.metadata();
    if (!node.arrayMetadata().shape().equals(metadata.shape())) {
      long[] shape = Arrays.copyOf(metadata.shape().toArray(), metadata.rank());
      NodeDocuments.write(
          place,
          NodeDocuments.ofArray(node.format()),
          node.json().node().deepCopy().set("shape", Json.node(shape)));
      ConsolidatedWriter.update(place);
    }
  }

  @Override
  public void close() throws IOException {
    lock.close();
  }
}
