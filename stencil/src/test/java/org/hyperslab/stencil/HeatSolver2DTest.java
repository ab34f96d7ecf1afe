package org.hyperslab.stencil;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.hyperslab.block.DType;
import org.hyperslab.block.MemoryBudget;
import org.hyperslab.grid.Region;
import org.junit.jupiter.api.Test;

class HeatSolver2DTest {
  private static final double TAU = 2 * Math.PI;

  private static HeatSolver2D solver(HeatProblem.Builder problem, FieldFill initial) {
    return HeatSolver2D.builder(problem.build()).initial(initial).workers(2).build();
  }

  private static double[] values(HeatSolver2D solver) {
    List<Double> values = new ArrayList<>();
    Cells.forEach(Region.whole(solver.problem().shape()), at -> values.add(solver.field().get(at)));
    return values.stream().mapToDouble(x -> x).toArray();
  }

  @Test
  void referenceCaseHasTheFieldAndTheSumOfNumPy() {
    double[][] u = new double[400][400];
    double[][] v = new double[400][400];
    for (int i = 0; i < 400; i++) {
      u[399][i] = 100;
    }
    for (int i = 0; i < 400; i++) {
      u[i][399] = 30;
      u[i][0] = 0;
    }
    for (int i = 0; i < 400; i++) {
      v[i] = u[i].clone();
    }
    double k = 0.1 * (0.01 * 0.01 * 0.01 * 0.01) / (2 * 0.1 * 2 * 0.01 * 0.01);
    for (int s = 0; s < 10_000; s++) {
      for (int i = 1; i < 399; i++) {
        for (int j = 1; j < 399; j++) {
          double p = u[i][j];
          v[i][j] =
              p
                  + k
                      * ((u[i + 1][j] - 2 * p + u[i - 1][j]) / 1e-4
                          + (u[i][j + 1] - 2 * p + u[i][j - 1]) / 1e-4);
        }
      }
      double[][] old = u;
      u = v;
      v = old;
    }
    try (HeatSolver2D solver = solver(HeatProblem.builder(), FieldFill.constant(0))) {
      solver.run(10_000);
      assertEquals(2538635.0528, solver.field().sum(), 2538635.0528e-9);
      for (int i = 0; i < 400; i++) {
        for (int j = 0; j < 400; j++) {
          assertEquals(u[i][j], solver.field().get(i, j), 1e-9 * (1 + Math.abs(u[i][j])));
        }
      }
      assertEquals(30, solver.field().get(399, 399));
      assertEquals(0, solver.field().get(399, 0));
      assertEquals(100, solver.field().get(399, 1));
    }
  }

  @Test
  void stepBeyondTheLimitIsRefusedWithTheLimit() {
    double limit = HeatProblem.builder().build().limit();
    HeatProblem.Builder beyond = HeatProblem.builder().dt(limit * 1.001);
    Exception e = assertThrows(IllegalArgumentException.class, beyond::build);
    assertTrue(e.getMessage().contains("limit=" + limit), e.getMessage());
    assertEquals(2 * limit, beyond.dt(2 * limit).method(HeatProblem.Method.ADI).build().dt());
    assertThrows(IllegalArgumentException.class, () -> beyond.dt(Double.POSITIVE_INFINITY).build());
    HeatProblem.Builder wide = HeatProblem.builder().spacing(Double.POSITIVE_INFINITY, 1).dt(1);
    assertThrows(IllegalArgumentException.class, wide::build);
  }

