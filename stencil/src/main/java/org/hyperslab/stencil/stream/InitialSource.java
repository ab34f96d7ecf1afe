package org.hyperslab.stencil.stream;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import org.hyperslab.block.Block;
import org.hyperslab.block.DType;
import org.hyperslab.grid.ChunkGrid;
import org.hyperslab.grid.Region;
import org.hyperslab.stencil.Evolution;
import org.hyperslab.stencil.FieldFill;
import org.hyperslab.store.ChunkSource;

/**
 * The first state of a field: what a function or another array gives, with the fixed values of the
 * boundaries; or a constant input that a function gives, without them. Made chunk by chunk, when it
 * is read.
 */
public final class InitialSource implements ChunkSource {
  private final Evolution evolution;
  private final Content content;
  private final boolean fixed;

  private InitialSource(Evolution evolution, Content content, boolean fixed) {
    this.evolution = evolution;
    this.content = content;
    this.fixed = fixed;
  }

  private sealed interface Content {
    record Filled(FieldFill fill, ChunkGrid grid) implements Content {}

    record Stored(ChunkSource array) implements Content {}
  }

  /**
   * From a function.
   *
   * @param fill called by several threads at once
   * @param grid the pieces in which it is made
   */
  public static InitialSource of(Evolution evolution, FieldFill fill, ChunkGrid grid) {
    return new InitialSource(checked(evolution, grid), new Content.Filled(fill, grid), true);
  }

  /** A constant input of the stencil, from a function; parameters as {@link #of}'s. */
  public static InitialSource ofInput(Evolution evolution, FieldFill fill, ChunkGrid grid) {
    return new InitialSource(checked(evolution, grid), new Content.Filled(fill, grid), false);
  }

  /**
   * From another array.
   *
   * @throws IllegalArgumentException if it has another shape or dtype than the field
   */
  public static InitialSource of(Evolution evolution, ChunkSource array) {
    if (array.dtype() != evolution.dtype()) {
      throw new IllegalArgumentException(
          "initial values of another dtype: array=%s %s, field=%s"
              .formatted(array.name(), array.dtype(), evolution.dtype()));
    }
    return new InitialSource(checked(evolution, array.grid()), new Content.Stored(array), true);
  }

  private static Evolution checked(Evolution evolution, ChunkGrid grid) {
    if (!grid.shape().equals(evolution.domain())) {
      throw new IllegalArgumentException(
          "initial values of another shape: array=%s, field=%s"
              .formatted(grid.shape(), evolution.domain()));
    }
    return evolution;
  }

  @Override
  public String name() {
    return switch (content) {
      case Content.Filled f -> "initial field";
      case Content.Stored s -> s.array().name();
    };
  }

  @Override
  public ChunkGrid grid() {
    return switch (content) {
      case Content.Filled f -> f.grid();
      case Content.Stored s -> s.array().grid();
    };
  }

  @Override
  public DType dtype() {
    return evolution.dtype();
  }

  @Override
  public long scratchBytes() {
    return switch (content) {
      case Content.Filled f -> 0;
      case Content.Stored s -> s.array().scratchBytes();
    };
  }

  @Override
  public long load(long ordinal, Block into, MemorySegment scratch) throws IOException {
    Region place = grid().region(ordinal);
    long bytes =
        switch (content) {
          case Content.Filled f -> {
            f.fill().fill(into, place);
            yield 0;
          }
          case Content.Stored s -> s.array().load(ordinal, into, scratch);
        };
    if (fixed) {
      evolution.boundaries().assign(into, place, evolution.domain(), evolution.stencil().radius());
    }
    return bytes;
  }
}
