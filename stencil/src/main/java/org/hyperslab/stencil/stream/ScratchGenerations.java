package org.hyperslab.stencil.stream;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.hyperslab.block.Block;
import org.hyperslab.block.DType;
import org.hyperslab.grid.ChunkGrid;
import org.hyperslab.store.ChunkSink;
import org.hyperslab.store.ChunkSource;
import org.hyperslab.store.ScratchStore;
import org.jspecify.annotations.Nullable;

/**
 * Generations in temporary files, uncompressed, which are gone when this is closed: for runs that
 * nobody will resume.
 */
public final class ScratchGenerations implements Generations, AutoCloseable {
  private final Path folder;
  private final ChunkGrid grid;
  private final DType dtype;
  private final int fields;
  private final Map<Long, List<ScratchStore>> committed = new HashMap<>();

  /**
   * @param folder where the files are, which has to be there
   * @param grid the chunks of each field
   * @param fields how many there are
   */
  public ScratchGenerations(Path folder, ChunkGrid grid, DType dtype, int fields) {
    this.folder = folder;
    this.grid = grid;
    this.dtype = dtype;
    this.fields = fields;
  }

  @Override
  public ChunkGrid grid() {
    return grid;
  }

  @Override
  public Draft create(long step) throws IOException {
    ScratchDraft draft = new ScratchDraft(step);
    try {
      for (int f = 0; f < fields; f++) {
        String name = "generation " + step + (fields == 1 ? "" : ", field " + f);
        draft.stores.add(ScratchStore.create(folder, name, grid, dtype));
      }
      return draft;
    } catch (IOException | RuntimeException | Error e) {
      draft.close();
      throw e;
    }
  }

  private final class ScratchDraft implements Draft {
    private final long step;
    private final List<ScratchStore> stores = new ArrayList<>();

    ScratchDraft(long step) {
      this.step = step;
    }

    @Override
    public List<ChunkSink> fields() {
      return stores.stream().<ChunkSink>map(Sink::new).toList();
    }

    @Override
    public void commit() throws IOException {
      closeAll(committed.put(step, List.copyOf(stores)));
      stores.clear();
    }

    @Override
    public void close() throws IOException {
      closeAll(stores);
    }
  }

  private record Sink(ScratchStore to) implements ChunkSink {
    @Override
    public String name() {
      return to.name();
    }

    @Override
    public ChunkGrid grid() {
      return to.grid();
    }

    @Override
    public DType dtype() {
      return to.dtype();
    }

    @Override
    public long store(long ordinal, Block block, MemorySegment scratch) throws IOException {
      return to.store(ordinal, block);
    }

    @Override
    public void commit() {}

    @Override
    public void close() {}
  }

  /**
   * @throws IllegalArgumentException if there is no such generation
   */
  @Override
  public List<ChunkSource> open(long step) {
    List<ScratchStore> stores = committed.get(step);
    if (stores == null) {
      throw new IllegalArgumentException("no such generation: " + step);
    }
    return List.copyOf(stores);
  }

  @Override
  public void retire(long step) throws IOException {
    closeAll(committed.remove(step));
  }

  private static void closeAll(@Nullable List<ScratchStore> stores) throws IOException {
    if (stores != null) {
      for (ScratchStore store : stores) {
        store.close();
      }
    }
  }

  /** Deletes all generations. */
  @Override
  public void close() throws IOException {
    for (List<ScratchStore> stores : committed.values()) {
      closeAll(stores);
    }
    committed.clear();
  }
}
