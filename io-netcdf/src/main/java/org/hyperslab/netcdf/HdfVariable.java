package org.hyperslab.netcdf;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.hyperslab.block.FillValue;
import org.hyperslab.grid.ChunkGrid;
import org.hyperslab.grid.Shape;
import org.jspecify.annotations.Nullable;

/**
 * A dataset of an HDF5 file that is written. Where its data is becomes known at the end. Stateful,
 * not thread-safe.
 */
final class HdfVariable {
  private final Shape shape;
  private final boolean[] unlimited;
  private final byte[] type;
  private final byte[] fill;
  private final int elementBytes;
  private final HdfNode node = new HdfNode(this::messages);
  private final @Nullable HdfSink sink;
  private final boolean contiguous;
  private final HdfAttribute.@Nullable Value data;
  private long address = HdfBytes.UNDEFINED;
  private long dataAddress;

  private HdfVariable(
      Shape shape,
      boolean[] unlimited,
      byte[] type,
      byte[] fill,
      int elementBytes,
      @Nullable HdfSink sink,
      boolean contiguous,
      HdfAttribute.@Nullable Value data) {
    this.shape = shape;
    this.unlimited = unlimited.clone();
    this.type = type;
    this.fill = fill;
    this.elementBytes = elementBytes;
    this.sink = sink;
    this.contiguous = contiguous;
    this.data = data;
  }

  /** A variable of numbers, which a sink writes. */
  static HdfVariable ofNumbers(
      HdfSink sink, FillValue fill, boolean[] unlimited, boolean contiguous) {
    byte[] bytes =
        ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(fill.bits()).array();
    return new HdfVariable(
        sink.grid().shape(),
        unlimited,
        HdfTypes.of(fill.dtype()),
        Arrays.copyOf(bytes, fill.dtype().bytes()),
        fill.dtype().bytes(),
        sink,
        contiguous,
        null);
  }

  /** A variable of characters, or of texts of any length. */
  static HdfVariable ofTexts(TextRows texts, boolean[] unlimited) {
    Shape shape = texts.variable().shape();
    if (texts.variable().text().isChars()) {
      return new HdfVariable(
          shape,
          unlimited,
          HdfTypes.string(1, false),
          new byte[1],
          1,
          null,
          !grows(unlimited),
          (out, heap) -> out.put(texts.bytes()));
    }
    return new HdfVariable(
        shape,
        unlimited,
        HdfTypes.variableString(),
        new byte[0],
        HdfTypes.VARIABLE_LENGTH_BYTES,
        null,
        !grows(unlimited),
        (out, heap) -> texts.rows().forEach(t -> heap.put(t, t.length, out)));
  }

  /** What stands for a dimension without a variable; it has no data. */
  static HdfVariable ofDimension(long length, boolean unlimited) {
    return new HdfVariable(
        Shape.of(length),
        new boolean[] {unlimited},
        HdfTypes.dimension(),
        new byte[4],
        4,
        null,
        !unlimited,
        null);
  }

  private static boolean grows(boolean[] unlimited) {
    boolean grows = false;
    for (boolean u : unlimited) {
      grows |= u;
    }
    return grows;
  }

  HdfNode node() {
    return node;
  }

  /** The chunks of data that no sink writes: one, of all. */
  private Shape wholeChunk() {
    return ChunkGrid.single(shape).chunkShape();
  }

  private List<HdfMessage> messages() {
    List<HdfMessage> m = new ArrayList<>();
    m.add(HdfMessage.dataspace(shape, unlimited));
    m.add(HdfMessage.datatype(type));
    m.add(HdfMessage.fillValue(fill, !contiguous));
    if (contiguous) {
      m.add(HdfMessage.contiguous(address, shape.size() * elementBytes));
    } else {
      Shape chunk = sink == null ? wholeChunk() : sink.grid().chunkShape();
      m.add(HdfMessage.chunked(address, chunk, elementBytes));
    }
    if (sink != null && !sink.filters().isEmpty()) {
      m.add(HdfMessage.filters(sink.filters()));
    }
    return m;
  }

  /** Writes the index of the chunks that the sink wrote, or makes room for texts. */
  void finish(HdfSpace space) throws IOException {
    if (sink != null) {
      address = contiguous ? sink.chunks().first() : sink.chunks().writeIndex(space);
    } else if (data != null && !shape.isEmpty()) {
      long bytes = shape.size() * elementBytes;
      dataAddress = space.allocate(bytes);
      HdfChunks chunks = new HdfChunks(ChunkGrid.single(shape), elementBytes);
      chunks.note(0, dataAddress, bytes);
      address = contiguous ? dataAddress : chunks.writeIndex(space);
    }
  }

  /** The bytes that no sink writes. */
  byte[] data(HdfHeap heap) {
    HdfBytes out = new HdfBytes();
    if (data != null && !shape.isEmpty()) {
      data.write(out, heap);
    }
    return out.toArray();
  }

  /** Where they are. */
  long dataAddress() {
    return dataAddress;
  }
}
