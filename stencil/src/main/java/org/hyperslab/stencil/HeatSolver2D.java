package org.hyperslab.stencil;

import java.util.List;
import java.util.Objects;
import org.hyperslab.block.BlockPool;
import org.hyperslab.block.MemoryBudget;
import org.hyperslab.grid.Shape;
import org.jspecify.annotations.Nullable;

/**
 * Solves the heat equation of a {@link HeatProblem} in memory. The field has {@code ny} rows
 * (dimension 0) and {@code nx} columns (dimension 1); the "top" is the last row, the "bottom" the
 * first.
 *
 * <p>Not thread-safe: one caller at a time.
 */
public final class HeatSolver2D implements AutoCloseable {
  private final HeatProblem problem;
  private final BlockPool pool;
  private final Stepping runner;
  private final Observer observer;
  private final long observeEvery;

  /** Is told how a solution evolves. */
  @FunctionalInterface
  public interface Observer {
    /**
     * Called on the thread that solves, which waits.
     *
     * @param field valid during the call
     */
    void observe(long step, double time, FieldView field);
  }

  private HeatSolver2D(Builder b) {
    this.problem = b.problem;
    this.observer = b.observer;
    this.observeEvery = b.observeEvery;
    this.pool = new BlockPool(b.budget);
    try {
      this.runner = runner(b);
    } catch (RuntimeException | Error e) {
      pool.close();
      throw e;
    }
  }

  private Stepping runner(Builder b) {
    return switch (problem.method()) {
      case EXPLICIT ->
          StencilRunner.start(
              problem.evolution(),
              new StencilRunner.Start(List.of(b.initial), problem.inputs()),
              new StencilRunner.Options(pool, b.workers, b.block, b.stepsPerPass));
      case ADI -> adi(b);
    };
  }

  private AdiStepper adi(Builder b) {
    List<FieldFill> fields = problem.inputs();
    double half = problem.dt() / 2 * (fields.isEmpty() ? problem.diffusivity() : 1);
    AdiStepper.Setting setting =
        new AdiStepper.Setting(
            problem.evolution(),
            b.initial,
            fields.isEmpty() ? null : fields.getFirst(),
            half / (problem.dy() * problem.dy()),
            half / (problem.dx() * problem.dx()));
    return new AdiStepper(setting, pool, b.workers);
  }

  /** Settings of a solver. */
  public static final class Builder {
    private final HeatProblem problem;
    private FieldFill initial = FieldFill.constant(0);
    private int workers = Runtime.getRuntime().availableProcessors();
    private MemoryBudget budget = new MemoryBudget(Long.MAX_VALUE);
    private @Nullable Shape block;
    private int stepsPerPass;
    private Observer observer = (step, time, field) -> {};
    private long observeEvery = Long.MAX_VALUE;

    private Builder(HeatProblem problem) {
      this.problem = problem;
    }

    /** The first values; the default is 0. Fixed boundaries are assigned afterwards. */
    public Builder initial(FieldFill fill) {
      initial = Objects.requireNonNull(fill);
      return this;
    }

    /** Threads that compute; the default is one per core. Results don't depend on it. */
    public Builder workers(int threads) {
      workers = threads;
      return this;
    }

    /** Bytes that fields and scratch memory together may take; the default is no limit. */
    public Builder memory(long bytes) {
      return memory(new MemoryBudget(bytes));
    }

    /** As {@link #memory(long)}, with a budget that others take memory from as well. */
    public Builder memory(MemoryBudget shared) {
      budget = shared;
      return this;
    }

    /**
     * Rows and columns of the blocks that workers share out; the default is a block per worker.
     * Results don't depend on it.
     */
    public Builder block(long rows, long columns) {
      block = Shape.of(rows, columns);
      return this;
    }

    /** Steps between two exchanges; the default is what is fast. Results don't depend on it. */
    public Builder stepsPerPass(int steps) {
      stepsPerPass = steps;
      return this;
    }

    /** Is told after every {@code steps} steps, counted from the start. */
    public Builder observer(long steps, Observer told) {
      if (steps < 1) {
        throw new IllegalArgumentException("observer called every " + steps + " steps");
      }
      observeEvery = steps;
      observer = Objects.requireNonNull(told);
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

  /** Takes steps. */
  public void run(long steps) {
    long end = step() + steps;
    while (step() < end) {
      runner.advance(nextStop(end) - step());
      observe();
    }
  }

  /**
   * Takes steps until the field is steady: until one step changes no cell by more than {@code
   * tolerance} times dt, that is, |u_t| is at most the tolerance. Looks after every {@code
   * interval} steps.
   *
   * @return whether it became steady within {@code maxSteps} steps
   */
  public boolean runUntilSteady(double tolerance, long interval, long maxSteps) {
    if (!(tolerance >= 0) || interval < 1) {
      throw new IllegalArgumentException(
          "wrong tolerance or interval: tolerance=" + tolerance + ", interval=" + interval);
    }
    long end = step() + maxSteps;
    while (step() < end) {
      long look = Math.min(end, step() + interval);
      double change = Double.NaN;
      while (step() < look) {
        change = runner.advanceAndCompare(nextStop(look) - step());
        observe();
      }
      if (change <= tolerance * problem.dt()) {
        return true;
      }
    }
    return false;
  }

  private long nextStop(long end) {
    long rest = observeEvery - step() % observeEvery;
    return rest < end - step() ? step() + rest : end;
  }

  private void observe() {
    if (step() % observeEvery == 0) {
      observer.observe(step(), time(), field());
    }
  }

  /** Steps taken. */
  public long step() {
    return runner.step();
  }

  /** Time passed, in the unit of the diffusivity. */
  public double time() {
    return step() * problem.dt();
  }

  /** The field as it is now; valid until the next step is taken. */
  public FieldView field() {
    return runner.field(0);
  }

  /** The most bytes that were taken at once. */
  public long peakBytes() {
    return pool.peakBytes();
  }

  /** Gives the memory back. */
  @Override
  public void close() {
    runner.close();
    pool.close();
  }
}
