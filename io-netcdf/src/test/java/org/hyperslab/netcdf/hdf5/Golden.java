package org.hyperslab.netcdf.hdf5;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/** The files of {@code golden.zip}, which {@code make_hdf5.py} makes, unpacked to a folder. */
final class Golden {
  static final List<String> FILES =
      List.of(
          "indexes-v0.h5",
          "indexes-v18.h5",
          "indexes-v110.h5",
          "types.h5",
          "filters.h5",
          "netcdf4.nc",
          "groups-old.h5",
          "groups-new.h5",
          "large-group.h5",
          "superblock3.h5",
          "blosc.h5");

  private final Path folder;

  Golden(Path folder) {
    this.folder = folder;
    try (InputStream in = Golden.class.getResourceAsStream("/hdf5/golden.zip");
        ZipInputStream zip = new ZipInputStream(in)) {
      for (ZipEntry e = zip.getNextEntry(); e != null; e = zip.getNextEntry()) {
        Files.write(folder.resolve(e.getName()), zip.readAllBytes());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Path path(String file) {
    return folder.resolve(file);
  }

  /**
   * What a variable of a file has to be.
   *
   * @param shape extents separated by commas
   * @param base64 elements in C order, little endian
   */
  record Expected(String path, String dtype, String shape, String base64) {
    byte[] bytes() {
      return Base64.getDecoder().decode(base64);
    }
  }

  List<Expected> expected(String file) throws IOException {
    Path list = folder.resolve(file + ".txt");
    List<Expected> all = new ArrayList<>();
    for (String line : Files.exists(list) ? Files.readAllLines(list) : List.<String>of()) {
      String[] parts = line.split("\t", -1);
      all.add(new Expected(parts[0], parts[1], parts[2], parts[3]));
    }
    return all;
  }
}
