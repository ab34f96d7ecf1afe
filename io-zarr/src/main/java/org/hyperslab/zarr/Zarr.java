package org.hyperslab.zarr;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.hyperslab.ChunkedArray;
import org.hyperslab.Write;
import org.hyperslab.grid.Shape;
import org.hyperslab.store.ChunkSink;
import org.hyperslab.store.FormatException;
import org.jspecify.annotations.Nullable;

/** Opens and creates Zarr arrays and groups on a file system, of both versions of the format. */
public final class Zarr {
  private Zarr() {}

  /**
   * Opens the array whose folder is {@code store}.
   *
   * @throws FileNotFoundException if there is no array
   * @throws FormatException if its metadata is malformed or asks for something that is not
   *     supported
   */
  public static ZarrArray open(Path store) throws IOException {
    Node node = NodeDocuments.read(store);
    if (node == null) {
      throw missing("no Zarr array", store);
    }
    if (!node.isArray()) {
      throw new FormatException("a Zarr group, not an array; name one of its arrays: " + store);
    }
    return new ZarrArray(node, store.toString());
  }

  /**
   * Opens an array in a store.
   *
   * @param array its path below the store, names separated by {@code /}
   * @throws FileNotFoundException if there is no such array
   * @throws FormatException if its metadata is malformed or asks for something that is not
   *     supported
   */
  public static ZarrArray open(Path store, String array) throws IOException {
    NodePath.check(array);
    if (NodeDocuments.read(store) == null) {
      Node node = NodeDocuments.read(store.resolve(array));
      if (node == null || !node.isArray()) {
        throw missing("no Zarr array", store.resolve(array));
      }
      return new ZarrArray(node, store + "#" + array);
    }
    return openGroup(store).array(array);
  }

  /**
   * Opens the group whose folder is {@code store}.
   *
   * @throws FileNotFoundException if there is no group
   * @throws FormatException if its metadata is malformed
   */
  public static ZarrGroup openGroup(Path store) throws IOException {
    Node node = NodeDocuments.read(store);
    if (node == null) {
      throw missing("no Zarr group", store);
    }
    if (node.isArray()) {
      throw new FormatException("a Zarr array, not a group: " + store);
    }
    return ZarrGroup.root(node);
  }

  /**
   * Begins to write an array. Chunks go to a folder {@code .NAME.tmp-xxxx} beside the array's;
   * {@link ChunkSink#commit} writes the metadata and renames it, so readers see the previous array
   * or the new one and never a mixture. An array that is there is renamed out of the way before and
   * deleted after; between these two renames there is none. A run that is killed leaves the
   * previous array as it was, and the temporary folder, which nothing reads.
   *
   * <p>Consolidated metadata of the groups above is brought up to date by the commit. Data is not
   * forced to the disk: after a power failure chunk files may be empty, which readers report.
   *
   * @param array the array's folder; the folders above are created where they are missing
   * @throws FileAlreadyExistsException if there is something else than an array or an empty folder
   * @throws IllegalArgumentException if the format can't express the specification
   */
  public static ChunkSink create(Path array, ZarrSpec spec) throws IOException {
    return ZarrSink.create(array, spec);
  }

  /**
   * Creates a group, with the folders above it where they are missing. Those don't become groups.
   *
   * @param format 2 or 3
   * @param attributes maps, lists, strings, numbers, booleans and nulls
   * @throws FileAlreadyExistsException if there is a group or an array
   */
  public static ZarrGroup createGroup(
      Path group, int format, Map<String, @Nullable Object> attributes) throws IOException {
    if (format != 2 && format != 3) {
      throw new IllegalArgumentException("Zarr format is 2 or 3, not " + format);
    }
    Files.createDirectories(group);
    if (NodeDocuments.read(group) != null) {
      throw new FileAlreadyExistsException(group.toString());
    }
    ObjectNode json = Json.object().put("zarr_format", format);
    if (format == 3) {
      json.put("node_type", "group").set("attributes", Json.node(attributes));
      ChunkFile.write(group.resolve(NodeDocuments.V3), Json.bytes(json));
    } else {
      if (!attributes.isEmpty()) {
        byte[] document = Json.bytes(Json.node(attributes));
        ChunkFile.write(group.resolve(NodeDocuments.V2_ATTRIBUTES), document);
      }
      ChunkFile.write(group.resolve(NodeDocuments.V2_GROUP), Json.bytes(json));
    }
    return openGroup(group);
  }

  /**
   * Writes the metadata of all arrays and groups below a group to one place, from where programs
   * that read over a network take it in one go. {@link #create} keeps it up to date.
   *
   * @throws FileNotFoundException if there is no group
   */
  public static void consolidate(Path group) throws IOException {
    Node node = NodeDocuments.read(group);
    if (node == null || node.isArray()) {
      throw missing("no Zarr group", group);
    }
    ConsolidatedWriter.consolidate(node);
  }

  static FileNotFoundException missing(String what, Path path) throws IOException {
    String reason = Files.exists(path) ? "" : " (no such folder)";
    Path old = Replacement.leftBehind(path);
    if (old != null) {
      reason += " (a replacement was interrupted; the previous array is " + old + ")";
    }
    return new FileNotFoundException(what + ": " + path + reason);
  }

  /**
   * An array to be written, as Zarr v3, in the chunks that it comes in, compressed with zstd. Zarr
   * knows chunks of one shape only: irregular ones are written in chunks of the largest one's
   * shape.
   *
   * @see Write#run(org.hyperslab.Session)
   */
  public static Write write(Path path, ChunkedArray array) {
    Shape chunk = array.chunks().chunkShape();
    return write(
        path,
        array,
        ZarrSpec.of(array.shape(), chunk, array.dtype())
            .withCompression(ZarrSpec.Compression.zstd(3)));
  }

  /**
   * An array to be written as a specification says, whose shape and dtype must be the array's.
   *
   * @throws IllegalArgumentException if they are not
   */
  public static Write write(Path path, ChunkedArray array, ZarrSpec spec) {
    if (!spec.shape().equals(array.shape()) || spec.dtype() != array.dtype()) {
      throw new IllegalArgumentException(
          "specification is of another array: specification=%s %s, array=%s %s"
              .formatted(spec.dtype(), spec.shape(), array.dtype(), array.shape()));
    }
    return new Write(array, () -> create(path, spec));
  }
}
