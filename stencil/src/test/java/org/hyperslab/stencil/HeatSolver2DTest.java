package org.hyperslab.stencil;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import org.hyperslab.block.Block;
import org.hyperslab.block.DType;
import org.junit.jupiter.api.Test;

class HeatSolver2DTest {
  @Test
  void referenceCaseHasTheSumOfNumPy() {
    HeatProblem problem = HeatProblem.builder().build();
    try (HeatSolver2D solver = HeatSolver2D.builder(problem).build();
        Arena arena = Arena.ofConfined()) {
      solver.run(10_000);
      Block field = Block.of(arena.allocate(160_000 * 8, 64), DType.FLOAT64, problem.shape());
      solver.field().copyTo(field);
      double sum = 0;
      for (long i = 0; i < 400; i++) {
        for (long j = 0; j < 400; j++) {
          sum += field.getDouble(i, j);
        }
      }
      assertEquals(2538635.0528, sum, 2538635.0528e-9);
      assertEquals(30, field.getDouble(399, 399));
      assertEquals(0, field.getDouble(399, 0));
      assertEquals(100, field.getDouble(399, 1));
    }
  }

  @Test
  void stepBeyondTheLimitIsRefusedWithTheLimit() {
    double limit = HeatProblem.builder().build().limit();
    HeatProblem.Builder beyond = HeatProblem.builder().dt(limit * 1.001);
    Exception e = assertThrows(IllegalArgumentException.class, beyond::build);
    assertTrue(e.getMessage().contains("limit=" + limit), e.getMessage());
  }
}
