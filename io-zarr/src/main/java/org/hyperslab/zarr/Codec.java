package org.hyperslab.zarr;

/**
 * One step of how a chunk is encoded, as the metadata configures it. Immutable; {@link CodecChain}
 * binds it to a chunk.
 */
sealed interface Codec permits TransposeCodec, EndianCodec, ByteCodec, ShardingCodec, UnreadCodec {
  /** The configuration for people, such as {@code zstd(3)}. */
  @Override
  String toString();
}
