package org.hyperslab.zarr;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.hyperslab.block.Block;
import org.hyperslab.block.DType;
import org.hyperslab.codec.Scratch;
import org.hyperslab.grid.ChunkGrid;
import org.hyperslab.store.ChunkSink;
import org.hyperslab.zarr.Node.Place;

/** Encodes chunks and writes them to a draft of the array, which the commit makes the array. */
final class ZarrSink implements ChunkSink {
  private final Place target;
  private final Draft draft;
  private final ArrayMetadata metadata;
  private final ChunkGrid grid;
  private final ChunkEncoder encoder;
  private final AtomicLong stored = new AtomicLong();

  /** The keys, below the array, of chunks that an interrupted run has left. */
  private final Set<String> kept = ConcurrentHashMap.newKeySet();

  private ZarrSink(Place target, Draft draft, ArrayMetadata metadata) throws IOException {
    this.target = target;
    this.draft = draft;
    this.metadata = metadata;
    this.grid = metadata.grid();
    this.encoder = ChunkEncoder.of(metadata);
    if (draft.isResumed()) {
      keepChunks();
    }
  }

  /** Objects are written at once or not at all; an empty one is what a power failure leaves. */
  private void keepChunks() throws IOException {
    Place place = draft.place();
    int from = place.path().isEmpty() ? 0 : place.path().length() + 1;
    place
        .store()
        .visit(
            place.path(),
            (key, bytes) -> {
              String chunk = key.substring(from);
              if (bytes > 0 && metadata.keys().isChunk(chunk, grid)) {
                kept.add(chunk);
              }
            });
  }

  /**
   * Begins an array.
   *
   * @param resumes whether to go on with what an interrupted run has left of the same array
   */
  static ZarrSink create(Place target, ZarrSpec spec, boolean resumes) throws IOException {
    ArrayMetadata metadata = SpecMetadata.of(spec);
    Draft draft = Draft.begin(target, new Draft.Purpose(document(metadata), resumes));
    try {
      return new ZarrSink(target, draft, metadata);
    } catch (IOException | RuntimeException e) {
      draft.close();
      throw e;
    }
  }

  private static JsonNode document(ArrayMetadata metadata) {
    return metadata.format() == 3
        ? MetadataV3.arrayDocument(metadata)
        : MetadataV2.arrayDocument(metadata);
  }

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
    return encoder.scratchBytes();
  }

  @Override
  public boolean isStored(long ordinal) {
    return !kept.isEmpty() && kept.contains(metadata.key(grid.coords(ordinal)));
  }

  @Override
  public long store(long ordinal, Block block, MemorySegment scratch) throws IOException {
    long[] coords = grid.coords(ordinal);
    block.checkFits(metadata.dtype(), grid.region(coords).shape(), name());
    MemorySegment bytes = encoder.encodeChunk(block, new Scratch(scratch));
    Place place = draft.place();
    String key = place.key(metadata.key(coords));
    try {
      place.store().write(key, bytes);
    } catch (IOException e) {
      throw new IOException(
          "chunk cannot be written: file=%s, chunk=%s: %s"
              .formatted(place.store().locate(key), Arrays.toString(coords), e),
          e);
    }
    kept.remove(metadata.key(coords));
    stored.incrementAndGet();
    return bytes.byteSize();
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalStateException if not every chunk was stored: a missing one would read as fill
   *     value
   */
  @Override
  public void commit() throws IOException {
    if (stored.get() + kept.size() != grid.count()) {
      throw new IllegalStateException(
          "not every chunk is stored: stored="
              + (stored.get() + kept.size())
              + ", chunks="
              + grid.count()
              + ", array="
              + name());
    }
    Place place = draft.place();
    draft.checkAlone();
    if (metadata.format() == 2) {
      ObjectNode attributes = MetadataV2.attributesDocument(metadata);
      if (!attributes.isEmpty()) {
        NodeDocuments.write(place, NodeDocuments.V2_ATTRIBUTES, attributes);
      }
    }
    NodeDocuments.write(place, NodeDocuments.ofArray(metadata.format()), document(metadata));
    draft.commit();
    ConsolidatedWriter.update(target);
  }

  @Override
  public void close() throws IOException {
    draft.close();
  }
}
