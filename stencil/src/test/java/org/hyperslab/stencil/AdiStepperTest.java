package org.hyperslab.stencil;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.hyperslab.block.BudgetExceededException;
import org.hyperslab.block.DType;
import org.hyperslab.block.MemoryBudget;
import org.hyperslab.grid.Region;
import org.junit.jupiter.api.Test;

class AdiStepperTest {
  private static final FieldFill LAYERED =
      FieldFill.of(at -> 0.02 + 0.001 * ((at[0] * 7 + at[1] * 3) % 50));

  /** With a diffusivity that is the same everywhere, and with one per cell. */
  private static List<HeatProblem.Builder> both(long nx, long ny) {
    return List.of(
        HeatProblem.builder().size(nx, ny).method(HeatProblem.Method.ADI).dt(0.01),
        HeatProblem.builder()
            .size(nx, ny)
            .method(HeatProblem.Method.ADI)
            .dt(0.01)
            .diffusivity(LAYERED, 0.1));
  }

  private static double[] values(HeatSolver2D solver) {
    List<Double> values = new ArrayList<>();
    Cells.forEach(Region.whole(solver.problem().shape()), at -> values.add(solver.field().get(at)));
    return values.stream().mapToDouble(x -> x).toArray();
  }

  @Test
  void aRunThatWasInterruptedIsOver() {
    for (HeatProblem.Builder problem : both(60, 50)) {
      try (HeatSolver2D solver = HeatSolver2D.builder(problem.build()).workers(2).build()) {
        solver.run(3);
        Thread.currentThread().interrupt();
        assertThrows(CancellationException.class, () -> solver.run(10));
        assertTrue(Thread.interrupted());
        String message =
            assertThrows(IllegalStateException.class, () -> solver.run(1)).getMessage();
        assertEquals("an earlier run ended half-way: steps before it=3", message);
        assertThrows(IllegalStateException.class, solver::field);
        assertThrows(IllegalStateException.class, () -> solver.runUntilSteady(1, 1, 1));
      }
    }
  }

  @Test
  void allMemoryIsTakenBeforeAnyWork() {
    for (HeatProblem.Builder problem : both(300, 200)) {
      MemoryBudget budget = new MemoryBudget(100_000_000);
      long needed;
      try (HeatSolver2D solver =
          HeatSolver2D.builder(problem.build()).workers(2).memory(budget).build()) {
        needed = budget.used();
        solver.runUntilSteady(1e-9, 2, 6);
        assertEquals(needed, budget.used());
        assertEquals(needed, solver.peakBytes());
      }
      assertEquals(0, budget.used());
      FieldFill never =
          (block, place) -> {
            throw new AssertionError("work without memory");
          };
      MemoryBudget small = new MemoryBudget(needed - 1);
      HeatSolver2D.Builder refused =
          HeatSolver2D.builder(problem.build()).initial(never).workers(2).memory(small);
      assertThrows(BudgetExceededException.class, refused::build);
      assertEquals(0, small.used());
    }
  }

  @Test
  void aStepThatIsComparedHasTheBitsAndTheChangeOfOneThatIsNot() {
    for (DType dtype : List.of(DType.FLOAT64, DType.FLOAT32)) {
      for (HeatProblem.Builder problem : both(301, 37)) {
        HeatProblem p = problem.dtype(dtype).build();
        try (HeatSolver2D plain = HeatSolver2D.builder(p).workers(1).build()) {
          plain.run(4);
          double[] before = values(plain);
          plain.run(1);
          double[] after = values(plain);
          double change = 0;
          for (int i = 0; i < after.length; i++) {
            change = Math.max(change, Math.abs(after[i] - before[i]));
          }
          double rate = change / p.dt();
          assertFalse(isSteadyAfterFive(p, rate * (1 - 1e-6), after));
          assertTrue(isSteadyAfterFive(p, rate * (1 + 1e-6), after));
        }
      }
    }
  }

  private static boolean isSteadyAfterFive(HeatProblem p, double tolerance, double[] expected) {
    try (HeatSolver2D compared = HeatSolver2D.builder(p).workers(3).build()) {
      boolean steady = compared.runUntilSteady(tolerance, 5, 5);
      assertArrayEquals(expected, values(compared));
      return steady;
    }
  }

  @Test
  void fieldsWithoutACellThatChangesAreSteadyAtOnce() {
    for (long[] size : new long[][] {{2, 40}, {40, 2}, {1, 1}, {2, 2}}) {
      for (HeatProblem.Builder problem : both(size[0], size[1])) {
        try (HeatSolver2D solver = HeatSolver2D.builder(problem.build()).workers(2).build()) {
          assertTrue(solver.runUntilSteady(0, 1, 10));
          assertEquals(1, solver.step());
        }
      }
    }
  }
}
