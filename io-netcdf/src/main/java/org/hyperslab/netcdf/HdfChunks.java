package org.hyperslab.netcdf;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLongArray;
import org.hyperslab.grid.ChunkGrid;

/**
 * Where the chunks of a dataset are. They are noted as they are written, by any thread; when all
 * are known, the B-tree through which readers find them is written at once, its nodes full.
 */
final class HdfChunks {
  /** Children of a node: twice the K that files without a word on it have. */
  private static final int MOST_CHILDREN = 64;

  private final ChunkGrid grid;
  private final int elementBytes;
  private final AtomicLongArray addresses;
  private final AtomicIntegerArray bytes;
  private final AtomicInteger noted = new AtomicInteger();

  HdfChunks(ChunkGrid grid, int elementBytes) {
    this.grid = grid;
    this.elementBytes = elementBytes;
    this.addresses = new AtomicLongArray(Math.toIntExact(grid.count()));
    this.bytes = new AtomicIntegerArray(Math.toIntExact(grid.count()));
  }

  /** A chunk was written. */
  void note(long ordinal, long address, long size) {
    bytes.set((int) ordinal, (int) size);
    if (addresses.getAndSet((int) ordinal, address) == 0) {
      noted.incrementAndGet();
    }
  }

  /** How many chunks were written. */
  int count() {
    return noted.get();
  }

  /** The address of the first chunk, or none. */
  long first() {
    return noted.get() == 0 ? HdfBytes.UNDEFINED : addresses.get(0);
  }

  /** A node of the tree, or a chunk below it, and the first chunk it leads to. */
  private record Child(long address, int firstChunk) {}

  /** Writes the tree; gives the root's address, or none if there are no chunks. */
  long writeIndex(HdfSpace space) throws IOException {
    List<Child> level = new ArrayList<>();
    for (int i = 0; i < addresses.length(); i++) {
      level.add(new Child(addresses.get(i), i));
    }
    if (level.isEmpty()) {
      return HdfBytes.UNDEFINED;
    }
    int height = 0;
    do {
      level = writeLevel(space, level, height++);
    } while (level.size() > 1);
    return level.getFirst().address();
  }

  private List<Child> writeLevel(HdfSpace space, List<Child> children, int height)
      throws IOException {
    int keyBytes = 8 + 8 * (grid.rank() + 1);
    int nodeBytes = 24 + MOST_CHILDREN * 8 + (MOST_CHILDREN + 1) * keyBytes;
    int count = (children.size() + MOST_CHILDREN - 1) / MOST_CHILDREN;
    long first = space.allocate((long) count * ((nodeBytes + 7) & -8));
    List<Child> nodes = new ArrayList<>();
    for (int n = 0; n < count; n++) {
      int from = n * MOST_CHILDREN;
      int to = Math.min(children.size(), from + MOST_CHILDREN);
      long address = first + (long) n * ((nodeBytes + 7) & -8);
      HdfBytes b = new HdfBytes().signature("TREE").u8(1).u8(height).u16(to - from);
      b.i64(n == 0 ? HdfBytes.UNDEFINED : address - ((nodeBytes + 7) & -8));
      b.i64(n == count - 1 ? HdfBytes.UNDEFINED : address + ((nodeBytes + 7) & -8));
      for (Child c : children.subList(from, to)) {
        key(b, c.firstChunk());
        b.i64(c.address());
      }
      if (to < children.size()) {
        key(b, children.get(to).firstChunk());
      } else {
        lastKey(b);
      }
      space.write(address, b.zeros(nodeBytes - b.size()).toArray());
      nodes.add(new Child(address, children.get(from).firstChunk()));
    }
    return nodes;
  }

  private void key(HdfBytes b, int chunk) {
    b.i32(bytes.get(chunk)).i32(0);
    long[] coords = grid.coords(chunk);
    for (int d = 0; d < coords.length; d++) {
      b.i64(grid.start(d, coords[d]));
    }
    b.i64(0);
  }

  /** A key behind all chunks. */
  private void lastKey(HdfBytes b) {
    b.i32(0).i32(0);
    for (int d = 0; d < grid.rank(); d++) {
      b.i64(grid.countAlong(d) * grid.chunkShape().dim(d));
    }
    b.i64(elementBytes);
  }
}