  /**
   * The largest error at time 0.05 of a product of sines over the unit square with zero at its
   * sides, whose solution decays as exp(-2 pi^2 a t).
   */
  private static double sineError(int n, HeatProblem.Method method, double dt) {
    double h = 1.0 / (n - 1);
    double a = 0.5;
    long steps = Math.round(0.05 / dt);
    HeatProblem.Builder problem =
        HeatProblem.builder()
            .size(n, n)
            .spacing(h, h)
            .diffusivity(a)
            .boundaries(Boundaries.all(2, new Boundary.Fixed(0)))
            .method(method)
            .dt(0.05 / steps);
    FieldFill sines =
        FieldFill.of(at -> Math.sin(Math.PI * at[0] * h) * Math.sin(Math.PI * at[1] * h));
    try (HeatSolver2D solver = solver(problem, sines)) {
      solver.run(steps);
      assertEquals(0.05, solver.time(), 1e-12);
      double decay = Math.exp(-2 * Math.PI * Math.PI * a * 0.05);
      double[] error = {0};
      Cells.forEach(
          Region.whole(solver.problem().shape()),
          at -> {
            double exact = decay * Math.sin(Math.PI * at[0] * h) * Math.sin(Math.PI * at[1] * h);
            error[0] = Math.max(error[0], Math.abs(exact - solver.field().get(at)));
          });
      return error[0];
    }
  }

  @Test
  void explicitSolutionIsOfSecondOrderInSpaceWithTheStepAtItsSquare() {
    double coarse = sineError(17, HeatProblem.Method.EXPLICIT, 0.4 / (16 * 16));
    double fine = sineError(33, HeatProblem.Method.EXPLICIT, 0.4 / (32 * 32));
    double order = Math.log(coarse / fine) / Math.log(2);
    assertEquals(2, order, 0.15);
  }

  @Test
  void adiIsOfSecondOrderInTimeFarBeyondTheExplicitLimit() {
    int n = 401; // the error in space is then 2e-6
    double coarse = sineError(n, HeatProblem.Method.ADI, 0.05 / 4);
    double fine = sineError(n, HeatProblem.Method.ADI, 0.05 / 8);
    assertTrue(
        0.05 / 8
            > 100
                * HeatProblem.builder()
                    .size(n, n)
                    .spacing(1.0 / 400, 1.0 / 400)
                    .diffusivity(0.5)
                    .build()
                    .limit());
    assertEquals(2, Math.log(coarse / fine) / Math.log(2), 0.15);
  }

  @Test
  void adiIsOfSecondOrderInSpace() {
    double coarse = sineError(17, HeatProblem.Method.ADI, 0.05 / 400);
    double fine = sineError(33, HeatProblem.Method.ADI, 0.05 / 400);
    assertEquals(2, Math.log(coarse / fine) / Math.log(2), 0.15);
  }

  private static Boundary random(SplittableRandom random) {
    return switch (random.nextInt(6)) {
      case 0 -> new Boundary.Fixed(random.nextInt(4));
      case 1 -> new Boundary.Held();
      case 2 -> new Boundary.Insulated();
      case 3 -> new Boundary.Flux(0.1 * random.nextDouble());
      case 4 -> new Boundary.Reflect();
      default -> new Boundary.Nearest();
    };
  }

