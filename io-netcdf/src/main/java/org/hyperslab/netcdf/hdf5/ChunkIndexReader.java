package org.hyperslab.netcdf.hdf5;

import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.hyperslab.grid.ChunkGrid;
import org.hyperslab.store.FormatException;

/** Reads the chunk index of a dataset, whichever of the six kinds it is. */
final class ChunkIndexReader {
  private static final int PLAIN_RECORDS = 10;
  private static final int FILTERED_RECORDS = 11;

  private final MetadataFile file;
  private final Hdf5Dataset dataset;
  private final Layout.Chunked layout;
  private final ChunkGrid grid;
  private final ChunkEntries entries;
  private final Set<Long> seen = new HashSet<>();

  private ChunkIndexReader(MetadataFile file, Hdf5Dataset dataset) {
    this.file = file;
    this.dataset = dataset;
    this.layout = dataset.chunkedLayout();
    this.grid = dataset.storedGrid();
    this.entries = new ChunkEntries(file.id(), dataset.path());
  }

  static ChunkEntries read(MetadataFile file, Hdf5Dataset dataset) throws IOException {
    ChunkIndexReader reader = new ChunkIndexReader(file, dataset);
    if (reader.layout.index().address() != Cursor.UNDEFINED) {
      reader.read();
    }
    return reader.entries.finish();
  }

  private void read() throws IOException {
    Layout.Index index = layout.index();
    int rank = grid.rank();
    switch (index.kind()) {
      case BTREE_1 -> tree(index.address(), -1);
      case SINGLE -> {
        long bytes = dataset.filters().isEmpty() ? dataset.chunkBytes() : index.singleBytes();
        add(new long[rank], index.address(), bytes, index.singleMask());
      }
      case IMPLICIT -> {
        ArrayOrder order = new ArrayOrder(dataset.space(), layout.chunk(), false);
        long at = index.address();
        for (long i = 0; i < order.count(); i++) {
          // All chunks are there, also those that the dataset has not grown to yet.
          file.id().position(at, dataset.chunkBytes(), "chunk of " + dataset.path());
          add(order.coords(i), at, dataset.chunkBytes(), 0);
          at += dataset.chunkBytes();
        }
      }
      case FIXED_ARRAY -> FixedArray.read(file, index.address(), arrayVisitor(false));
      case EXTENSIBLE_ARRAY -> ExtensibleArray.read(file, index.address(), arrayVisitor(true));
      case BTREE_2 -> tree2(index.address());
    }
  }

  /** Gets the elements of an array of chunks. */
  interface ArrayVisitor {
    /**
     * An element.
     *
     * @param element address, and for filtered chunks size and filter mask
     */
    void visit(long i, Cursor element) throws IOException;
  }

  private ArrayVisitor arrayVisitor(boolean extensible) throws FormatException {
    ArrayOrder order = new ArrayOrder(dataset.space(), layout.chunk(), extensible);
    return (i, element) -> {
      long address = element.address();
      boolean filtered = element.left() > 0;
      long bytes = filtered ? element.size(element.left() - 4) : dataset.chunkBytes();
      int mask = filtered ? (int) element.u32() : 0;
      if (address != Cursor.UNDEFINED) {
        add(order.coords(i), address, bytes, mask);
      }
    };
  }

  /** Adds a chunk, unless it is outside the dataset, which may have shrunk. */
  private void add(long[] coords, long address, long bytes, int mask) throws FormatException {
    for (int d = 0; d < coords.length; d++) {
      if (coords[d] < 0 || coords[d] >= grid.countAlong(d)) {
        return;
      }
    }
    entries.add(grid.ordinal(coords), address, bytes, mask, coords);
  }

  private void tree2(long address) throws IOException {
    int rank = grid.rank();
    boolean filtered = !dataset.filters().isEmpty();
    BTree2.walk(
        file,
        address,
        filtered ? FILTERED_RECORDS : PLAIN_RECORDS,
        record -> {
          long at = record.address();
          long bytes = dataset.chunkBytes();
          int mask = 0;
          if (filtered) {
            bytes = record.size(record.left() - 4 - 8 * rank);
            mask = (int) record.u32();
          }
          long[] coords = new long[rank];
          for (int d = 0; d < rank; d++) {
            coords[d] = record.size(8);
          }
          add(coords, at, bytes, mask);
        });
  }

  private void tree(long address, int level) throws IOException {
    if (!seen.add(address)) {
      throw file.id().malformed("B-tree refers to a node twice", address);
    }
    int o = file.id().offsetBytes();
    int rank = grid.rank();
    Cursor head = file.read(address, 8, "TREE", "chunk B-tree");
    head.expect(1, "type");
    int ownLevel = head.u8();
    if (level >= 0 && ownLevel != level) {
      throw head.malformed("wrong level " + ownLevel);
    }
    int children = head.u16();
    int keyBytes = 8 + 8 * (rank + 1);
    Cursor c = file.read(address + 8 + 2L * o, (long) children * (keyBytes + o), "chunk B-tree");
    List<Long> chunk = layout.chunk();
    for (int i = 0; i < children; i++) {
      long bytes = c.u32();
      int mask = (int) c.u32();
      long[] coords = new long[rank];
      for (int d = 0; d < rank; d++) {
        long start = c.size(8);
        if (ownLevel == 0 && start % chunk.get(d) != 0) {
          throw c.malformed("chunk is not on the grid: start=" + start);
        }
        coords[d] = start / chunk.get(d);
      }
      c.skip(8);
      long child = c.address();
      if (ownLevel > 0) {
        tree(child, ownLevel - 1);
      } else {
        add(coords, child, bytes, mask);
      }
    }
  }
}
