package org.hyperslab.zarr;

import java.io.IOException;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.hyperslab.codec.CodecException;
import org.hyperslab.dataset.TextSource;
import org.hyperslab.grid.ChunkGrid;
import org.hyperslab.grid.Region;
import org.hyperslab.grid.Shape;
import org.hyperslab.store.FormatException;
import org.hyperslab.zarr.Node.Place;

/** The texts of an array, which are read all at once. */
final class ZarrText implements TextSource {
  private static final long MOST_TEXTS = 16 << 20;

  private final String name;
  private final Place place;
  private final ArrayMetadata metadata;
  private final TextLayout layout;

  ZarrText(String name, Place place, ArrayMetadata metadata, TextLayout layout) {
    this.name = name;
    this.place = place;
    this.metadata = metadata;
    this.layout = layout;
  }

  @Override
  public String type() {
    return metadata.type().name();
  }

  @Override
  public Shape shape() {
    return metadata.shape();
  }

  @Override
  public List<String> read() throws IOException {
    long most = Math.max(shape().size(), metadata.chunkShape().size());
    if (most > MOST_TEXTS || most * layout.textBytes() > TextChunk.MOST_BYTES) {
      throw new FormatException(
          "too many texts: array=%s, shape=%s, chunks=%s, type=%s"
              .formatted(name, shape(), metadata.chunkShape(), type()));
    }
    String[] texts = new String[(int) shape().size()];
    Arrays.fill(texts, layout.fill());
    ChunkGrid grid = metadata.grid();
    for (long ordinal = 0; ordinal < grid.count(); ordinal++) {
      read(grid, grid.coords(ordinal), texts);
    }
    return Collections.unmodifiableList(Arrays.asList(texts));
  }

  private void read(ChunkGrid grid, long[] coords, String[] into) throws IOException {
    String key = place.key(metadata.key(coords));
    byte[] stored = place.store().readSmall(key, TextChunk.MOST_BYTES);
    if (stored == null) {
      refuseIfGone(coords);
      return;
    }
    try {
      if (stored.length > TextChunk.MOST_BYTES) {
        throw new CodecException("too large: at most=" + TextChunk.MOST_BYTES, 0);
      }
      int count = (int) metadata.chunkShape().size();
      place(new TextChunk(layout, count).decode(stored), grid.region(coords), into);
    } catch (CodecException e) {
      throw new FormatException(
          "corrupt chunk: file=%s, chunk=%s, offset=%d: %s"
              .formatted(
                  place.store().locate(key), Arrays.toString(coords), e.offset(), e.getMessage()),
          e);
    }
  }

  /** A chunk that isn't there is fill value as long as the array itself is there. */
  private void refuseIfGone(long[] coords) throws IOException {
    String document = place.key(NodeDocuments.ofArray(metadata.format()));
    if (!place.store().exists(document)) {
      throw new IOException(
          "array is gone: file=%s, chunk=%s"
              .formatted(place.store().locate(document), Arrays.toString(coords)));
    }
  }

  /** Moves a chunk's texts to their places in the array. */
  private void place(List<String> chunk, Region region, String[] into) {
    int rank = shape().rank();
    long[] inside = new long[rank];
    do {
      long from = 0;
      long to = 0;
      for (int d = 0; d < rank; d++) {
        int axis = layout.columnMajor() ? rank - 1 - d : d;
        from = from * metadata.chunkShape().dim(axis) + inside[axis];
        to = to * shape().dim(d) + region.start(d) + inside[d];
      }
      into[(int) to] = chunk.get((int) from);
    } while (Region.whole(region.shape()).next(inside));
  }
}
