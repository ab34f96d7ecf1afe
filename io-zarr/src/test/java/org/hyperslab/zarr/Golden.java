package org.hyperslab.zarr;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/**
 * The stores of {@code golden.zip.gz}, which {@code make_golden.py} makes, unpacked to a folder.
 */
final class Golden {
  /** An array and the file with its elements, in C order and little endian. */
  record Entry(String array, String expected) {}

  private final Path folder;

  Golden(Path folder) {
    this.folder = folder;
    try (InputStream resource = Golden.class.getResourceAsStream("/golden.zip.gz");
        ZipInputStream zip = new ZipInputStream(new GZIPInputStream(resource))) {
      for (ZipEntry e = zip.getNextEntry(); e != null; e = zip.getNextEntry()) {
        Path file = folder.resolve(e.getName());
        Files.createDirectories(file.getParent());
        Files.copy(zip, file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Path path(String relative) {
    return folder.resolve(relative);
  }

  List<Entry> entries() throws IOException {
    List<Entry> entries = new ArrayList<>();
    Json.parse(Files.readAllBytes(path("manifest.json")), "manifest.json")
        .get("arrays")
        .forEach(
            e -> entries.add(new Entry(e.get("array").textValue(), e.get("expected").textValue())));
    return entries;
  }
}
