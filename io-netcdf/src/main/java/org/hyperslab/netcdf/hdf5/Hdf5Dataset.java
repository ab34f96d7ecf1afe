package org.hyperslab.netcdf.hdf5;

import java.io.IOException;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.hyperslab.dataset.AttributeValue;
import org.hyperslab.grid.ChunkGrid;
import org.hyperslab.grid.Shape;
import org.hyperslab.store.FormatException;
import org.jspecify.annotations.Nullable;

/** What a dataset's object header says. Immutable. */
final class Hdf5Dataset implements Hdf5Object {
  /** No chunk of HDF5 has 4 GiB; those of 2 GiB and more are not supported. */
  private static final long MOST_CHUNK_BYTES = Integer.MAX_VALUE - 8;

  private final FileId file;
  private final String path;
  private final long address;
  private final Datatype type;
  private final Dataspace space;
  private final Layout layout;
  private final List<FilterSpec> filters;
  private final byte @Nullable [] fill;
  private final Shape shape;
  private final List<Hdf5Attribute> attributes;

  private final @Nullable Hdf5Dataset origin;

  private Hdf5Dataset(MetadataFile open, ObjectHeader header, String path, GlobalHeap heap)
      throws IOException {
    this.file = open.id();
    this.path = path;
    this.address = header.address();
    this.type = Datatype.read(header.get(open, ObjectHeader.DATATYPE, "datatype"));
    this.space = Dataspace.read(header.get(open, ObjectHeader.DATASPACE, "dataspace"));
    Cursor layoutMessage = header.get(open, ObjectHeader.LAYOUT, "layout");
    this.layout =
        header.has(ObjectHeader.EXTERNAL_FILES)
            ? new Layout.Other("dataset in external files")
            : Layout.read(layoutMessage);
    Cursor pipeline = header.find(open, ObjectHeader.FILTERS, "filter pipeline");
    this.filters = pipeline == null ? List.of() : FilterSpec.read(pipeline);
    this.fill = FillMessage.read(open, header);
    this.shape = shape(layoutMessage);
    this.attributes = Hdf5Attribute.all(open, header, heap);
    this.origin = null;
    check(layoutMessage);
  }

  /** The bytes of another dataset's elements, along one more dimension. */
  private Hdf5Dataset(Hdf5Dataset other) {
    this.file = other.file;
    this.path = other.path;
    this.address = other.address;
    this.type = new Datatype.IntegerType(1, false, ByteOrder.LITTLE_ENDIAN);
    long bytes = other.type.size();
    this.space =
        new Dataspace(
            other.space.isNull(),
            appended(other.space.extents(), bytes),
            appended(other.space.limits(), bytes));
    this.layout =
        other.layout instanceof Layout.Chunked c
            ? new Layout.Chunked(appended(c.chunk(), bytes), 1, c.index())
            : other.layout;
    this.filters = other.filters;
    this.fill = null;
    this.shape = Shape.of(space.extents().stream().mapToLong(Long::longValue).toArray());
    this.attributes = List.of();
    this.origin = other;
  }

  private static List<Long> appended(List<Long> extents, long last) {
    List<Long> all = new ArrayList<>(extents);
    all.add(last);
    return List.copyOf(all);
  }

  /**
   * This dataset as one of bytes, with one more dimension, for elements that are no numbers; never
   * written ones are zeros.
   */
  Hdf5Dataset asBytes() {
    return new Hdf5Dataset(this);
  }

  /** The dataset that the file's chunk index is of. */
  Hdf5Dataset indexed() {
    return origin == null ? this : origin;
  }

  static Hdf5Dataset read(MetadataFile open, ObjectHeader header, String path, GlobalHeap heap)
      throws IOException {
    return new Hdf5Dataset(open, header, path, heap);
  }

  private Shape shape(Cursor at) throws FormatException {
    try {
      Shape found = Shape.of(space.extents().stream().mapToLong(Long::longValue).toArray());
      Math.multiplyExact(found.size(), type.size());
      return found;
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw at.malformed("dataset %s is too large: %s".formatted(path, space.extents()));
    }
  }

  private void check(Cursor at) throws FormatException {
    if (fill != null
        && fill.length != type.size()
        && !(type instanceof Datatype.VariableText)
        && !(type instanceof Datatype.Sequence)) {
      throw at.malformed(
          "fill value of dataset %s has %d bytes, expected %d"
              .formatted(path, fill.length, type.size()));
    }
    if (layout instanceof Layout.Chunked chunked) {
      if (chunked.chunk().size() != space.rank() || chunked.elementBytes() != type.size()) {
        throw at.malformed(
            "chunks of dataset %s don't fit it: chunk=%s, element bytes=%d, shape=%s, type=%s"
                .formatted(path, chunked.chunk(), chunked.elementBytes(), shape, type.describe()));
      }
      long bytes = type.size();
      for (long extent : chunked.chunk()) {
        if (bytes > MOST_CHUNK_BYTES / extent) {
          throw at.malformed(
              "chunks of dataset %s are too large: %s".formatted(path, chunked.chunk()));
        }
        bytes *= extent;
      }
      try {
        storedGrid();
      } catch (ArithmeticException e) {
        throw at.malformed("dataset %s has too many chunks: %s".formatted(path, chunked.chunk()));
      }
    }
  }

  FileId file() {
    return file;
  }

  /** Names of groups and the dataset's, with slashes. */
  String path() {
    return path;
  }

  @Override
  public long address() {
    return address;
  }

  Datatype type() {
    return type;
  }

  Dataspace space() {
    return space;
  }

  Shape shape() {
    return shape;
  }

  Layout layout() {
    return layout;
  }

  /** In the order of writing. */
  List<FilterSpec> filters() {
    return filters;
  }

  /** The bytes of the fill value; null for zeros. */
  byte @Nullable [] fill() {
    return fill == null ? null : fill.clone();
  }

  @Override
  public List<Hdf5Attribute> attributes() {
    return attributes;
  }

  /** An attribute's value; null if there is none that says something. */
  @Nullable AttributeValue value(String attribute) {
    for (Hdf5Attribute a : attributes) {
      if (a.name().equals(attribute)) {
        return a.value();
      }
    }
    return null;
  }

  /** The objects that an attribute refers to, per element; empty if there are none. */
  List<List<Long>> references(String attribute) {
    for (Hdf5Attribute a : attributes) {
      if (a.name().equals(attribute)) {
        return a.references();
      }
    }
    return List.of();
  }

  Layout.Chunked chunkedLayout() {
    if (!(layout instanceof Layout.Chunked chunked)) {
      throw new IllegalStateException("dataset is not chunked: " + path);
    }
    return chunked;
  }

  /** The grid of a chunked dataset as it is stored. */
  ChunkGrid storedGrid() {
    return ChunkGrid.regular(
        shape, chunkedLayout().chunk().stream().mapToLong(Long::longValue).toArray());
  }

  /** Bytes of a chunk's elements. */
  long chunkBytes() {
    long bytes = type.size();
    if (layout instanceof Layout.Chunked chunked) {
      for (long extent : chunked.chunk()) {
        bytes *= extent;
      }
    }
    return bytes;
  }

  /** Filters and layout, for people. */
  String storage() {
    List<String> words = new ArrayList<>();
    switch (layout) {
      case Layout.Compact c -> words.add("compact");
      case Layout.Contiguous c -> words.add("contiguous");
      case Layout.Chunked c -> words.add("chunked");
      case Layout.Other o -> words.add(o.name());
    }
    for (FilterSpec f : filters) {
      words.add(FilterNames.of(f));
    }
    return String.join(", ", words);
  }
}
