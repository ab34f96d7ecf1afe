package org.hyperslab.stencil.stream;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.hyperslab.grid.ChunkGrid;
import org.hyperslab.store.ChunkSink;
import org.hyperslab.store.ChunkSource;

/**
 * Generations in a folder, as arrays of any format: {@code step_000000000016} is an array, or, of
 * several fields, a folder with an array of each field's name. It is there or it isn't: what is
 * being written has a hidden name, and is renamed at the end. So a process that was killed leaves a
 * whole generation, which {@link #last} finds.
 *
 * <pre>{@code
 * ZarrSpec spec = ZarrSpec.of(shape, chunk, DType.FLOAT64);
 * FolderGenerations.Format zarr = new FolderGenerations.Format() {
 *   public ChunkSink create(Path array, long step) throws IOException {
 *     return Zarr.create(array, spec);
 *   }
 *
 *   public ChunkSource open(Path array) throws IOException {
 *     return Zarr.open(array).source();
 *   }
 *
 *   public long writeScratchBytes() {
 *     return 0; // nothing is compressed
 *   }
 * };
 * ChunkGrid grid = ChunkGrid.regular(shape, chunk.toArray());
 * FolderGenerations kept = new FolderGenerations(folder, grid, List.of("u", "v"), zarr);
 * }</pre>
 */
public final class FolderGenerations implements Generations {
  private static final String PREFIX = "step_";

  private final Path folder;
  private final ChunkGrid grid;
  private final List<String> fields;
  private final Format format;

  /** How arrays are stored. */
  public interface Format {
    /**
     * Begins to write an array.
     *
     * @return a sink whose {@link ChunkSink#commit} makes the array visible as a whole
     */
    ChunkSink create(Path array, long step) throws IOException;

    /** An array that was committed. */
    ChunkSource open(Path array) throws IOException;

    /** Bytes of scratch memory that storing a chunk takes. */
    long writeScratchBytes() throws IOException;

    /** Makes a folder for the arrays of one generation, where there are several fields. */
    default void createFolder(Path path, long step) throws IOException {
      Files.createDirectory(path);
    }
  }

  /**
   * @param folder has to be there when generations are written
   * @param grid the chunks of each array
   * @param fields the fields' names; the only one's doesn't matter
   */
  public FolderGenerations(Path folder, ChunkGrid grid, List<String> fields, Format format) {
    if (fields.isEmpty()) {
      throw new IllegalArgumentException("no fields");
    }
    this.folder = folder;
    this.grid = grid;
    this.fields = List.copyOf(fields);
    this.format = format;
  }

  /** The last whole generation's step; empty if there is none. Changes nothing. */
  public OptionalLong last() throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      return all.map(p -> p.getFileName().toString())
          .filter(name -> name.startsWith(PREFIX))
          .mapToLong(name -> Long.parseLong(name.substring(PREFIX.length())))
          .max();
    }
  }

  /** Deletes all generations but the last, and what else an interrupted run has left. */
  public void clean() throws IOException {
    OptionalLong last = last();
    try (Stream<Path> all = Files.list(folder)) {
      for (Path path : all.toList()) {
        String name = path.getFileName().toString();
        boolean isLast = last.isPresent() && path.equals(path(last.getAsLong()));
        if (!isLast && name.replaceFirst("^\\.+", "").startsWith(PREFIX)) {
          delete(path);
        }
      }
    }
  }

  /** Where a generation is: an array, or a folder of them. */
  public Path path(long step) {
    return folder.resolve(String.format(Locale.ROOT, "%s%012d", PREFIX, step));
  }

  private Path hidden(long step, String end) {
    return folder.resolve("." + path(step).getFileName() + end);
  }

  private boolean isArray() {
    return fields.size() == 1;
  }

  @Override
  public ChunkGrid grid() {
    return grid;
  }

  @Override
  public long writeScratchBytes() throws IOException {
    return format.writeScratchBytes();
  }

  @Override
  public Draft create(long step) throws IOException {
    Path place = isArray() ? path(step) : hidden(step, ".draft");
    if (!isArray()) {
      delete(place);
      format.createFolder(place, step);
    }
    FolderDraft draft = new FolderDraft(place, path(step), new ArrayList<>());
    try {
      for (String field : fields) {
        draft.fields.add(format.create(isArray() ? place : place.resolve(field), step));
      }
      return draft;
    } catch (IOException | RuntimeException | Error e) {
      draft.close();
      throw e;
    }
  }

  /**
   * A generation while it is written.
   *
   * @param place where it is now
   * @param whole where it will be
   */
  private record FolderDraft(Path place, Path whole, List<ChunkSink> fields) implements Draft {
    @Override
    public void commit() throws IOException {
      for (ChunkSink sink : fields) {
        sink.commit();
      }
      if (!place.equals(whole)) {
        Files.move(place, whole);
      }
    }

    @Override
    public void close() throws IOException {
      for (ChunkSink sink : fields) {
        sink.close();
      }
      if (!place.equals(whole)) {
        delete(place);
      }
    }
  }

  @Override
  public List<ChunkSource> open(long step) throws IOException {
    List<ChunkSource> sources = new ArrayList<>();
    for (String field : fields) {
      sources.add(format.open(isArray() ? path(step) : path(step).resolve(field)));
    }
    return sources;
  }

  @Override
  public void retire(long step) throws IOException {
    if (!Files.exists(path(step))) {
      throw new FileNotFoundException("no such generation: " + path(step));
    }
    // Renamed first: an array that is half deleted must not be taken for one with missing chunks.
    Path dying = hidden(step, ".old");
    Files.move(path(step), dying);
    delete(dying);
  }

  private static void delete(Path path) throws IOException {
    if (Files.exists(path)) {
      List<Path> paths;
      try (Stream<Path> all = Files.walk(path)) {
        paths = all.sorted(Comparator.reverseOrder()).toList();
      }
      for (Path p : paths) {
        Files.delete(p);
      }
    }
  }
}
