package org.hyperslab.examples;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.hyperslab.store.FormatException;
import org.hyperslab.zarr.Zarr;
import org.hyperslab.zarr.ZarrArray;
import org.hyperslab.zarr.ZarrGroup;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;

/**
 * Where an array is: a Zarr store, and the array's path in it where the store is a group.
 *
 * @param store the store's folder
 * @param name the path in it; empty for the store itself
 */
record ArrayPath(Path store, String name) {
  /** Reads {@code PATH#ARRAY} and {@code PATH}; a folder whose own name has a # in it counts. */
  static final class Converter implements ITypeConverter<ArrayPath> {
    @Override
    public ArrayPath convert(String text) {
      int hash = text.lastIndexOf('#');
      return hash < 0 || Files.isDirectory(Path.of(text))
          ? new ArrayPath(Path.of(text), "")
          : new ArrayPath(Path.of(text.substring(0, hash)), text.substring(hash + 1));
    }
  }

  /** Opens the array. */
  ZarrArray open() throws IOException {
    ZarrGroup group = group();
    if (group == null) {
      return name.isEmpty() ? Zarr.open(store) : Zarr.open(store, name);
    }
    List<String> choices = new ArrayList<>();
    for (String array : group.arrays()) {
      choices.add(store + "#" + (name.isEmpty() ? "" : name + "/") + array);
    }
    throw new FormatException(
        "a group, not an array: "
            + this
            + (choices.isEmpty()
                ? ", which has no arrays"
                : "; name one of its arrays: " + String.join(", ", choices)));
  }

  /** Opens the group that is there; null if there is none. */
  @Nullable ZarrGroup group() throws IOException {
    try {
      ZarrGroup root = Zarr.openGroup(store);
      return name.isEmpty() ? root : root.group(name);
    } catch (FormatException | FileNotFoundException e) {
      return null;
    }
  }

  @Override
  public String toString() {
    return name.isEmpty() ? store.toString() : store + "#" + name;
  }
}
