package org.hyperslab.codec;

/**
 * How a blosc chunk is written; reading goes by the chunk's own header.
 *
 * @param compressor what compresses the blocks
 * @param level 0 to 9
 * @param shuffle what is done to the bytes before
 * @param typeSize bytes per element that the shuffle goes by
 * @param blockBytes bytes per block, 0 to let the writer choose
 */
public record BloscSettings(
    BloscCompressor compressor, int level, BloscShuffle shuffle, int typeSize, int blockBytes) {}
