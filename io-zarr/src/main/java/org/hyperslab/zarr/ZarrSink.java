package org.hyperslab.zarr;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.hyperslab.block.Block;
import org.hyperslab.block.DType;
import org.hyperslab.grid.ChunkGrid;
import org.hyperslab.store.ChunkSink;
import org.hyperslab.store.FormatException;

/** Writes an array into a temporary folder, which the commit renames. */
final class ZarrSink implements ChunkSink {
  private final Path target;
  private final Replacement folder;
  private final ArrayMetadata metadata;
  private final ChunkGrid grid;
  private final CodecChain chain;
  private final long scratchBytes;
  private final AtomicLong stored = new AtomicLong();

  private ZarrSink(Path target, Replacement folder, ArrayMetadata metadata) {
    this.target = target;
    this.folder = folder;
    this.metadata = metadata;
    this.grid = metadata.grid();
    this.chain = new CodecChain(metadata);
    this.scratchBytes = chain.encodeScratchBytes(isEveryChunkDirect());
  }

  private boolean isEveryChunkDirect() {
    for (int d = 0; d < grid.rank(); d++) {
      if (metadata.shape().dim(d) % metadata.chunkShape().dim(d) != 0) {
        return false;
      }
    }
    return chain.isDirect(metadata.chunkShape());
  }

  static ZarrSink create(Path target, ZarrSpec spec) throws IOException {
    ArrayMetadata metadata = spec.toMetadata();
    try {
      metadata.checked(target);
    } catch (FormatException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
    documents(metadata);
    Path place = Files.exists(target) ? target.toRealPath() : target.toAbsolutePath().normalize();
    refuseToReplaceOthers(place);
    return new ZarrSink(target, Replacement.begin(place), metadata);
  }

  private static void refuseToReplaceOthers(Path place) throws IOException {
    if (!Files.exists(place)) {
      return;
    }
    if (!Files.isDirectory(place)) {
      throw new FileAlreadyExistsException(place.toString(), null, "a file, not a Zarr array");
    }
    Node node = NodeDocuments.read(place);
    if (node == null ? !isEmpty(place) : !node.isArray()) {
      throw new FileAlreadyExistsException(
          place.toString(), null, "not a Zarr array; only arrays are replaced");
    }
  }

  private static boolean isEmpty(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.findAny().isEmpty();
    }
  }

  private static Documents documents(ArrayMetadata metadata) {
    return metadata.format() == 3
        ? new Documents(NodeDocuments.V3, MetadataV3.arrayDocument(metadata))
        : new Documents(NodeDocuments.V2_ARRAY, MetadataV2.arrayDocument(metadata));
  }

  private record Documents(String name, JsonNode json) {}

  @Override
  public String name() {
    return target.toString();
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
  public long store(long ordinal, Block block, MemorySegment scratch) throws IOException {
    long[] coords = grid.coords(ordinal);
    Blocks.check(block, metadata.dtype(), grid.region(coords).shape(), name());
    Scratch pieces = new Scratch(scratch);
    MemorySegment bytes = chain.encode(chain.pack(block, pieces), pieces);
    Path file = folder.temporary().resolve(metadata.keys().key(coords));
    try {
      write(file, bytes);
    } catch (IOException e) {
      throw new IOException(
          "chunk cannot be written: file=%s, chunk=%s: %s"
              .formatted(file, Arrays.toString(coords), e),
          e);
    }
    stored.incrementAndGet();
    return bytes.byteSize();
  }

  /** Most chunks find their folder there, so it is made when a write fails. */
  private static void write(Path file, MemorySegment bytes) throws IOException {
    try {
      ChunkFile.write(file, bytes);
    } catch (NoSuchFileException e) {
      Path parent = file.getParent();
      if (parent == null) {
        throw e;
      }
      Files.createDirectories(parent);
      ChunkFile.write(file, bytes);
    }
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalStateException if not every chunk was stored: a missing one would read as fill
   *     value
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
    if (metadata.format() == 2) {
      ObjectNode attributes = MetadataV2.attributesDocument(metadata);
      if (!attributes.isEmpty()) {
        ChunkFile.write(
            folder.temporary().resolve(NodeDocuments.V2_ATTRIBUTES), Json.bytes(attributes));
      }
    }
    Documents documents = documents(metadata);
    ChunkFile.write(folder.temporary().resolve(documents.name()), Json.bytes(documents.json()));
    folder.commit();
    ConsolidatedWriter.update(folder.place());
  }

  @Override
  public void close() throws IOException {
    folder.close();
  }
}
