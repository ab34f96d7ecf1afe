package org.hyperslab.netcdf;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.hyperslab.dataset.Dataset;
import org.hyperslab.dataset.Variable;
import org.hyperslab.store.ChunkSink;
import org.jspecify.annotations.Nullable;

/**
 * Writes a NetCDF-4 file: first chunks, as they come; when all are there, the indexes of the
 * chunks, then object headers and heaps, and last the superblock, without which the file is none.
 * Stateful, not thread-safe but for the sinks.
 */
final class HdfFile {
  private static final int SUPERBLOCK_BYTES = 48;

  private final HdfSpace space;
  private final List<ChunkSink> sinks = new ArrayList<>();
  private final List<HdfVariable> variables = new ArrayList<>();
  private final List<HdfNode> nodes = new ArrayList<>();

  private HdfFile(HdfSpace space) {
    this.space = space;
  }

  /** How the numeric variables of a dataset and its groups are to be stored. */
  static Map<Variable, HdfStorage> storage(Dataset dataset, NetCdfOptions options) {
    Map<Variable, HdfStorage> storage = new HashMap<>();
    for (Variable v : dataset.variables()) {
      if (v.isNumeric()) {
        storage.put(v, HdfStorage.of(v, dataset, options));
      }
    }
    dataset.groups().values().forEach(g -> storage.putAll(storage(g, options)));
    return storage;
  }

  /** Begins to write a dataset. */
  static Opened create(Path target, Dataset dataset, Map<Variable, HdfStorage> storage)
      throws IOException {
    Map<Variable, TextRows> texts = new HashMap<>();
    readTexts(dataset, texts);
    NewFile file = NewFile.create(target);
    HdfFile hdf = new HdfFile(new HdfSpace(file, SUPERBLOCK_BYTES));
    Draft draft = new Draft(file, storage.size(), f -> hdf.complete());
    try {
      List<HdfDimension> dimensions = new ArrayList<>();
      HdfGroup.Plan plan =
          new HdfGroup.Plan(
              (v, group) -> hdf.variable(v, group, draft, storage.get(v), texts),
              hdf.nodes,
              dimensions);
      HdfGroup root = new HdfGroup(dataset, Map.of(), plan);
      root.node().add(HdfAttribute.properties());
      dimensions.forEach(HdfDimension::finish);
      hdf.headers(new HdfHeap(List.of()));
      return new Opened(draft, hdf.sinks);
    } catch (RuntimeException e) {
      file.close();
      throw e;
    }
  }

  private static void readTexts(Dataset dataset, Map<Variable, TextRows> texts) throws IOException {
    for (Variable v : dataset.variables()) {
      if (!v.isNumeric()) {
        texts.put(v, TextRows.read(v));
      }
    }
    for (Dataset g : dataset.groups().values()) {
      readTexts(g, texts);
    }
  }

  private HdfVariable variable(
      Variable v,
      Dataset group,
      Draft draft,
      @Nullable HdfStorage storage,
      Map<Variable, TextRows> texts) {
    boolean[] unlimited = new boolean[v.rank()];
    for (int d = 0; d < unlimited.length; d++) {
      unlimited[d] = HdfDimension.isUnlimited(group.dimension(v.dimensions().get(d)));
    }
    HdfVariable made;
    if (storage == null) {
      made = HdfVariable.ofTexts(Objects.requireNonNull(texts.get(v)), unlimited);
    } else {
      HdfSink sink = new HdfSink(draft, space, v.name(), storage.grid(), storage.encoding());
      sinks.add(sink);
      made =
          HdfVariable.ofNumbers(sink, storage.encoding().fill(), unlimited, storage.contiguous());
    }
    variables.add(made);
    return made;
  }

  /** All object headers. */
  private List<byte[]> headers(HdfHeap heap) {
    return nodes.stream().map(n -> n.header(heap)).toList();
  }

  private void complete() throws IOException {
    for (HdfVariable v : variables) {
      v.finish(space);
    }
    HdfHeap measured = new HdfHeap(List.of());
    List<byte[]> headers = headers(measured);
    variables.forEach(v -> v.data(measured));
    for (int i = 0; i < headers.size(); i++) {
      nodes.get(i).place(space.allocate(headers.get(i).length));
    }
    HdfHeap heap = new HdfHeap(measured.allocate(space));
    headers = headers(heap);
    for (int i = 0; i < headers.size(); i++) {
      space.write(nodes.get(i).address(), headers.get(i));
    }
    for (HdfVariable v : variables) {
      space.write(v.dataAddress(), v.data(heap));
    }
    heap.write(space);
    space.file().extendTo(space.end());
    space.write(0, superblock(nodes.getFirst().address()));
  }

  private byte[] superblock(long root) {
    HdfBytes b = new HdfBytes().u8(0x89).signature("HDF\r").signature("\n\u001a\n\2");
    b.u8(8).u8(8).u8(0).i64(0).i64(HdfBytes.UNDEFINED).i64(space.end()).i64(root);
    return b.checksum().toArray();
  }
}
