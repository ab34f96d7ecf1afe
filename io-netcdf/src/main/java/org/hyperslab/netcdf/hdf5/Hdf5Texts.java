package org.hyperslab.netcdf.hdf5;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.hyperslab.block.Block;
import org.hyperslab.block.DType;
import org.hyperslab.dataset.TextSource;
import org.hyperslab.grid.ChunkGrid;
import org.hyperslab.grid.Region;
import org.hyperslab.grid.Shape;
import org.hyperslab.store.FormatException;
import org.hyperslab.store.HeapRoom;

/** A dataset of texts, or of a type that can only be listed. */
final class Hdf5Texts implements TextSource {
  private static final long MOST_BYTES = 256 << 20;

  /** What a text takes of the heap beside its characters. */
  private static final long TEXT_BYTES = 64;

  private final Hdf5Dataset dataset;
  private final Shape shape;
  private final Map<Integer, ChunkFilter> filters;

  Hdf5Texts(Hdf5Dataset dataset, Shape shape, Map<Integer, ChunkFilter> filters) {
    this.dataset = dataset;
    this.shape = shape;
    this.filters = filters;
  }

  @Override
  public String type() {
    return dataset.type().describe();
  }

  @Override
  public Shape shape() {
    return shape;
  }

  @Override
  public boolean isChars() {
    return dataset.type() instanceof Datatype.FixedText t && t.size() == 1;
  }

  @Override
  public List<String> read() throws IOException {
    if (dataset.space().isNull()) {
      return List.of();
    }
    return switch (dataset.type()) {
      case Datatype.FixedText t -> isChars() ? rows(bytes()) : fixed(t, bytes());
      case Datatype.VariableText t -> variable(bytes());
      case Datatype.IntegerType i -> throw noTexts();
      case Datatype.FloatType f -> throw noTexts();
      case Datatype.Sequence s -> throw noTexts();
      case Datatype.Enumeration e -> throw noTexts();
      case Datatype.ArrayType a -> throw noTexts();
      case Datatype.ObjectReference r -> throw noTexts();
      case Datatype.Compound c -> throw noTexts();
      case Datatype.Other o -> throw noTexts();
    };
  }

  private FormatException noTexts() {
    return new FormatException(
        "type is not supported: file=%s, variable=%s, type=%s"
            .formatted(dataset.file().name(), dataset.path(), type()));
  }

  private List<String> rows(byte[] bytes) {
    int row = shape.rank() == 0 ? 1 : Math.toIntExact(shape.dim(shape.rank() - 1));
    List<String> texts = new ArrayList<>();
    for (int at = 0; row > 0 && at < bytes.length; at += row) {
      int end = at;
      while (end < at + row && bytes[end] != 0) {
        end++;
      }
      texts.add(new String(bytes, at, end - at, StandardCharsets.UTF_8));
    }
    return texts;
  }

  private List<String> fixed(Datatype.FixedText type, byte[] bytes) throws IOException {
    Cursor c = new Cursor(dataset.file(), dataset.address(), bytes, "texts");
    return Texts.fixed(type, c, (int) shape.size());
  }

  private List<String> variable(byte[] bytes) throws IOException {
    try (MetadataFile file = MetadataFile.open(dataset.file())) {
      Cursor c = new Cursor(file.id(), dataset.address(), bytes, "texts");
      return Texts.variable(c, (int) shape.size(), new GlobalHeap(file));
    }
  }

  /** All elements' bytes, in C order. */
  private byte[] bytes() throws IOException {
    if (shape.isEmpty()) {
      return new byte[0];
    }
    long elementBytes = dataset.type().size();
    if (shape.size() > MOST_BYTES / elementBytes) {
      throw new FormatException(
          "too many texts: file=%s, variable=%s, shape=%s"
              .formatted(dataset.file().name(), dataset.path(), shape));
    }
    HeapRoom.check(
        (2 * elementBytes + TEXT_BYTES) * shape.size(),
        "texts of variable " + dataset.path() + " of file " + dataset.file().name());
    Hdf5Dataset view = dataset.asBytes();
    long[] extents = Arrays.copyOf(shape.toArray(), shape.rank() + 1);
    extents[shape.rank()] = elementBytes;
    NumericType type = new NumericType(DType.UINT8, 1, ByteOrder.LITTLE_ENDIAN);
    Hdf5Source source =
        new Hdf5Source(
            view,
            type,
            Shape.of(extents),
            new FilterChain(dataset.filters(), dataset.chunkBytes(), filters));
    byte[] all = new byte[(int) (shape.size() * elementBytes)];
    BoxCopy.Box whole =
        new BoxCopy.Box(MemorySegment.ofArray(all), Region.whole(Shape.of(extents)));
    ChunkGrid grid = source.grid();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment scratch = arena.allocate(Math.max(1, source.scratchBytes()), 64);
      MemorySegment memory = arena.allocate(grid.maxChunkElements(), 64);
      for (long chunk = 0; chunk < grid.count(); chunk++) {
        Region region = grid.region(chunk);
        Block block = Block.of(memory.asSlice(0, region.size()), source.dtype(), region.shape());
        source.load(chunk, block, scratch);
        BoxCopy.copy(new BoxCopy.Box(block.segment(), region), whole, region, 1);
      }
    }
    return all;
  }
}
