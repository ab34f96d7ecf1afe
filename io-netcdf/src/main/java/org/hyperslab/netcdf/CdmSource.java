package org.hyperslab.netcdf;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import org.hyperslab.block.Block;
import org.hyperslab.block.DType;
import org.hyperslab.grid.ChunkGrid;
import org.hyperslab.grid.Region;
import org.hyperslab.grid.Shape;
import org.hyperslab.store.ChunkSource;
import org.hyperslab.store.FormatException;
import org.jspecify.annotations.Nullable;
import ucar.ma2.Array;
import ucar.ma2.InvalidRangeException;
import ucar.nc2.Attribute;
import ucar.nc2.NetcdfFile;
import ucar.nc2.Variable;

/** A variable that cdm-core reads: whole chunks, or pieces of a few megabytes. */
final class CdmSource implements ChunkSource {
  private static final long PIECE_BYTES = 4 << 20;

  private final Path path;
  private final CdmFiles files;
  private final String variable;
  private final DType dtype;
  private final ChunkGrid grid;

  CdmSource(Path path, CdmFiles files, Variable v, DType dtype, Shape shape) {
    this.path = path;
    this.files = files;
    this.variable = v.getFullName();
    this.dtype = dtype;
    this.grid = grid(v, shape, dtype);
  }

  private static ChunkGrid grid(Variable v, Shape shape, DType dtype) {
    long[] chunk = new long[shape.rank()];
    Attribute sizes = v.findAttribute("_ChunkSizes");
    boolean chunked = sizes != null && sizes.getLength() == chunk.length && !sizes.isString();
    long room = PIECE_BYTES / dtype.bytes();
    for (int d = chunk.length - 1; d >= 0; d--) {
      Number stored = chunked && sizes != null ? sizes.getNumericValue(d) : null;
      chunk[d] =
          stored == null
              ? Math.clamp(shape.dim(d), 1, Math.max(1, room))
              : Math.max(1, stored.longValue());
      room = chunk[d] == shape.dim(d) ? room / chunk[d] : 1;
    }
    return ChunkGrid.regular(shape, chunk);
  }

  @Override
  public String name() {
    return path + "#" + variable;
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
    Region region = grid.region(ordinal);
    into.checkFits(dtype, region.shape(), name());
    Array array;
    try {
      array = files.with(file -> read(file, region));
    } catch (IOException e) {
      String message =
          "chunk cannot be read: array=%s, chunk=%s: %s"
              .formatted(name(), Arrays.toString(grid.coords(ordinal)), e.getMessage());
      throw e instanceof FormatException
          ? new FormatException(message, e)
          : new IOException(message, e);
    }
    MemorySegment elements = elements(array.copyTo1DJavaArray());
    if (elements.byteSize() != into.segment().byteSize()) {
      throw new FormatException(
          "wrong size: array=%s, chunk=%s, bytes=%d, expected=%d"
              .formatted(
                  name(),
                  Arrays.toString(grid.coords(ordinal)),
                  elements.byteSize(),
                  into.segment().byteSize()));
    }
    into.segment().copyFrom(elements);
    return elements.byteSize();
  }

  private Array read(NetcdfFile file, Region region) throws IOException {
    Variable v = file.findVariable(variable);
    if (v == null) {
      throw new FormatException("variable is gone: array=" + name());
    }
    int[] origin = new int[region.rank()];
    int[] shape = new int[region.rank()];
    for (int d = 0; d < origin.length; d++) {
      origin[d] = Math.toIntExact(region.start(d));
      shape[d] = Math.toIntExact(region.extent(d));
    }
    try {
      return v.read(origin, shape);
    } catch (InvalidRangeException e) {
      throw new FormatException("cannot be read: array=" + name() + ": " + e.getMessage(), e);
    }
  }

  private static MemorySegment elements(Object array) throws FormatException {
    return switch (array) {
      case byte[] a -> MemorySegment.ofArray(a);
      case short[] a -> MemorySegment.ofArray(a);
      case int[] a -> MemorySegment.ofArray(a);
      case long[] a -> MemorySegment.ofArray(a);
      case float[] a -> MemorySegment.ofArray(a);
      case double[] a -> MemorySegment.ofArray(a);
      default -> throw new FormatException("not numbers: " + array.getClass().getSimpleName());
    };
  }

  @Override
  public boolean equals(@Nullable Object o) {
    return o instanceof CdmSource s && s.files == files && s.variable.equals(variable);
  }

  @Override
  public int hashCode() {
    return Objects.hash(path, variable);
  }
}
