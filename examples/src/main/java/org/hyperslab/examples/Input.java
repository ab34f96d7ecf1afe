package org.hyperslab.examples;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.hyperslab.dataset.Dataset;
import org.hyperslab.netcdf.NetCdf;
import org.hyperslab.store.FormatException;
import org.hyperslab.zarr.Stores;
import org.hyperslab.zarr.Zarr;
import org.hyperslab.zarr.ZarrArray;
import org.hyperslab.zarr.ZarrGroup;
import org.hyperslab.zarr.ZarrStore;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;

/**
 * What a command reads: a NetCDF file or a Zarr store, and the path in it of a variable, an array
 * or a group.
 *
 * @param location a path, or a URL
 * @param name the path in it; empty for all of it
 */
record Input(String location, String name) {
  private static final int ZIP_MAGIC = 0x504b0304;

  /**
   * Reads {@code LOCATION#NAME} and {@code LOCATION}; a file whose own name has a # in it counts.
   */
  static final class Converter implements ITypeConverter<Input> {
    @Override
    public Input convert(String text) {
      int hash = text.lastIndexOf('#');
      return hash < 0 || (!Stores.isRemote(text) && Files.exists(Path.of(text)))
          ? new Input(text, "")
          : new Input(text.substring(0, hash), text.substring(hash + 1));
    }
  }

  /** Whether this is a NetCDF or HDF5 file, by its name, or any other file but a zip. */
  boolean isNetCdf() throws IOException {
    boolean remote = Stores.isRemote(location);
    if (endsAsNetCdf(location) && (remote || !Files.isDirectory(path()))) {
      return true;
    }
    return !remote && !location.toLowerCase(Locale.ROOT).endsWith(".zip") && isNoZip();
  }

  /** Whether a location's ending is one of NetCDF or HDF5 files. */
  static boolean endsAsNetCdf(String location) {
    int query = Stores.isRemote(location) ? location.indexOf('?') : -1;
    String lower = (query < 0 ? location : location.substring(0, query)).toLowerCase(Locale.ROOT);
    return List.of(".nc", ".nc4", ".h5", ".hdf5", ".cdf", ".netcdf", ".he5").stream()
        .anyMatch(lower::endsWith);
  }

  /** Which other formats there are, the library knows that reads them. */
  private boolean isNoZip() throws IOException {
    if (!Files.isRegularFile(path())) {
      return false;
    }
    ByteBuffer first = ByteBuffer.allocate(4);
    try (SeekableByteChannel file = Files.newByteChannel(path())) {
      file.read(first);
    }
    return first.getInt(0) != ZIP_MAGIC;
  }

  Path path() {
    return Path.of(location);
  }

  /** Opens the Zarr store; the process's end closes it. */
  private ZarrStore store() throws IOException {
    return Stores.open(location);
  }

  /** Opens the Zarr array that this names. */
  ZarrArray array() throws IOException {
    ZarrGroup group = group();
    if (group != null) {
      List<String> choices = new ArrayList<>();
      for (String array : group.arrays()) {
        choices.add(location + "#" + (name.isEmpty() ? "" : name + "/") + array);
      }
      throw new FormatException(
          "a group, not an array: "
              + this
              + (choices.isEmpty()
                  ? ", which has no arrays"
                  : "; name one of its arrays: " + String.join(", ", choices)));
    }
    return Zarr.open(store(), name);
  }

  /** Opens the Zarr group that is there; null if there is none. */
  @Nullable ZarrGroup group() throws IOException {
    try {
      return Zarr.openGroup(store(), name);
    } catch (FormatException | FileNotFoundException e) {
      return null;
    }
  }

  /** What a command works on: one variable, or all of a dataset. */
  record Opened(Dataset dataset, boolean isNetCdf, boolean isArray) implements AutoCloseable {
    @Override
    public void close() throws IOException {
      dataset.close();
    }
  }

  /** Opens the dataset that the location is, or the one of the array that it is. */
  Opened open() throws IOException {
    if (isNetCdf()) {
      Dataset dataset =
          Stores.isRemote(location) ? NetCdf.open(Stores.file(location)) : NetCdf.open(path());
      return new Opened(dataset, true, false);
    }
    Input whole = new Input(location, "");
    ZarrGroup root = whole.group();
    if (root == null) {
      return new Opened(array().dataset(), false, true);
    }
    Dataset dataset = root.dataset();
    if (!name.isEmpty() && !dataset.hasVariable(name)) {
      array();
    }
    return new Opened(dataset, false, false);
  }

  /**
   * The path of the variable that this names, or of the only one with data.
   *
   * @throws FormatException if there are several
   */
  String variable(Opened opened) throws IOException {
    if (opened.isArray()) {
      return opened.dataset().variables().iterator().next().name();
    }
    if (!name.isEmpty()) {
      opened.dataset().variable(name);
      return name;
    }
    Dataset dataset = opened.dataset();
    List<String> data =
        dataset.dataVariables().stream().filter(v -> dataset.variable(v).isNumeric()).toList();
    if (opened.isNetCdf() && data.size() == 1) {
      return data.getFirst();
    }
    if (opened.isNetCdf()) {
      throw new FormatException(
          "name a variable of %s: %s"
              .formatted(
                  location,
                  String.join(", ", data.stream().map(v -> location + "#" + v).toList())));
    }
    if (data.size() == 1 && dataset.variables().size() > 1) {
      return data.getFirst();
    }
    array();
    return data.getFirst();
  }

  @Override
  public String toString() {
    return name.isEmpty() ? location : location + "#" + name;
  }
}
