package org.hyperslab.zarr;

import java.io.IOException;
import java.util.Arrays;
import org.hyperslab.block.DType;
import org.hyperslab.grid.ChunkGrid;
import org.hyperslab.grid.Region;
import org.hyperslab.grid.Shape;
import org.hyperslab.zarr.Node.Place;

/**
 * An array that is there, and the region of it that is to be written. The region may lie beyond the
 * array's end; the array then grows.
 *
 * @param node its metadata as it was read
 * @param metadata the same with the shape that it will have
 */
record RegionTarget(Node node, ArrayMetadata metadata, Region region) {
  /**
   * A region at a place in the array as it is.
   *
   * @throws IllegalArgumentException if the region is not inside, or of another rank or dtype
   */
  static RegionTarget inside(Place place, long[] origin, Shape shape, DType dtype)
      throws IOException {
    Node node = array(place);
    ArrayMetadata metadata = node.arrayMetadata();
    check(metadata, shape, dtype, place);
    boolean inside = origin.length == shape.rank();
    for (int d = 0; inside && d < origin.length; d++) {
      inside = origin[d] >= 0 && origin[d] <= metadata.shape().dim(d) - shape.dim(d);
    }
    if (!inside) {
      throw new IllegalArgumentException(
          "region outside array: origin=%s, shape=%s, array=%s, file=%s"
              .formatted(Arrays.toString(origin), shape, metadata.shape(), place));
    }
    return new RegionTarget(node, metadata, Region.of(origin, shape));
  }

  /**
   * The region behind the array's end along an axis.
   *
   * @throws IllegalArgumentException if the arrays differ in rank, dtype or an extent along another
   *     axis
   */
  static RegionTarget behind(Place place, int axis, Shape shape, DType dtype) throws IOException {
    Node node = array(place);
    ArrayMetadata metadata = node.arrayMetadata();
    check(metadata, shape, dtype, place);
    Shape old = metadata.shape();
    long[] grown = old.toArray();
    boolean fits = axis >= 0 && axis < old.rank();
    for (int d = 0; fits && d < grown.length; d++) {
      fits = d == axis || grown[d] == shape.dim(d);
    }
    if (!fits) {
      throw new IllegalArgumentException(
          "arrays don't fit along axis %d: appended=%s, array=%s, file=%s"
              .formatted(axis, shape, old, place));
    }
    long[] origin = new long[grown.length];
    origin[axis] = grown[axis];
    grown[axis] = Math.addExact(grown[axis], shape.dim(axis));
    return new RegionTarget(
        node,
        metadata.withShape(Shape.of(grown)).checked(place.toString()),
        Region.of(origin, shape));
  }

  private static Node array(Place place) throws IOException {
    Node node = NodeDocuments.read(place);
    if (node == null || !node.isArray()) {
      throw Zarr.missing("no Zarr array", place);
    }
    return node;
  }

  private static void check(ArrayMetadata metadata, Shape shape, DType dtype, Place place) {
    if (!isWritten(metadata.type())) {
      throw new IllegalArgumentException(
          "arrays of this dtype are not written: dtype="
              + metadata.type().name()
              + ", file="
              + place);
    }
    if (metadata.dtype() != dtype || metadata.shape().rank() != shape.rank()) {
      throw new IllegalArgumentException(
          "arrays differ: written=%s %s, array=%s %s, file=%s"
              .formatted(dtype, shape, metadata.dtype(), metadata.shape(), place));
    }
  }

  private static boolean isWritten(StoredType type) {
    return switch (type.kind()) {
      case NUMBER, TIME -> true;
      case HALF, COMPLEX, OPAQUE -> false;
    };
  }

  /** How the region is cut by the array's chunks; the first and the last may be parts of one. */
  ChunkGrid grid() {
    long[][] extents = new long[region.rank()][];
    for (int d = 0; d < extents.length; d++) {
      extents[d] = extents(region.start(d), region.end(d), metadata.chunkShape().dim(d));
    }
    return ChunkGrid.irregular(region.shape(), extents);
  }

  private static long[] extents(long start, long end, long chunk) {
    if (start == end) {
      return new long[0];
    }
    long first = start / chunk;
    long[] extents = new long[Math.toIntExact((end - 1) / chunk - first + 1)];
    for (int i = 0; i < extents.length; i++) {
      long from = Math.max(start, (first + i) * chunk);
      extents[i] = Math.min(end, (first + i + 1) * chunk) - from;
    }
    return extents;
  }
}
