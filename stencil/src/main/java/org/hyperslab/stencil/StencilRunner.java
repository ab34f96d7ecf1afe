package org.hyperslab.stencil;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.hyperslab.block.Block;
import org.hyperslab.block.BlockPool;
import org.hyperslab.block.HeldBlock;
import org.hyperslab.grid.Region;
import org.hyperslab.grid.Shape;

/**
 * Steps fields in memory. Not thread-safe: one caller at a time.
 *
 * <p>The result's bits depend on the {@link Evolution}, the initial fields and the number of steps,
 * and on nothing else.
 */
public final class StencilRunner implements AutoCloseable {
  private final Evolution evolution;
  private final BlockAdvance advance;
  private final BlockPool pool;
  private final List<HeldBlock> held = new ArrayList<>();
  private List<Block> current;
  private List<Block> next;
  private final List<Block> inputs;
  private long step;

  private StencilRunner(
      Evolution evolution, List<FieldFill> fields, List<FieldFill> inputs, BlockPool pool) {
    this.evolution = evolution;
    this.advance = BlockAdvance.of(evolution);
    this.pool = pool;
    this.current = make(fields, true);
    this.next = make(fields, true);
    this.inputs = make(inputs, false);
  }

  /**
   * Takes the memory for fields and fills them; held cells get their fixed values.
   *
   * @param fields the first values of each field that changes
   * @param inputs the constant fields
   * @param pool where memory comes from; stays the caller's
   * @throws IllegalArgumentException if the stencil has other numbers of fields
   */
  public static StencilRunner start(
      Evolution evolution, List<FieldFill> fields, List<FieldFill> inputs, BlockPool pool) {
    Stencil s = evolution.stencil();
    if (fields.size() != s.fields() || inputs.size() != s.inputs()) {
      throw new IllegalArgumentException(
          "wrong number of fields: fields=%d, expected=%d, inputs=%d, expected=%d"
              .formatted(fields.size(), s.fields(), inputs.size(), s.inputs()));
    }
    return new StencilRunner(evolution, fields, inputs, pool);
  }

  private Region source() {
    return advance.sourceRegion(Region.whole(evolution.domain()), 1);
  }

  private List<Block> make(List<FieldFill> fills, boolean fixed) {
    List<Block> blocks = new ArrayList<>();
    Region whole = Region.whole(evolution.domain());
    for (FieldFill fill : fills) {
      HeldBlock h = HeldBlock.take(pool, "stencil", evolution.dtype(), source().shape());
      held.add(h);
      Block inside = h.block().slice(whole.relativeTo(source()));
      fill.fill(inside, whole);
      if (fixed) {
        evolution
            .boundaries()
            .assign(inside, whole, evolution.domain(), evolution.stencil().radius());
      }
      blocks.add(h.block());
    }
    return blocks;
  }

  /** Takes steps. */
  public void advance(long steps) {
    Region whole = Region.whole(evolution.domain());
    for (long s = 0; s < steps; s++) {
      List<Block> results = new ArrayList<>();
      next.forEach(b -> results.add(b.slice(whole.relativeTo(source()))));
      advance.advance(new Piece(whole, current, inputs, results), 1, MemorySegment.NULL);
      List<Block> old = current;
      current = next;
      next = old;
      step++;
    }
  }

  /** Steps taken since the start. */
  public long step() {
    return step;
  }

  /**
   * Copies a field.
   *
   * @param to of the domain's shape and dtype
   */
  public void copyTo(int field, Block to) {
    Region whole = Region.whole(evolution.domain());
    org.hyperslab.kernel.StridedCopy.copy(current.get(field).slice(whole.relativeTo(source())), to);
  }

  /** The domain's shape. */
  public Shape shape() {
    return evolution.domain();
  }

  /** Gives the memory back. */
  @Override
  public void close() {
    held.forEach(HeldBlock::close);
    held.clear();
  }
}
