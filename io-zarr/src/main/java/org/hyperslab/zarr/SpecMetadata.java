package org.hyperslab.zarr;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.hyperslab.codec.BloscCompressor;
import org.hyperslab.codec.BloscSettings;
import org.hyperslab.codec.BloscShuffle;
import org.hyperslab.grid.Shape;
import org.hyperslab.store.FormatException;
import org.hyperslab.zarr.ZarrSpec.Compression;
import org.hyperslab.zarr.ZarrSpec.Filter;

/** A specification as the metadata of the array that it asks for. */
final class SpecMetadata {
  private static final String ASKED = "specification";

  private final ZarrSpec spec;
  private final CodecParser parser;

  private SpecMetadata(ZarrSpec spec) {
    this.spec = spec;
    ElementType type = storedType(spec).element();
    this.parser =
        new CodecParser(
            spec.format() == 2 ? type.withOrder(spec.byteOrder()) : type, spec.codecs());
  }

  /**
   * The metadata, checked.
   *
   * @throws IllegalArgumentException if the format can't express the specification
   */
  static ArrayMetadata of(ZarrSpec spec) {
    Shape shards = spec.shardShape();
    if (shards != null && spec.format() == 2) {
      throw new IllegalArgumentException("Zarr v2 has no shards");
    }
    try {
      List<Codec> codecs = new SpecMetadata(spec).codecs();
      if (shards != null) {
        codecs = List.of(sharding(spec.chunkShape(), codecs));
      }
      return new ArrayMetadata(
              spec.format(),
              spec.shape(),
              shards == null ? spec.chunkShape() : shards,
              storedType(spec),
              codecs,
              Fill.of(spec.fill()),
              new ChunkKeys(spec.format() == 3, spec.separator()),
              spec.dimensionNames(),
              spec.attributes())
          .checked(ASKED);
    } catch (FormatException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  private static StoredType storedType(ZarrSpec spec) {
    return Objects.requireNonNull(StoredType.named(spec.storedAs(), spec.dtype()));
  }

  private static ShardingCodec sharding(Shape chunk, List<Codec> codecs) {
    return new ShardingCodec(chunk, codecs, ByteOrder.LITTLE_ENDIAN, true, false);
  }

  private List<Codec> codecs() throws FormatException {
    List<Codec> codecs = new ArrayList<>();
    if (spec.columnMajor()) {
      codecs.add(TransposeCodec.reversed(spec.shape().rank()));
    }
    List<ByteCodec> bytes = new ArrayList<>();
    for (Filter filter : spec.filters()) {
      ByteCodec codec = filter(filter);
      if (spec.format() == 3 && codec instanceof ElementFilter f) {
        if (!bytes.isEmpty()) {
          throw new IllegalArgumentException(
              "a filter of elements behind one of bytes: " + f + " behind " + bytes);
        }
        codecs.add(parser.inNativeOrder(f));
      } else {
        bytes.add(codec);
      }
    }
    codecs.add(new EndianCodec(spec.byteOrder()));
    codecs.addAll(bytes);
    Compression compression = spec.compression();
    if (!compression.codec().equals("none")) {
      codecs.add(compressor(compression));
    }
    if (compression.crc32c()) {
      if (spec.format() == 2) {
        throw new IllegalArgumentException("Zarr v2 has no crc32c");
      }
      codecs.add(ChecksumCodec.crc32c());
    }
    return codecs;
  }

  private ByteCodec filter(Filter filter) throws FormatException {
    JsonObject config = new JsonObject((ObjectNode) Json.node(filter.configuration()), ASKED);
    ByteCodec codec = parser.registered(filter.id(), config);
    if (codec == null) {
      codec = parser.numcodec(filter.id(), config);
    }
    if (codec == null) {
      throw new IllegalArgumentException("filter is not known: " + filter.id());
    }
    return codec;
  }

  private ByteCodec compressor(Compression compression) {
    return switch (compression.codec()) {
      case "gzip" -> new GzipCodec(level(compression, 0, 9));
      case "zlib" -> new ZlibCodec(level(compression, 0, 9));
      case "zstd" -> new ZstdCodec(level(compression, -7, 22), false);
      case "lz4" -> new Lz4Codec(level(compression, 1, 65537));
      case "bz2" -> new Bz2Codec(level(compression, 1, 9));
      case "blosc-lz4" -> blosc(BloscCompressor.LZ4, compression);
      case "blosc-lz4hc" -> blosc(BloscCompressor.LZ4HC, compression);
      case "blosc-zlib" -> blosc(BloscCompressor.ZLIB, compression);
      case "blosc-zstd" -> blosc(BloscCompressor.ZSTD, compression);
      default -> throw new IllegalArgumentException("codec is not written: " + compression.codec());
    };
  }

  private BloscCodec blosc(BloscCompressor compressor, Compression compression) {
    BloscShuffle shuffle =
        switch (compression.shuffle()) {
          case NONE -> BloscShuffle.NONE;
          case BYTE -> BloscShuffle.BYTE;
          case BIT -> BloscShuffle.BIT;
        };
    int level = level(compression, 0, 9);
    return new BloscCodec(new BloscSettings(compressor, level, shuffle, parser.elementBytes(), 0));
  }

  private static int level(Compression compression, int least, int most) {
    int level = compression.level();
    if (level < least || level > most) {
      throw new IllegalArgumentException(
          "level outside %d to %d: %s".formatted(least, most, compression));
    }
    return level;
  }
}