  /** One ADI step must solve the two systems that define it; checked by inserting the result. */
  @Test
  void adiWithAnyBoundariesAgreesWithManySmallExplicitSteps() {
    long seed = 3;
    System.out.println("seed " + seed);
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < 60; i++) {
      Boundaries sides = Boundaries.all(2, new Boundary.Nearest());
      for (int d = 0; d < 2; d++) {
        sides =
            random.nextInt(3) == 0
                ? sides.both(d, new Boundary.Periodic())
                : sides.low(d, random(random)).high(d, random(random));
      }
      long ny = 1 + random.nextInt(20);
      long nx = 1 + random.nextInt(40);
      HeatProblem.Builder problem =
          HeatProblem.builder().size(nx, ny).spacing(0.9, 1.1).diffusivity(1).boundaries(sides);
      double time = 2;
      FieldFill initial = FieldFill.of(at -> Math.sin(0.3 * at[0]) + Math.cos(0.2 * at[1] + at[0]));
      try (HeatSolver2D explicit = solver(problem.dt(time / 4000), initial);
          HeatSolver2D adi =
              solver(problem.dt(time / 200).method(HeatProblem.Method.ADI), initial)) {
        explicit.run(4000);
        adi.run(200);
        double[] expected = values(explicit);
        double[] got = values(adi);
        for (int k = 0; k < got.length; k++) {
          String what = "case " + i + ": " + sides + ", " + ny + " x " + nx + ", cell " + k;
          assertEquals(expected[k], got[k], 2e-3, what);
        }
      }
      problem.method(HeatProblem.Method.EXPLICIT);
    }
  }

  @Test
  void adiGivesTheSameBitsWithAnyNumberOfWorkers() {
    for (DType dtype : List.of(DType.FLOAT64, DType.FLOAT32)) {
      HeatProblem problem =
          HeatProblem.builder()
              .size(700, 90)
              .method(HeatProblem.Method.ADI)
              .dt(0.01)
              .dtype(dtype)
              .build();
      double[] first = new double[0];
      for (int workers = 1; workers <= 4; workers++) {
        try (HeatSolver2D solver = HeatSolver2D.builder(problem).workers(workers).build()) {
          solver.run(5);
          double[] now = values(solver);
          first = workers == 1 ? now : first;
          org.junit.jupiter.api.Assertions.assertArrayEquals(first, now);
        }
      }
    }
  }

  @Test
  void insulatedSidesConserveTheSum() {
    FieldFill hill = FieldFill.of(at -> at[0] == 7 && at[1] > 20 ? 5 : 0.25);
    for (HeatProblem.Method method : HeatProblem.Method.values()) {
      HeatProblem.Builder problem =
          HeatProblem.builder()
              .size(50, 40)
              .method(method)
              .boundaries(Boundaries.all(2, new Boundary.Insulated()));
      try (HeatSolver2D solver = solver(problem, hill)) {
        double before = solver.field().sum();
        solver.run(500);
        assertEquals(before, solver.field().sum(), 1e-11 * before);
      }
    }
  }

  @Test
  void diffusivityPerCellConservesTheSumAndAgreesWithAConstantOne() {
    FieldFill hill = FieldFill.of(at -> at[0] == 7 && at[1] > 20 ? 5 : 0.25);
    HeatProblem.Builder problem =
        HeatProblem.builder().size(50, 40).boundaries(Boundaries.all(2, new Boundary.Insulated()));
    FieldFill layered = FieldFill.of(at -> at[1] < 25 ? 0.1 : 0.02);
    try (HeatSolver2D solver = solver(problem.diffusivity(layered, 0.1), hill)) {
      double before = solver.field().sum();
      solver.run(300);
      assertEquals(before, solver.field().sum(), 1e-11 * before);
    }
    HeatProblem.Builder same = HeatProblem.builder().size(60, 50);
    try (HeatSolver2D constant = solver(same, FieldFill.constant(1));
        HeatSolver2D varying =
            solver(same.diffusivity(FieldFill.constant(0.1), 0.1), FieldFill.constant(1))) {
      constant.run(200);
      varying.run(200);
      double[] expected = values(constant);
      double[] got = values(varying);
      for (int i = 0; i < got.length; i++) {
        assertEquals(expected[i], got[i], 1e-10);
      }
    }
  }

  @Test
  void diffusivityPerCellGivesTheSameBitsWhateverTheBlocks() {
    FieldFill layered = FieldFill.of(at -> 0.02 + 0.001 * ((at[0] * 7 + at[1] * 3) % 50));
    for (DType dtype : List.of(DType.FLOAT64, DType.FLOAT32)) {
      HeatProblem problem =
          HeatProblem.builder().size(300, 90).dtype(dtype).diffusivity(layered, 0.1).build();
      try (HeatSolver2D a = HeatSolver2D.builder(problem).workers(1).stepsPerPass(1).build();
          HeatSolver2D b =
              HeatSolver2D.builder(problem).workers(3).block(17, 130).stepsPerPass(4).build()) {
        a.run(30);
        b.run(30);
        org.junit.jupiter.api.Assertions.assertArrayEquals(values(a), values(b));
      }
    }
  }

  @Test
  void noCellLeavesTheRangeOfInitialAndBoundaryValues() {
    FieldFill waves = FieldFill.of(at -> 50 + 50 * Math.sin(TAU * at[0] / 3) * Math.sin(at[1]));
    try (HeatSolver2D solver = solver(HeatProblem.builder().size(80, 70), waves)) {
      for (int i = 0; i < 20; i++) {
        solver.run(7);
        for (double x : values(solver)) {
          assertTrue(x >= 0 && x <= 100, "value " + x);
        }
      }
    }
  }

  @Test
  void symmetricProblemsStaySymmetricBitForBit() {
    HeatProblem.Builder problem =
        HeatProblem.builder().size(61, 61).boundaries(Boundaries.all(2, new Boundary.Fixed(1)));
    FieldFill hill = FieldFill.of(at -> at[0] == 30 && at[1] == 30 ? 7 : 0);
    try (HeatSolver2D solver = solver(problem, hill)) {
      solver.run(100);
      Cells.forEach(
          Region.whole(solver.problem().shape()),
          at -> {
            double x = solver.field().get(at);
            assertEquals(x, solver.field().get(60 - at[0], at[1]));
            assertEquals(x, solver.field().get(at[0], 60 - at[1]));
            assertEquals(x, solver.field().get(at[1], at[0]));
          });
    }
  }

  @Test
  void steadyStateIsFoundByItsResidual() {
    HeatProblem.Builder problem =
        HeatProblem.builder()
            .size(12, 12)
            .boundaries(
                Boundaries.all(2, new Boundary.Insulated())
                    .low(0, new Boundary.Fixed(0))
                    .high(0, new Boundary.Fixed(11)));
    for (HeatProblem.Method method : HeatProblem.Method.values()) {
      try (HeatSolver2D solver = solver(problem.method(method), FieldFill.constant(3))) {
        assertFalse(solver.runUntilSteady(1e-6, 10, 20));
        assertEquals(20, solver.step());
        assertTrue(solver.runUntilSteady(1e-6, 10, 100_000));
        assertTrue(solver.step() < 100_000);
        Cells.forEach(
            Region.whole(solver.problem().shape()),
            at -> assertEquals(at[0], solver.field().get(at), 1e-6));
      }
    }
  }

  @Test
  void observerIsToldEverySoManySteps() {
    List<String> told = new ArrayList<>();
    HeatProblem problem = HeatProblem.builder().size(20, 20).build();
    try (HeatSolver2D solver =
        HeatSolver2D.builder(problem)
            .observer(
                10,
                (step, time, field) ->
                    told.add(step + " " + (time == step * problem.dt()) + " " + field.shape()))
            .build()) {
      solver.run(25);
      solver.run(5);
      assertEquals(List.of("10 true (20, 20)", "20 true (20, 20)", "30 true (20, 20)"), told);
    }
  }

  @Test
  void columnsThatAreAllHeldKeepTheirValues() {
    HeatProblem problem = HeatProblem.builder().size(2, 40).build();
    try (HeatSolver2D solver =
        HeatSolver2D.builder(problem).initial(FieldFill.constant(5)).workers(2).build()) {
      solver.run(50);
      for (int row = 0; row < 40; row++) {
        assertEquals(0, solver.field().get(row, 0));
        assertEquals(30, solver.field().get(row, 1));
      }
    }
  }

  @Test
  void takesMemoryFromABudgetThatIsShared() {
    MemoryBudget budget = new MemoryBudget(10_000_000);
    HeatProblem problem = HeatProblem.builder().size(300, 200).build();
    long expected = StencilRunner.bytes(problem.evolution(), 2);
    try (HeatSolver2D solver = HeatSolver2D.builder(problem).workers(2).memory(budget).build()) {
      solver.run(30);
      assertEquals(budget.used(), solver.peakBytes());
      assertTrue(
          budget.used() <= expected && expected < 1.2 * budget.used(),
          "used=" + budget.used() + ", expected=" + expected);
    }
    assertEquals(0, budget.used());
  }
}
