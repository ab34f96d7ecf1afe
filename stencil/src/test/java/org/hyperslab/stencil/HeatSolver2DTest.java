package org.hyperslab.stencil;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
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

  /** On one thread: small fields take longer to hand over than to compute. */
  private static HeatSolver2D alone(HeatProblem.Builder problem, FieldFill initial) {
    return HeatSolver2D.builder(problem.build()).initial(initial).workers(1).build();
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
    try (HeatSolver2D solver = alone(problem, sines)) {
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

  /**
   * How far the amplitude of sines is off at time 0.05, on 17 x 17 cells: sines are eigenvectors of
   * the discretised problem too, so that only the error in time is left.
   */
  private static double errorInTime(HeatProblem.Method method, int steps) {
    double h = 1.0 / 16;
    HeatProblem.Builder problem =
        HeatProblem.builder()
            .size(17, 17)
            .spacing(h, h)
            .diffusivity(0.5)
            .boundaries(Boundaries.all(2, new Boundary.Fixed(0)))
            .method(method)
            .dt(0.05 / steps);
    FieldFill sines =
        FieldFill.of(at -> Math.sin(Math.PI * at[0] * h) * Math.sin(Math.PI * at[1] * h));
    double sine = Math.sin(Math.PI * h / 2);
    try (HeatSolver2D solver = alone(problem, sines)) {
      solver.run(steps);
      return Math.abs(solver.field().get(8, 8) - Math.exp(-0.05 * 4 * sine * sine / (h * h)));
    }
  }

  @Test
  void explicitStepsAreOfFirstOrderInTimeAndThoseOfAdiOfSecond() {
    HeatProblem.Method explicit = HeatProblem.Method.EXPLICIT;
    double ratio = errorInTime(explicit, 50) / errorInTime(explicit, 100);
    assertEquals(1, Math.log(ratio) / Math.log(2), 0.05);
    HeatProblem.Method adi = HeatProblem.Method.ADI;
    ratio = errorInTime(adi, 5) / errorInTime(adi, 10);
    assertEquals(2, Math.log(ratio) / Math.log(2), 0.05);
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
      Boundaries sides = anySides(random);
      long ny = 1 + random.nextInt(20);
      long nx = 1 + random.nextInt(40);
      HeatProblem.Builder problem =
          HeatProblem.builder().size(nx, ny).spacing(0.9, 1.1).diffusivity(1).boundaries(sides);
      double time = 2;
      FieldFill initial = FieldFill.of(at -> Math.sin(0.3 * at[0]) + Math.cos(0.2 * at[1] + at[0]));
      try (HeatSolver2D explicit = alone(problem.dt(time / 4000), initial);
          HeatSolver2D adi =
              alone(problem.dt(time / 200).method(HeatProblem.Method.ADI), initial)) {
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

  /** A diffusivity between 0.2 and 1, smooth and not symmetric. */
  private static double waving(double y, double x) {
    return 0.6 + 0.4 * Math.sin(3 * x + 1) * Math.cos(2 * y - x);
  }

  private static HeatProblem.Builder waving(int n, HeatProblem.Method method, double dt) {
    double h = 1.0 / (n - 1);
    return HeatProblem.builder()
        .size(n, n)
        .spacing(h, h)
        .diffusivity(FieldFill.of(at -> waving(at[0] * h, at[1] * h)), 1)
        .boundaries(Boundaries.all(2, new Boundary.Fixed(0)).high(1, new Boundary.Insulated()))
        .method(method)
        .dt(dt);
  }

  private static double[] wavingAtEnd(int n, HeatProblem.Method method, int steps) {
    double h = 1.0 / (n - 1);
    FieldFill hill =
        FieldFill.of(at -> Math.sin(Math.PI * at[0] * h) * Math.sin(Math.PI / 2 * at[1] * h));
    try (HeatSolver2D solver = alone(waving(n, method, 0.1 / steps), hill)) {
      solver.run(steps);
      return values(solver);
    }
  }

  private static double largestDifference(double[] a, double[] b) {
    double largest = 0;
    for (int i = 0; i < a.length; i++) {
      largest = Math.max(largest, Math.abs(a[i] - b[i]));
    }
    return largest;
  }

  @Test
  void adiWithADiffusivityPerCellIsOfSecondOrderInTimeFarBeyondTheExplicitLimit() {
    int n = 101;
    double limit = waving(n, HeatProblem.Method.ADI, 1).build().limit();
    assertTrue(0.1 / 32 > 50 * limit, "limit " + limit);
    double[] exact = wavingAtEnd(n, HeatProblem.Method.ADI, 1024);
    double coarse = largestDifference(exact, wavingAtEnd(n, HeatProblem.Method.ADI, 16));
    double fine = largestDifference(exact, wavingAtEnd(n, HeatProblem.Method.ADI, 32));
    assertEquals(2, Math.log(coarse / fine) / Math.log(2), 0.15);
    assertTrue(fine < 1e-3, "error " + fine);
  }

  @Test
  void adiWithADiffusivityPerCellConvergesToTheExplicitSolution() {
    int n = 21;
    double[] explicit = wavingAtEnd(n, HeatProblem.Method.EXPLICIT, 20_000);
    double[] adi = wavingAtEnd(n, HeatProblem.Method.ADI, 500);
    // The explicit solution is of first order in time: 0.1 / 20000 times about 10.
    assertEquals(0, largestDifference(explicit, adi), 5e-5);
  }

  /** Between u = 0 and u = 1.5, with a = 1 / (1 + x), the steady state is u = x + x^2 / 2. */
  private static double steadyError(int n) {
    double h = 1.0 / (n - 1);
    HeatProblem.Builder problem =
        HeatProblem.builder()
            .size(n, 5)
            .spacing(h, h)
            .diffusivity(FieldFill.of(at -> 1 / (1 + at[1] * h)), 1)
            .boundaries(
                Boundaries.all(2, new Boundary.Insulated())
                    .low(1, new Boundary.Fixed(0))
                    .high(1, new Boundary.Fixed(1.5)))
            .method(HeatProblem.Method.ADI)
            .dt(0.05);
    try (HeatSolver2D solver = alone(problem, FieldFill.of(at -> at[1] * h))) {
      assertTrue(solver.runUntilSteady(1e-9, 10, 10_000));
      double[] error = {0};
      Cells.forEach(
          Region.whole(solver.problem().shape()),
          at -> {
            double x = at[1] * h;
            error[0] = Math.max(error[0], Math.abs(x + x * x / 2 - solver.field().get(at)));
          });
      return error[0];
    }
  }

  @Test
  void adiWithADiffusivityPerCellIsOfSecondOrderInSpace() {
    assertEquals(2, Math.log(steadyError(11) / steadyError(21)) / Math.log(2), 0.1);
  }

  /** The largest absolute value in each of two times 150 steps. */
  private static double[] largest(FieldFill diffusivity, double timesLimit) {
    FieldFill noise = FieldFill.of(at -> (at[0] * 7919 + at[1] * 104729) % 101 / 101.0);
    HeatProblem.Builder problem =
        HeatProblem.builder()
            .size(60, 50)
            .diffusivity(diffusivity, 1)
            .boundaries(Boundaries.all(2, new Boundary.Fixed(0)))
            .method(HeatProblem.Method.ADI);
    double[] largest = new double[2];
    try (HeatSolver2D solver = alone(problem.dt(timesLimit * problem.build().limit()), noise)) {
      for (int s = 0; s < 300; s++) {
        solver.run(1);
        for (double x : values(solver)) {
          largest[s / 150] = Math.max(largest[s / 150], Math.abs(x));
        }
      }
    }
    return largest;
  }

  @Test
  void adiIsStableWithAnyStepAndADiffusivityPerCell() {
    FieldFill smooth = FieldFill.of(at -> 0.6 + 0.4 * Math.sin(at[1] / 20.0 + 1));
    FieldFill jumps = FieldFill.of(at -> (at[0] / 5 + at[1] / 7) % 2 == 0 ? 1 : 1e-4);
    for (double times : new double[] {10, 1e3, 1e6}) {
      double[] even = largest(smooth, times);
      assertTrue(even[0] <= 1 && even[1] <= even[0], times + ": " + Arrays.toString(even));
      double[] uneven = largest(jumps, times); // overshoots at first, as the class says
      assertTrue(uneven[1] < uneven[0], times + ": " + Arrays.toString(uneven));
    }
  }

  @Test
  void adiWithTheSameDiffusivityEverywhereAgreesWithAConstantOne() {
    long seed = 4;
    System.out.println("seed " + seed);
    SplittableRandom random = new SplittableRandom(seed);
    FieldFill initial = FieldFill.of(at -> Math.sin(0.3 * at[0]) + Math.cos(0.2 * at[1] + at[0]));
    for (int i = 0; i < 100; i++) {
      Boundaries sides = anySides(random);
      HeatProblem.Builder problem =
          HeatProblem.builder()
              .size(1 + random.nextInt(600), 1 + random.nextInt(40))
              .spacing(0.9, 1.1)
              .boundaries(sides)
              .dt(3)
              .method(HeatProblem.Method.ADI);
      String what = "case " + i + ": " + sides;
      try (HeatSolver2D constant = alone(problem.diffusivity(0.7), initial);
          HeatSolver2D field = alone(problem.diffusivity(FieldFill.constant(0.7), 0.7), initial)) {
        constant.run(7);
        field.run(7);
        assertEquals(0, largestDifference(values(constant), values(field)), 1e-11, what);
      }
    }
  }

  @Test
  void adiWithADiffusivityPerCellAndAnyBoundariesAgreesWithManySmallExplicitSteps() {
    long seed = 5;
    System.out.println("seed " + seed);
    SplittableRandom random = new SplittableRandom(seed);
    FieldFill initial = FieldFill.of(at -> Math.sin(0.3 * at[0]) + Math.cos(0.2 * at[1] + at[0]));
    FieldFill diffusivity = FieldFill.of(at -> 0.55 + 0.45 * Math.sin(at[0] + 2 * at[1]));
    for (int i = 0; i < 40; i++) {
      Boundaries sides = anySides(random);
      HeatProblem.Builder problem =
          HeatProblem.builder()
              .size(1 + random.nextInt(40), 1 + random.nextInt(20))
              .spacing(0.9, 1.1)
              .diffusivity(diffusivity, 1)
              .boundaries(sides);
      double time = 1;
      try (HeatSolver2D explicit = alone(problem.dt(time / 1000), initial);
          HeatSolver2D adi =
              alone(problem.dt(time / 100).method(HeatProblem.Method.ADI), initial)) {
        explicit.run(1000);
        adi.run(100);
        String what = "case " + i + ": " + sides + ", " + adi.problem().shape();
        assertEquals(0, largestDifference(values(explicit), values(adi)), 2e-3, what);
      }
    }
  }

  private static Boundaries anySides(SplittableRandom random) {
    Boundaries sides = Boundaries.all(2, new Boundary.Nearest());
    for (int d = 0; d < 2; d++) {
      sides =
          random.nextInt(3) == 0
              ? sides.both(d, new Boundary.Periodic())
              : sides.low(d, random(random)).high(d, random(random));
    }
    return sides;
  }

  @Test
  void adiGivesTheSameBitsWithAnyNumberOfWorkers() {
    adiGivesTheSameBitsWithAnyNumberOfWorkers(HeatProblem.builder());
    FieldFill layered = FieldFill.of(at -> 0.02 + 0.001 * ((at[0] * 7 + at[1] * 3) % 50));
    adiGivesTheSameBitsWithAnyNumberOfWorkers(HeatProblem.builder().diffusivity(layered, 0.1));
  }

  private static void adiGivesTheSameBitsWithAnyNumberOfWorkers(HeatProblem.Builder of) {
    for (DType dtype : List.of(DType.FLOAT64, DType.FLOAT32)) {
      HeatProblem problem =
          of.size(700, 90).method(HeatProblem.Method.ADI).dt(0.01).dtype(dtype).build();
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
    for (HeatProblem.Method method : HeatProblem.Method.values()) {
      problem.diffusivity(layered, 0.1).method(method);
      try (HeatSolver2D solver = solver(problem, hill)) {
        double before = solver.field().sum();
        solver.run(300);
        assertEquals(before, solver.field().sum(), 1e-11 * before);
      }
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
