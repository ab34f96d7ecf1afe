package org.hyperslab.examples;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.hyperslab.grid.ChunkGrid;
import org.hyperslab.stencil.stream.Generations;
import org.hyperslab.store.ChunkSink;
import org.hyperslab.store.ChunkSource;
import org.hyperslab.zarr.Stores;
import org.hyperslab.zarr.Zarr;
import org.hyperslab.zarr.ZarrGroup;
import org.hyperslab.zarr.ZarrSpec;
import org.jspecify.annotations.Nullable;

/**
 * Generations as arrays {@code step_000000000016} of a Zarr group. An array is there or it isn't:
 * it is written in a hidden folder and renamed. The group's attributes say what is solved.
 */
final class ZarrGenerations implements Generations {
  private static final String PREFIX = "step_";

  private final Path group;
  private final ZarrSpec spec;
  private final Map<String, @Nullable Object> facts;
  private long writeScratchBytes = -1;

  /**
   * @param spec how generations are stored
   * @param facts what a run has to agree on to go on from here; strings
   */
  ZarrGenerations(Path group, ZarrSpec spec, Map<String, @Nullable Object> facts) {
    this.group = group;
    this.spec = spec;
    this.facts = facts;
  }

  /** Where the generations are. */
  Path group() {
    return group;
  }

  /** Begins anew. */
  void start(boolean overwrite) throws IOException {
    if (Files.exists(group)) {
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
    if (!Files.exists(group)) {
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
    return stored.arrays().stream()
        .filter(name -> name.startsWith(PREFIX))
        .mapToLong(name -> Long.parseLong(name.substring(PREFIX.length())))
        .max();
  }

  /**
   * Prepares to go on from {@link #last}: makes the store if there is none, and deletes what else
   * an interrupted run has left there.
   */
  OptionalLong resume() throws IOException {
    OptionalLong last = last();
    if (!Files.exists(group)) {
      Zarr.createGroup(group, 3, facts);
    }
    try (Stream<Path> all = Files.list(group)) {
      for (Path path : all.toList()) {
        String name = path.getFileName().toString();
        boolean isLast = last.isPresent() && path.equals(array(last.getAsLong()));
        if (Files.isDirectory(path)
            && !isLast
            && (name.startsWith(PREFIX) || name.startsWith("." + PREFIX))) {
          Folders.delete(path);
        }
      }
    }
    return last;
  }

  /** A generation's folder. */
  Path array(long step) {
    return group.resolve(String.format(Locale.ROOT, "%s%012d", PREFIX, step));
  }

  @Override
  public ChunkGrid grid() {
    return ChunkGrid.regular(spec.shape(), spec.chunkShape().toArray());
  }

  /** Asks a sink that is never filled, of an array that is nowhere. */
  @Override
  public long writeScratchBytes() throws IOException {
    if (writeScratchBytes < 0) {
      try (ChunkSink sink = Zarr.create(Stores.memory(), "probe", spec)) {
        writeScratchBytes = sink.scratchBytes();
      }
    }
    return writeScratchBytes;
  }

  @Override
  public ChunkSink create(long step) throws IOException {
    Map<String, @Nullable Object> attributes = new TreeMap<>(facts);
    attributes.put("step", step);
    return Zarr.create(array(step), spec.withAttributes(attributes));
  }

  @Override
  public ChunkSource open(long step) throws IOException {
    return Zarr.open(array(step)).source();
  }

  @Override
  public void retire(long step) throws IOException {
    if (!Files.exists(array(step))) {
      throw new FileNotFoundException("no such generation: " + array(step));
    }
    // Renamed first: an array that is half deleted must not be taken for one with missing chunks.
    Path dying = group.resolve("." + array(step).getFileName() + ".old");
    Files.move(array(step), dying);
    Folders.delete(dying);
  }
}
