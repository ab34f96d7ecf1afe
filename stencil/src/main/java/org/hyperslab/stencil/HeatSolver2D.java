package org.hyperslab.stencil;

import java.util.List;
import org.hyperslab.block.Block;
import org.hyperslab.block.BlockPool;
import org.hyperslab.block.MemoryBudget;
import org.hyperslab.grid.Shape;

/**
 * The heat equation {@code u_t = a (u_xx + u_yy)} on a grid of {@code ny} rows (dimension 0) and
 * {@code nx} columns (dimension 1), in memory, explicit: central differences in space, Euler's
 * method in time. The "top" is the last row, the "bottom" the first.
 *
 * <p>Not thread-safe: one caller at a time.
 */
public final class HeatSolver2D implements AutoCloseable {
  private final HeatProblem problem;
  private final BlockPool pool;
  private final StencilRunner runner;
  private final int workers;

  private HeatSolver2D(Builder b) {
    this.problem = b.problem;
    this.workers = b.workers;
    this.pool = new BlockPool(new MemoryBudget(b.memoryBytes));
    this.runner = StencilRunner.start(problem.evolution(), List.of(b.initial), List.of(), pool);
  }

  /** Settings of a solver. */
  public static final class Builder {
    private final HeatProblem problem;
    private FieldFill initial = FieldFill.constant(0);
    private int workers = Runtime.getRuntime().availableProcessors();
    private long memoryBytes = Long.MAX_VALUE;

    private Builder(HeatProblem problem) {
      this.problem = problem;
    }

    /** The first values; the default is 0. Fixed boundaries are assigned afterwards. */
    public Builder initial(FieldFill fill) {
      initial = fill;
      return this;
    }

    /** Threads that compute; the default is one per core. Results don't depend on it. */
    public Builder workers(int threads) {
      if (threads < 1) {
        throw new IllegalArgumentException("workers less than 1: " + threads);
      }
      workers = threads;
      return this;
    }

    /** Bytes that fields and scratch memory together may take; the default is no limit. */
    public Builder memory(long bytes) {
      memoryBytes = bytes;
      return this;
    }

    /**
     * Takes memory and sets up the first field.
     *
     * @throws org.hyperslab.block.BudgetExceededException if the memory doesn't suffice
     */
    public HeatSolver2D build() {
      return new HeatSolver2D(this);
    }
  }

  /** A solver of a problem. */
  public static Builder builder(HeatProblem problem) {
    return new Builder(problem);
  }

  /** What is solved. */
  public HeatProblem problem() {
    return problem;
  }

  /** Threads that compute. */
  public int workers() {
    return workers;
  }

  /** Takes steps. */
  public void run(long steps) {
    runner.advance(steps);
  }

  /** Steps taken. */
  public long step() {
    return runner.step();
  }

  /** Time passed, in the unit of the diffusivity. */
  public double time() {
    return runner.step() * problem.dt();
  }

  /** Copies the field to a block of {@code ny} rows and {@code nx} columns. */
  public void copyTo(Block to) {
    runner.copyTo(0, to);
  }

  /** {@code [ny, nx]}. */
  public Shape shape() {
    return runner.shape();
  }

  /** Gives the memory back. */
  @Override
  public void close() {
    runner.close();
    pool.close();
  }
}
