package org.hyperslab.examples;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.hyperslab.grid.ChunkGrid;
import org.hyperslab.stencil.stream.FolderGenerations;
import org.hyperslab.store.ChunkSink;
import org.hyperslab.store.ChunkSource;
import org.hyperslab.zarr.Stores;
import org.hyperslab.zarr.Zarr;
import org.hyperslab.zarr.ZarrGroup;
import org.hyperslab.zarr.ZarrSpec;
import org.jspecify.annotations.Nullable;

/**
 * Generations as arrays {@code step_000000000016} of a Zarr group, whose attributes say what is
 * solved.
 */
final class ZarrGenerations {
  private static final String SHOWN = "colour_range";

  private final Path group;
  private final ZarrSpec spec;
  private final Map<String, @Nullable Object> facts;
  private final FolderGenerations arrays;
  private HeatRun.@Nullable Range shown;

  /**
   * @param spec how generations are stored
   * @param facts what a run has to agree on to go on from here; strings
   */
  ZarrGenerations(Path group, ZarrSpec spec, Map<String, @Nullable Object> facts) {
    this.group = group;
    this.spec = spec;
    this.facts = facts;
    ChunkGrid grid = ChunkGrid.regular(spec.shape(), spec.chunkShape().toArray());
    this.arrays = new FolderGenerations(group, grid, List.of("field"), new Arrays());
  }

  private final class Arrays implements FolderGenerations.Format {
    @Override
    public ChunkSink create(Path array, long step) throws IOException {
      Map<String, @Nullable Object> attributes = new TreeMap<>(facts);
      attributes.put("step", step);
      HeatRun.Range range = shown;
      if (range != null) {
        attributes.put(SHOWN, List.of(range.min(), range.max()));
      }
      return Zarr.create(array, spec.withAttributes(attributes));
    }

    @Override
    public ChunkSource open(Path array) throws IOException {
      return Zarr.open(array).source();
    }

    /** Asks a sink that is never filled, of an array that is nowhere. */
    @Override
    public long writeScratchBytes() throws IOException {
      try (ChunkSink sink = Zarr.create(Stores.memory(), "probe", spec)) {
        return sink.scratchBytes();
      }
    }
  }

  /** Where the generations are. */
  Path group() {
    return group;
  }

  /** The generations, once {@link #start} or {@link #resume} has been called. */
  FolderGenerations arrays() {
    return arrays;
  }

  /** A generation, to be read. */
  ChunkSource open(long step) throws IOException {
    return arrays.open(step).getFirst();
  }

  /** Whether nothing is there, or a folder in which a process had hardly begun. */
  private boolean isNew() throws IOException {
    if (!Files.isDirectory(group)) {
      return !Files.exists(group);
    }
    try (Stream<Path> all = Files.list(group)) {
      return all.allMatch(path -> path.getFileName().toString().startsWith("."));
    }
  }

  /** Begins anew. */
  void start(boolean overwrite) throws IOException {
    if (!isNew()) {
      if (!overwrite) {
        throw new FileAlreadyExistsException(
            group + "; --resume goes on from there, --overwrite begins anew");
      }
      Zarr.openGroup(group); // nothing else is deleted
      Folders.delete(group);
    }
    Zarr.createGroup(group, 3, facts);
  }

  /**
   * Finds the last whole generation; changes nothing.
   *
   * @return its step; empty if there is no whole one, or no store
   * @throws IllegalArgumentException if the store is of another problem
   */
  OptionalLong last() throws IOException {
    if (isNew()) {
      return OptionalLong.empty();
    }
    ZarrGroup stored = Zarr.openGroup(group);
    for (Map.Entry<String, @Nullable Object> fact : facts.entrySet()) {
      Object there = stored.attributes().get(fact.getKey());
      if (!Objects.equals(there, fact.getValue())) {
        throw new IllegalArgumentException(
            "the store is of another problem: store=%s, %s=%s, wanted=%s"
                .formatted(group, fact.getKey(), there, fact.getValue()));
      }
    }
    return arrays.last();
  }

  /**
   * Prepares to go on from {@link #last}: makes the store if there is none, and deletes what else
   * an interrupted run has left there.
   */
  OptionalLong resume() throws IOException {
    OptionalLong last = last();
    if (isNew()) {
      Zarr.createGroup(group, 3, facts);
    }
    arrays.clean();
    if (last.isPresent()) {
      Object range = Zarr.open(arrays.path(last.getAsLong())).attributes().get(SHOWN);
      if (range instanceof List<?> ends
          && ends.size() == 2
          && ends.getFirst() instanceof Number min
          && ends.getLast() instanceof Number max) {
        shown = new HeatRun.Range(min.doubleValue(), max.doubleValue());
      }
    }
    return last;
  }

  /** The range of values that pictures show; kept with each generation. */
  HeatRun.@Nullable Range shown() {
    return shown;
  }

  void show(HeatRun.Range range) {
    shown = range;
  }
}
