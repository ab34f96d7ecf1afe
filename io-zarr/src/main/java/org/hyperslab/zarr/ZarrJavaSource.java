package org.hyperslab.zarr;

import dev.zarr.zarrjava.ZarrException;
import dev.zarr.zarrjava.core.Array;
import dev.zarr.zarrjava.v2.Order;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.hyperslab.block.Block;
import org.hyperslab.block.DType;
import org.hyperslab.grid.ChunkGrid;
import org.hyperslab.grid.Region;
import org.hyperslab.grid.Shape;
import org.hyperslab.grid.Strides;
import org.hyperslab.store.ChunkSource;
import org.hyperslab.store.FormatException;
import org.jspecify.annotations.Nullable;

/** The chunks of an array of zarr-java. */
final class ZarrJavaSource implements ChunkSource {
  private final Array array;
  private final Shape chunkShape;
  private final ChunkGrid grid;
  private final DType dtype;

  ZarrJavaSource(Array array) {
    this.array = array;
    long[] chunk = Arrays.stream(array.metadata().chunkShape()).asLongStream().toArray();
    this.chunkShape = Shape.of(chunk);
    this.grid = ChunkGrid.regular(Shape.of(array.metadata().shape), chunk);
    this.dtype = dtype(array);
    if (array.metadata() instanceof dev.zarr.zarrjava.v2.ArrayMetadata v2 && v2.order == Order.F) {
      throw new IllegalArgumentException(
          "zarr-java doesn't heed order F; open the array with Zarr.open: " + name());
    }
  }

  private static DType dtype(Array array) {
    ucar.ma2.DataType type = array.metadata().dataType().getMA2DataType();
    return switch (type) {
      case BOOLEAN -> DType.BOOL;
      case BYTE -> DType.INT8;
      case UBYTE -> DType.UINT8;
      case SHORT -> DType.INT16;
      case USHORT -> DType.UINT16;
      case INT -> DType.INT32;
      case UINT -> DType.UINT32;
      case LONG -> DType.INT64;
      case ULONG -> DType.UINT64;
      case FLOAT -> DType.FLOAT32;
      case DOUBLE -> DType.FLOAT64;
      default -> throw new IllegalArgumentException("dtype is not computed with: " + type);
    };
  }

  @Override
  public String name() {
    return String.valueOf(array.storeHandle);
  }

  @Override
  public ChunkGrid grid() {
    return grid;
  }

  @Override
  public DType dtype() {
    return dtype;
  }

  @Override
  public long load(long ordinal, Block into, MemorySegment scratch) throws IOException {
    long[] coords = grid.coords(ordinal);
    Region region = grid.region(coords);
    into.checkFits(dtype, region.shape(), name());
    MemorySegment chunk = elements(read(coords), coords);
    copy(chunk, into);
    return chunk.byteSize();
  }

  private ucar.ma2.Array read(long[] coords) throws IOException {
    try {
      return array.readChunk(coords.clone());
    } catch (ZarrException | RuntimeException e) {
      throw new FormatException(
          "chunk cannot be read: array=%s, chunk=%s: %s"
              .formatted(name(), Arrays.toString(coords), e),
          e);
    }
  }

  /** A chunk's elements in C order; whole, also at the array's edge. */
  private MemorySegment elements(ucar.ma2.Array chunk, long[] coords) throws FormatException {
    Object values = chunk.copyTo1DJavaArray();
    MemorySegment elements =
        switch (values) {
          case byte[] v -> MemorySegment.ofArray(v);
          case short[] v -> MemorySegment.ofArray(v);
          case int[] v -> MemorySegment.ofArray(v);
          case long[] v -> MemorySegment.ofArray(v);
          case float[] v -> MemorySegment.ofArray(v);
          case double[] v -> MemorySegment.ofArray(v);
          case boolean[] v -> MemorySegment.ofArray(bytes(v));
          default -> MemorySegment.ofArray(new byte[0]);
        };
    if (elements.byteSize() != chunkShape.size() * dtype.bytes()) {
      throw new FormatException(
          "chunk of another size: array=%s, chunk=%s, bytes=%d, expected=%d"
              .formatted(
                  name(),
                  Arrays.toString(coords),
                  elements.byteSize(),
                  chunkShape.size() * dtype.bytes()));
    }
    return elements;
  }

  private static byte[] bytes(boolean[] values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (values[i] ? 1 : 0);
    }
    return bytes;
  }

  /** Copies the box at the chunk's begin that is inside the array, run by run. */
  private void copy(MemorySegment chunk, Block into) {
    int elementBytes = dtype.bytes();
    long[] strides = Strides.contiguous(chunkShape);
    int last = into.shape().rank() - 1;
    long run = last < 0 ? 1 : into.shape().dim(last);
    long[] at = new long[into.shape().rank()];
    for (long to = 0; to < into.shape().size(); to += run) {
      long from = Strides.offset(strides, at) * elementBytes;
      MemorySegment.copy(chunk, from, into.segment(), to * elementBytes, run * elementBytes);
      advance(at, into.shape());
    }
  }

  /** Moves an index to the next row. */
  private static void advance(long[] at, Shape shape) {
    for (int d = at.length - 2; d >= 0; d--) {
      if (++at[d] < shape.dim(d)) {
        return;
      }
      at[d] = 0;
    }
  }

  @Override
  public boolean equals(@Nullable Object o) {
    return o instanceof ZarrJavaSource s && s.array.equals(array);
  }

  @Override
  public int hashCode() {
    return array.hashCode();
  }

  @Override
  public String toString() {
    return "ZarrJavaSource[" + name() + "]";
  }
}
