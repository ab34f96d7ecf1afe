package org.hyperslab.zarr;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.hyperslab.block.DType;
import org.hyperslab.codec.BloscWriter;
import org.hyperslab.grid.ChunkGrid;
import org.hyperslab.grid.Shape;
import org.hyperslab.store.FormatException;
import org.jspecify.annotations.Nullable;

/**
 * What an array's metadata says, v2's in v3's terms. An instance is checked: sizes fit their types,
 * codecs fit dtype and rank.
 *
 * @param format 2 or 3
 * @param shape the array's extents; a complex array has another dimension of 2 behind its own
 * @param chunkShape a chunk's extents, not clipped to the array
 * @param codecs in the order of encoding: transposes, one {@link EndianCodec}, byte codecs
 * @param type of the elements
 * @param dimensionNames one per dimension of the user's, null for one without; empty if the array
 *     names none
 * @param attributes as JSON has them: maps, lists, strings, numbers, booleans and nulls
 */
record ArrayMetadata(
    int format,
    Shape shape,
    Shape chunkShape,
    StoredType type,
    List<Codec> codecs,
    Fill fill,
    ChunkKeys keys,
    List<@Nullable String> dimensionNames,
    Map<String, @Nullable Object> attributes) {
  /** No program writes larger chunks; a header that asks for more is taken for a lie. */
  static final long MAX_CHUNK_BYTES = 1L << 36;

  /** Each takes memory for a chunk. */
  private static final int MAX_CODECS = 32;

  ArrayMetadata {
    codecs = List.copyOf(codecs);
    dimensionNames = Collections.unmodifiableList(new ArrayList<>(dimensionNames));
    attributes = Collections.unmodifiableMap(new LinkedHashMap<>(attributes));
  }

  /** The type of the elements of blocks. */
  DType dtype() {
    return type.dtype();
  }

  /** Dimensions as the user sees them. */
  int rank() {
    return shape.rank() - (type.isComplex() ? 1 : 0);
  }

  /**
   * This with every element of a complex array as two, along another dimension.
   *
   * @param file what messages name
   */
  ArrayMetadata withComponents(Object file) throws FormatException {
    try {
      return withComponents();
    } catch (IllegalArgumentException e) {
      throw error(file, e.getMessage() + ", shape=" + shape + ", chunks=" + chunkShape);
    }
  }

  private ArrayMetadata withComponents() {
    return new ArrayMetadata(
        format,
        pairs(shape),
        pairs(chunkShape),
        type,
        codecs.stream().map(ArrayMetadata::withComponents).toList(),
        fill,
        keys,
        dimensionNames,
        attributes);
  }

  private static Shape pairs(Shape shape) {
    long[] extents = Arrays.copyOf(shape.toArray(), shape.rank() + 1);
    extents[shape.rank()] = 2;
    return Shape.of(extents);
  }

  private static Codec withComponents(Codec codec) {
    return switch (codec) {
      case TransposeCodec t -> t.append();
      case ShardingCodec s ->
          new ShardingCodec(
              pairs(s.chunkShape()),
              s.codecs().stream().map(ArrayMetadata::withComponents).toList(),
              s.indexOrder(),
              s.indexChecked(),
              s.indexAtStart());
      case EndianCodec e -> e;
      case ByteCodec b -> b;
      case UnreadCodec u -> u;
    };
  }

  /** The key of the object of a chunk. */
  String key(long[] coords) {
    return keys.key(coords.length == rank() ? coords : Arrays.copyOf(coords, rank()));
  }

  ChunkGrid grid() {
    return ChunkGrid.regular(shape, chunkShape.toArray());
  }

  ArrayMetadata withShape(Shape value) {
    return new ArrayMetadata(
        format, value, chunkShape, type, codecs, fill, keys, dimensionNames, attributes);
  }

  /**
   * This, once it is found consistent.
   *
   * @param file what messages name
   */
  ArrayMetadata checked(Object file) throws FormatException {
    if (chunkShape.rank() != shape.rank()) {
      throw error(
          file, "chunks and shape differ in rank: chunks=" + chunkShape + ", shape=" + shape);
    }
    if (chunkShape.isEmpty()) {
      throw error(file, "chunk extent less than 1: chunks=" + chunkShape);
    }
    if (chunkShape.size() > MAX_CHUNK_BYTES / dtype().bytes()) {
      throw error(file, "chunk too large: chunks=" + chunkShape + ", dtype=" + type.name());
    }
    if (!dimensionNames.isEmpty() && dimensionNames.size() != rank()) {
      throw error(
          file,
          "dimension names and shape differ in rank: names=" + dimensionNames + ", shape=" + shape);
    }
    checkCodecs(codecs, chunkShape, file);
    try {
      grid();
    } catch (ArithmeticException e) {
      throw error(file, "too many chunks: chunks=" + chunkShape + ", shape=" + shape);
    }
    return this;
  }

  /** Whether chunks are shards, made of smaller chunks. */
  boolean isSharded() {
    return !codecs.isEmpty() && codecs.getFirst() instanceof ShardingCodec;
  }

  private void checkCodecs(List<Codec> steps, Shape chunk, Object file) throws FormatException {
    if (steps.size() > MAX_CODECS) {
      throw error(file, "too many codecs: " + steps.size());
    }
    for (Codec codec : steps) {
      check(codec, chunk, file);
    }
  }

  private void check(Codec codec, Shape chunk, Object file) throws FormatException {
    switch (codec) {
      case TransposeCodec t -> {
        boolean permutation =
            t.order().size() == shape.rank()
                && new HashSet<>(t.order()).size() == shape.rank()
                && t.order().stream().allMatch(d -> d >= 0 && d < shape.rank());
        if (!permutation) {
          throw error(file, "not a permutation of the dimensions: " + t + ", shape=" + shape);
        }
      }
      case BloscCodec b -> {
        if (chunk.size() * dtype().bytes() > BloscWriter.MAX_BYTES) {
          throw error(
              file, "chunk too large for blosc: chunks=" + chunk + ", dtype=" + type.name());
        }
      }
      case Lz4Codec c -> {
        if (chunk.size() * dtype().bytes() > Lz4Codec.MAX_BYTES) {
          throw error(file, "chunk too large for lz4: chunks=" + chunk + ", dtype=" + type.name());
        }
      }
      case ShardingCodec s -> {
        checkShards(s, chunk, file);
        checkCodecs(s.codecs(), s.chunkShape(), file);
      }
      case EndianCodec e -> {}
      case UnreadCodec u -> {}
      case ByteCodec b -> {}
    }
  }

  private static void checkShards(ShardingCodec shards, Shape outer, Object file)
      throws FormatException {
    Shape inner = shards.chunkShape();
    boolean divides = inner.rank() == outer.rank() && !inner.isEmpty();
    for (int d = 0; divides && d < outer.rank(); d++) {
      divides = outer.dim(d) % inner.dim(d) == 0;
    }
    if (!divides) {
      throw error(file, "inner chunks don't divide shards: chunks=" + inner + ", shards=" + outer);
    }
    if (shards.counts(outer).size() > ShardingCodec.MAX_CHUNKS) {
      throw error(
          file,
          "more than %d chunks in a shard: chunks=%s, shards=%s"
              .formatted(ShardingCodec.MAX_CHUNKS, inner, outer));
    }
  }

  private static FormatException error(Object file, String message) {
    return new FormatException(message + ", file=" + file);
  }
}
