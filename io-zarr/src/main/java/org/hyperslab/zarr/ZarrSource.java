package org.hyperslab.zarr;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import org.hyperslab.block.Block;
import org.hyperslab.block.DType;
import org.hyperslab.grid.ChunkGrid;
import org.hyperslab.grid.Shape;
import org.hyperslab.store.ChunkSource;
import org.hyperslab.store.FormatException;
import org.jspecify.annotations.Nullable;

/**
 * Loads chunks. An uncompressed chunk that isn't clipped is read straight into the block; any other
 * is read into scratch memory and decoded from there, into the block where it can.
 */
final class ZarrSource implements ChunkSource {
  /** Shorter pieces of a clipped chunk are not read one by one. */
  private static final long SHORTEST_RUN_BYTES = 4096;

  private final String name;
  private final Path folder;
  private final Path document;
  private final ArrayMetadata metadata;
  private final ChunkGrid grid;
  private final CodecChain chain;
  private final long scratchBytes;

  /**
   * @param name what messages call the array
   * @param folder where its chunks are
   * @param document the file its metadata came from
   */
  ZarrSource(String name, Path folder, Path document, ArrayMetadata metadata) {
    this.name = name;
    this.folder = folder;
    this.document = document;
    this.metadata = metadata;
    this.grid = metadata.grid();
    this.chain = new CodecChain(metadata);
    this.scratchBytes = chain.decodeScratchBytes(isEveryChunkDirect());
  }

  private boolean isEveryChunkDirect() {
    Shape chunk = metadata.chunkShape();
    for (int d = 0; d < chunk.rank(); d++) {
      if (metadata.shape().dim(d) % chunk.dim(d) != 0) {
        return false;
      }
    }
    return chain.isDirect(chunk);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public ChunkGrid grid() {
    return grid;
  }

  @Override
  public DType dtype() {
    return metadata.dtype();
  }

  @Override
  public long scratchBytes() {
    return scratchBytes;
  }

  @Override
  public long load(long ordinal, Block into, MemorySegment scratch) throws IOException {
    long[] coords = grid.coords(ordinal);
    Blocks.check(into, metadata.dtype(), grid.region(coords).shape(), name);
    Path file = folder.resolve(metadata.keys().key(coords));
    try {
      return load(file, into, new Scratch(scratch));
    } catch (NoSuchFileException e) {
      if (!Files.exists(document) || !Files.isDirectory(folder)) {
        throw new IOException(
            "array is gone: file=" + document + ", chunk=" + Arrays.toString(coords), e);
      }
      metadata.fill().fill(into.segment());
      return 0;
    } catch (CodecException e) {
      throw new FormatException(
          "corrupt chunk: file=%s, chunk=%s, offset=%d: %s"
              .formatted(file, Arrays.toString(coords), e.offset(), e.getMessage()),
          e);
    } catch (FormatException e) {
      throw new FormatException(
          "corrupt chunk: file=%s, chunk=%s: %s"
              .formatted(file, Arrays.toString(coords), e.getMessage()),
          e);
    } catch (IOException e) {
      throw new IOException(
          "chunk cannot be read: file=%s, chunk=%s: %s".formatted(file, Arrays.toString(coords), e),
          e);
    }
  }

  private long load(Path file, Block into, Scratch scratch) throws IOException {
    boolean direct = chain.isDirect(into.shape());
    if (chain.isRaw() && !direct && chain.isClippedInRuns(into.shape(), SHORTEST_RUN_BYTES)) {
      long bytes = ChunkFile.readBox(file, chain.rawBytes(), metadata.chunkShape(), into);
      chain.fixElements(into);
      return bytes;
    }
    if (chain.isRaw()) {
      MemorySegment raw = direct ? into.segment() : scratch.take(chain.rawBytes());
      long bytes = ChunkFile.readExactly(file, raw);
      chain.unpack(raw, into);
      return bytes;
    }
    MemorySegment stored = scratch.take(chain.maxStoredBytes());
    long bytes = ChunkFile.read(file, stored);
    MemorySegment raw = direct ? into.segment() : scratch.take(chain.rawBytes());
    chain.unpack(chain.decode(stored.asSlice(0, bytes), raw, scratch), into);
    return bytes;
  }

  @Override
  public boolean equals(@Nullable Object o) {
    return o instanceof ZarrSource s && folder.equals(s.folder) && metadata.equals(s.metadata);
  }

  @Override
  public int hashCode() {
    return Objects.hash(folder, metadata.shape());
  }

  @Override
  public String toString() {
    return "ZarrSource[" + name + "]";
  }
}
