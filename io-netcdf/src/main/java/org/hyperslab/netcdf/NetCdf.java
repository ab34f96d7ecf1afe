package org.hyperslab.netcdf;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.hyperslab.ChunkedArray;
import org.hyperslab.dataset.Attributes;
import org.hyperslab.dataset.Dataset;
import org.hyperslab.dataset.Variable;
import org.hyperslab.netcdf.hdf5.ChunkFilter;
import org.hyperslab.netcdf.hdf5.Hdf5File;
import org.hyperslab.store.ByteFile;
import org.hyperslab.store.ByteReader;
import org.hyperslab.store.FormatException;
import org.jspecify.annotations.Nullable;

/**
 * Opens NetCDF files: classic ones (CDF-1, CDF-2, CDF-5), NetCDF-4, and HDF5 files in general.
 * Writes all but CDF-1.
 */
public final class NetCdf {
  private NetCdf() {}

  /**
   * Opens a file; one that is neither classic nor HDF5, such as HDF4, through netcdf-java's
   * cdm-core. Only its metadata is read. Variables have the shapes of their dimensions; what the
   * file doesn't have of them, as along an unlimited dimension, is fill value.
   *
   * @throws FormatException if the file is malformed or of no known format
   * @throws IOException if it cannot be read
   */
  public static Dataset open(Path path) throws IOException {
    return open(path, Map.of());
  }

  /**
   * Opens a file whose chunks went through filters that this module doesn't know. It knows deflate,
   * shuffle, fletcher32, lzf, lz4, zstd and bitshuffle.
   *
   * @param filters by the number under which HDF5 registers them; for known numbers they are taken
   *     instead
   */
  public static Dataset open(Path path, Map<Integer, ChunkFilter> filters) throws IOException {
    if (Files.isDirectory(path)) {
      throw new FormatException("a folder, not a file: " + path);
    }
    return open(ByteFile.of(path), filters);
  }

  /**
   * Opens a file wherever it is, such as on a server; a classic one or HDF5. Metadata is read in
   * blocks, chunks by requests of their own, of which many are under way at once.
   *
   * @throws FormatException if the file is malformed or of another format
   * @throws IOException if it cannot be read
   */
  public static Dataset open(ByteFile file) throws IOException {
    return open(file, Map.of());
  }

  /** Opens a file wherever it is; with filters as {@link #open(Path, Map)} takes them. */
  public static Dataset open(ByteFile file, Map<Integer, ChunkFilter> filters) throws IOException {
    Dataset dataset = known(file.asItIs(), filters);
    if (dataset != null) {
      return dataset;
    }
    if (file instanceof ByteFile.LocalFile local) {
      return CdmDataset.open(local.path());
    }
    throw new FormatException(
        "neither NetCDF nor HDF5; other formats are read from a file system only: file="
            + file.name());
  }

  /** Null if it is neither classic nor HDF5. */
  private static @Nullable Dataset known(ByteFile file, Map<Integer, ChunkFilter> filters)
      throws IOException {
    try (ByteReader reader = file.openForMetadata()) {
      if (isClassic(reader)) {
        return ClassicDataset.open(file, reader);
      }
      return Hdf5File.isHdf5(reader) ? Hdf5File.open(file, reader, filters) : null;
    }
  }

  /**
   * Opens several files as one. What has the dimension is put one behind another in the order of
   * the files, lazily; anything else, and all attributes, are the first file's. Times that count
   * from different moments become the first file's.
   *
   * @param dimension that all files have
   * @throws FormatException if variables differ in more than their length along the dimension; the
   *     message names file and variable
   * @throws IOException if files cannot be opened; the message names all of them
   */
  public static Dataset open(List<Path> paths, String dimension) throws IOException {
    return openAll(paths.stream().map(ByteFile::of).toList(), dimension);
  }

  /** Opens several files as one, wherever they are; as {@link #open(List, String)}. */
  public static Dataset openAll(List<ByteFile> files, String dimension) throws IOException {
    return Joined.open(files, dimension);
  }

  /**
   * A dataset that is to be written to a file, with its dimensions, coordinates, attributes and, in
   * NetCDF-4, groups. Nothing happens before it is run.
   *
   * @throws IllegalArgumentException if the format cannot hold the dataset
   */
  public static NetCdfWrite write(Path file, Dataset dataset, NetCdfOptions options) {
    return NetCdfWrite.of(file, dataset, options);
  }

  /** A dataset that is to be written to a NetCDF-4 file, shuffled and deflated at level 1. */
  public static NetCdfWrite write(Path file, Dataset dataset) {
    return write(file, dataset, NetCdfOptions.netCdf4());
  }

  /**
   * An array that is to be written to a file, as its only variable.
   *
   * @param dimensions a name for each dimension of the array
   * @throws IllegalArgumentException if the format cannot hold the array
   */
  public static NetCdfWrite write(
      Path file, String name, List<String> dimensions, ChunkedArray array, NetCdfOptions options) {
    Variable variable = Variable.of(name, dimensions, array, Attributes.none());
    return write(file, Dataset.builder().variable(variable).build(), options);
  }

  private static boolean isClassic(ByteReader file) throws IOException {
    byte[] magic = new byte[3];
    if (file.size() < magic.length) {
      return false;
    }
    file.read(0, MemorySegment.ofArray(magic));
    return magic[0] == 'C' && magic[1] == 'D' && magic[2] == 'F';
  }
}
