package org.hyperslab.zarr;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.hyperslab.ChunkedArray;
import org.hyperslab.Write;
import org.hyperslab.dataset.Dataset;
import org.hyperslab.grid.Shape;
import org.hyperslab.store.ChunkSink;
import org.hyperslab.store.FormatException;
import org.hyperslab.zarr.Node.Place;
import org.jspecify.annotations.Nullable;

/**
 * Opens and creates Zarr arrays and groups of both versions of the format: in folders, and in other
 * stores, which {@link Stores} opens.
 */
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
    return open(new FolderStore(store), "");
  }

  /**
   * Opens an array in a folder.
   *
   * @param array its path below the folder, names separated by {@code /}
   * @throws FileNotFoundException if there is no such array
   * @throws FormatException if its metadata is malformed or asks for something that is not
   *     supported
   */
  public static ZarrArray open(Path store, String array) throws IOException {
    StoreKey.check(array);
    return open(new FolderStore(store), array);
  }

  /**
   * Opens an array in a store, which must stay open as long as the array is in use.
   *
   * @param array its path in the store, names separated by {@code /}; empty if the store is the
   *     array's own
   * @throws FileNotFoundException if there is no such array
   * @throws FormatException if its metadata is malformed or asks for something that is not
   *     supported
   */
  public static ZarrArray open(ZarrStore store, String array) throws IOException {
    return open(store, array, ZarrCodecs.none());
  }

  /**
   * As {@link #open(ZarrStore, String)}, with codecs of the user's beside those that are built in.
   *
   * @throws FileNotFoundException if there is no such array
   * @throws FormatException if its metadata is malformed or asks for something that is not
   *     supported
   */
  public static ZarrArray open(ZarrStore store, String array, ZarrCodecs codecs)
      throws IOException {
    StoreKey.checkPath(array);
    Node root = NodeDocuments.read(new Place(store, "", codecs));
    if (root != null && !array.isEmpty()) {
      refuseArray(root);
      return ZarrGroup.root(root).array(array);
    }
    Place place = new Place(store, array, codecs);
    Node node = array.isEmpty() ? root : NodeDocuments.read(place);
    if (node == null) {
      throw missing("no Zarr array", place);
    }
    if (!node.isArray()) {
      throw new FormatException("a Zarr group, not an array; name one of its arrays: " + place);
    }
    return new ZarrArray(node, store.name() + (array.isEmpty() ? "" : "#" + array));
  }

  private static void refuseArray(Node node) throws FormatException {
    if (node.isArray()) {
      throw new FormatException("a Zarr array, not a group: " + node.place());
    }
  }

  /**
   * Opens the group whose folder is {@code store}.
   *
   * @throws FileNotFoundException if there is no group
   * @throws FormatException if its metadata is malformed
   */
  public static ZarrGroup openGroup(Path store) throws IOException {
    return openGroup(new FolderStore(store), "");
  }

  /**
   * Opens a group in a store, which must stay open as long as the group is in use.
   *
   * @param group its path in the store, names separated by {@code /}; empty for the store's root
   * @throws FileNotFoundException if there is no group
   * @throws FormatException if its metadata is malformed
   */
  public static ZarrGroup openGroup(ZarrStore store, String group) throws IOException {
    return openGroup(store, group, ZarrCodecs.none());
  }

  /**
   * As {@link #openGroup(ZarrStore, String)}, with codecs of the user's for the arrays below.
   *
   * @throws FileNotFoundException if there is no group
   * @throws FormatException if its metadata is malformed
   */
  public static ZarrGroup openGroup(ZarrStore store, String group, ZarrCodecs codecs)
      throws IOException {
    StoreKey.checkPath(group);
    Node root = NodeDocuments.read(new Place(store, "", codecs));
    if (root != null && !group.isEmpty()) {
      refuseArray(root);
      return ZarrGroup.root(root).group(group);
    }
    Place place = new Place(store, group, codecs);
    Node node = group.isEmpty() ? root : NodeDocuments.read(place);
    if (node == null) {
      throw missing("no Zarr group", place);
    }
    refuseArray(node);
    return ZarrGroup.root(node);
  }

  /**
   * Begins to write an array. Chunks go to a folder {@code .NAME.tmp-xxxx} beside the array's;
   * {@link ChunkSink#commit} writes the metadata and renames it, so readers see the previous array
   * or the new one and never a mixture. An array that is there is renamed out of the way before and
   * deleted after; between these two renames there is none. A run that is killed leaves the
   * previous array as it was, and the temporary folder, which nothing reads; if it is killed
   * between the renames, the previous array waits beside its place until the next {@code create}
   * puts it back.
   *
   * <p>Consolidated metadata of the groups above is brought up to date by the commit. Data is not
   * forced to the disk: after a power failure chunk files may be empty, which readers report.
   *
   * @param array the array's folder; the folders above are created where they are missing
   * @throws FileAlreadyExistsException if there is something else than an array or an empty folder
   * @throws IllegalArgumentException if the format can't express the specification
   */
  public static ChunkSink create(Path array, ZarrSpec spec) throws IOException {
    return ZarrSink.create(FolderDraft.target(array), spec, false);
  }

  /**
   * Begins to write an array into a store, which must stay open until the sink is closed.
   *
   * <p>In a folder and in memory the array is replaced as a whole, as {@link #create(Path,
   * ZarrSpec)} says. In other stores objects can't be renamed: with the first chunk the previous
   * array's documents are deleted, then its chunks; the new array's metadata is written last. A run
   * that is killed leaves chunks without metadata, which read as no array and are replaced by the
   * next {@code create}.
   *
   * @param array its path in the store; empty if the store is to be the array's own
   * @throws FileAlreadyExistsException if there is something else than an array
   * @throws IllegalArgumentException if the format can't express the specification
   */
  public static ChunkSink create(ZarrStore store, String array, ZarrSpec spec) throws IOException {
    StoreKey.checkPath(array);
    return ZarrSink.create(new Place(store, array), spec, false);
  }

  /**
   * As {@link #create(Path, ZarrSpec)}, but goes on with what an earlier run has left that was
   * killed, or failed, while it wrote an array of the same specification to the same place, by this
   * method or by {@code create}. Its chunks are kept, and neither computed nor stored again; that
   * they are of the same data is the caller's knowledge. What a run leaves that is at work still is
   * not touched. Chunks written before a power failure may be incomplete; then begin anew.
   *
   * <p>Closing the sink without a commit leaves what is stored, to be resumed again.
   */
  public static ChunkSink resume(Path array, ZarrSpec spec) throws IOException {
    return ZarrSink.create(FolderDraft.target(array), spec, true);
  }

  /**
   * As {@link #resume(Path, ZarrSpec)}, in a store, which must stay open until the sink is closed.
   *
   * @param array its path in the store; empty if the store is to be the array's own
   */
  public static ChunkSink resume(ZarrStore store, String array, ZarrSpec spec) throws IOException {
    StoreKey.checkPath(array);
    return ZarrSink.create(new Place(store, array), spec, true);
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
    return createGroup(new FolderStore(group), "", format, attributes);
  }

  /**
   * Creates a group in a store.
   *
   * @param group its path in the store; empty for the store's root
   * @param format 2 or 3
   * @param attributes maps, lists, strings, numbers, booleans and nulls
   * @throws FileAlreadyExistsException if there is a group or an array
   */
  public static ZarrGroup createGroup(
      ZarrStore store, String group, int format, Map<String, @Nullable Object> attributes)
      throws IOException {
    if (format != 2 && format != 3) {
      throw new IllegalArgumentException("Zarr format is 2 or 3, not " + format);
    }
    StoreKey.checkPath(group);
    Place place = new Place(store, group);
    if (NodeDocuments.read(place) != null) {
      throw new FileAlreadyExistsException(place.toString());
    }
    ObjectNode json = Json.object().put("zarr_format", format);
    if (format == 3) {
      json.put("node_type", "group").set("attributes", Json.node(attributes));
      NodeDocuments.write(place, NodeDocuments.V3, json);
    } else {
      if (!attributes.isEmpty()) {
        NodeDocuments.write(place, NodeDocuments.V2_ATTRIBUTES, Json.node(attributes));
      }
      NodeDocuments.write(place, NodeDocuments.V2_GROUP, json);
    }
    return openGroup(store, group);
  }

  /**
   * Whether there is an array or a group, sound or not.
   *
   * @param path its path in the store; empty for the store's root
   */
  public static boolean exists(ZarrStore store, String path) throws IOException {
    StoreKey.checkPath(path);
    return NodeDocuments.isNode(new Place(store, path));
  }

  /**
   * Deletes an array or a group with all that is below it. Its own documents go first, so that what
   * a killed process leaves is no array and no group to any reader. Groups above forget it, if they
   * have consolidated metadata. Where there is nothing, nothing happens.
   *
   * @param path its path in the store; empty for all that the store has
   * @throws UnsupportedOperationException if the store is read-only, or cannot list
   */
  public static void delete(ZarrStore store, String path) throws IOException {
    StoreKey.checkPath(path);
    Place place = new Place(store, path);
    NodeDocuments.deleteAll(place);
    ConsolidatedWriter.update(place);
  }

  /**
   * Writes the metadata of all arrays and groups below a group to one place, from where programs
   * that read over a network take it in one go. {@link #create} keeps it up to date.
   *
   * @throws FileNotFoundException if there is no group
   */
  public static void consolidate(Path group) throws IOException {
    consolidate(new FolderStore(group), "");
  }

  /**
   * As {@link #consolidate(Path)}, for a group in a store.
   *
   * @param group its path in the store; empty for the store's root
   * @throws FileNotFoundException if there is no group
   */
  public static void consolidate(ZarrStore store, String group) throws IOException {
    StoreKey.checkPath(group);
    Place place = new Place(store, group);
    Node node = NodeDocuments.read(place);
    if (node == null || node.isArray()) {
      throw missing("no Zarr group", place);
    }
    ConsolidatedWriter.consolidate(node);
  }

  static FileNotFoundException missing(String what, Place place) throws IOException {
    String reason = "";
    if (place.store() instanceof FolderStore folder) {
      Path path = folder.path(place.path());
      reason = Files.exists(path) ? "" : " (no such folder)";
      List<Path> old = Replacement.leftBehind(path);
      if (!old.isEmpty()) {
        reason +=
            " (a replacement was interrupted; the previous array is "
                + old.getFirst()
                + ", and the next write there puts it back first)";
      }
    }
    return new FileNotFoundException(what + ": " + place + reason);
  }

  /**
   * An array to be written, as Zarr v3, in the chunks that it comes in, compressed with zstd. Zarr
   * knows chunks of one shape only: irregular ones are written in chunks of the largest one's
   * shape.
   *
   * @see Write#run(org.hyperslab.Session)
   */
  public static Write write(Path path, ChunkedArray array) {
    return write(path, array, defaults(array));
  }

  /**
   * An array to be written as a specification says, whose shape and dtype must be the array's.
   *
   * @throws IllegalArgumentException if they are not
   */
  public static Write write(Path path, ChunkedArray array, ZarrSpec spec) {
    check(array, spec);
    return new Write(array, () -> create(path, spec));
  }

  /**
   * As {@link #write(Path, ChunkedArray)}, into a store, which must stay open until the array is
   * written.
   *
   * @param path the array's path in the store; empty if the store is to be the array's own
   */
  public static Write write(ZarrStore store, String path, ChunkedArray array) {
    return write(store, path, array, defaults(array));
  }

  /**
   * As {@link #write(Path, ChunkedArray, ZarrSpec)}, into a store, which must stay open until the
   * array is written.
   *
   * @param path the array's path in the store; empty if the store is to be the array's own
   * @throws IllegalArgumentException if specification and array differ in shape or dtype
   */
  public static Write write(ZarrStore store, String path, ChunkedArray array, ZarrSpec spec) {
    check(array, spec);
    StoreKey.checkPath(path);
    return new Write(array, () -> create(store, path, spec));
  }

  /**
   * As {@link #write(Path, ChunkedArray, ZarrSpec)}, but goes on with what an interrupted run has
   * left, as {@link #resume(Path, ZarrSpec)} says.
   *
   * @throws IllegalArgumentException if specification and array differ in shape or dtype
   */
  public static Write resume(Path path, ChunkedArray array, ZarrSpec spec) {
    check(array, spec);
    return new Write(array, () -> resume(path, spec));
  }

  /**
   * An array to be written behind the end of one that is there, along an axis. A chunk that the
   * array ends in is read, completed and written; the array's shape changes with the commit, so
   * that readers see the array as it was or as it is to be, and a run that is killed leaves it as
   * it was.
   *
   * @param path the folder of the array that grows
   * @throws FileNotFoundException if it isn't there
   * @throws IllegalArgumentException if the arrays differ in rank, dtype, or an extent along
   *     another axis
   * @throws IOException when it is run, if another writer is at work on the array
   */
  public static Write append(Path path, ChunkedArray array, int axis) throws IOException {
    Place place = FolderDraft.target(path);
    return append(place.store(), place.path(), array, axis);
  }

  /**
   * As {@link #append(Path, ChunkedArray, int)}, in a store, which must stay open until the array
   * is written. In an object store nothing keeps two writers apart.
   */
  public static Write append(ZarrStore store, String path, ChunkedArray array, int axis)
      throws IOException {
    StoreKey.checkPath(path);
    Place place = new Place(store, path);
    int along = axis < 0 ? axis + array.shape().rank() : axis;
    RegionTarget.behind(place, along, array.shape(), array.dtype());
    return new Write(
        array,
        () ->
            RegionSink.open(
                place, () -> RegionTarget.behind(place, along, array.shape(), array.dtype())));
  }

  /**
   * An array to be written over a region of one that is there. Chunks that the region has only a
   * part of are read, changed and written. Each chunk is replaced at once, but the region isn't: a
   * run that is killed leaves some chunks new and others as they were.
   *
   * @param path the folder of the array that is written into
   * @param origin where the region begins, per dimension
   * @throws FileNotFoundException if there is no array
   * @throws IllegalArgumentException if the region isn't inside, or the arrays differ in rank or
   *     dtype
   * @throws IOException when it is run, if another writer is at work on the array
   */
  public static Write writeRegion(Path path, ChunkedArray array, long... origin)
      throws IOException {
    Place place = FolderDraft.target(path);
    return writeRegion(place.store(), place.path(), array, origin);
  }

  /**
   * As {@link #writeRegion(Path, ChunkedArray, long...)}, in a store, which must stay open until
   * the array is written. In an object store nothing keeps two writers apart.
   */
  public static Write writeRegion(ZarrStore store, String path, ChunkedArray array, long... origin)
      throws IOException {
    StoreKey.checkPath(path);
    Place place = new Place(store, path);
    long[] at = origin.clone();
    RegionTarget.inside(place, at, array.shape(), array.dtype());
    return new Write(
        array,
        () ->
            RegionSink.open(
                place, () -> RegionTarget.inside(place, at, array.shape(), array.dtype())));
  }

  /**
   * A dataset to be written as a group in a folder, which takes the place of a group or array that
   * is there.
   */
  public static ZarrDatasetWrite write(Path folder, Dataset dataset) {
    return ZarrDatasetWrite.of(folder, dataset);
  }

  /**
   * A dataset to be written as a group in a store, which must stay open until it is written.
   *
   * @param path the group's path in the store; empty for the store's root
   */
  public static ZarrDatasetWrite write(ZarrStore store, String path, Dataset dataset) {
    StoreKey.checkPath(path);
    return ZarrDatasetWrite.of(store, path, dataset);
  }

  private static ZarrSpec defaults(ChunkedArray array) {
    Shape chunk = array.chunks().chunkShape();
    return ZarrSpec.of(array.shape(), chunk, array.dtype())
        .withCompression(ZarrSpec.Compression.zstd(3));
  }

  private static void check(ChunkedArray array, ZarrSpec spec) {
    if (!spec.shape().equals(array.shape()) || spec.dtype() != array.dtype()) {
      throw new IllegalArgumentException(
          "specification is of another array: specification=%s %s, array=%s %s"
              .formatted(spec.dtype(), spec.shape(), array.dtype(), array.shape()));
    }
  }
}
