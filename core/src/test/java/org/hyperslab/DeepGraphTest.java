package org.hyperslab;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import org.hyperslab.grid.Shape;
import org.junit.jupiter.api.Test;

/** Graphs of many operations: the time and the stack they take. */
class DeepGraphTest {
  private static final Duration SOON = Duration.ofSeconds(60);

  private static Session session() {
    return Session.builder().memory("16 MiB").workers(2).build();
  }

  @Test
  void chainOfOperationsIsBuiltInTimeLinearInItsLength() {
    assertTimeoutPreemptively(
        SOON,
        () -> {
          ChunkedArray x = MemorySource.counting(Shape.of(100), 10).array();
          for (int i = 0; i < 60; i++) {
            x = x.add(1);
          }
          try (Session session = session();
              DenseArray result = x.compute(session)) {
            assertEquals(60, result.getDouble(0));
            assertEquals(159, result.getDouble(99));
          }
        });
  }

  @Test
  void sharedOperandsAreEvaluatedOnce() {
    assertTimeoutPreemptively(
        SOON,
        () -> {
          ChunkedArray x = MemorySource.counting(Shape.of(100), 10).array();
          for (int i = 0; i < 60; i++) {
            x = x.add(x).multiply(0.5);
          }
          try (Session session = session();
              DenseArray result = x.compute(session)) {
            assertEquals(99, result.getDouble(99));
          }
        });
  }

  @Test
  void threeThousandOperationsDoNotExhaustTheStack() {
    assertTimeoutPreemptively(
        SOON,
        () -> {
          ChunkedArray x = MemorySource.counting(Shape.of(100), 10).array();
          for (int i = 0; i < 3000; i++) {
            x = x.add(1);
          }
          try (Session session = session();
              DenseArray result = x.compute(session);
              DenseArray mean = x.mean().compute(session)) {
            assertEquals(3099, result.getDouble(99));
            assertEquals(3049.5, mean.scalar());
          }
        });
  }

  @Test
  void threeThousandViewsDoNotExhaustTheStack() {
    assertTimeoutPreemptively(
        SOON,
        () -> {
          ChunkedArray x = MemorySource.counting(Shape.of(4000, 2), 1000, 2).array();
          for (int i = 0; i < 3000; i++) {
            x = x.slice("1:").flip(1);
          }
          try (Session session = session();
              DenseArray result = x.compute(session)) {
            assertEquals(Shape.of(1000, 2), result.shape());
            assertEquals(6000, result.getDouble(0, 0));
          }
        });
  }

  @Test
  void manyPartsAppendedOneByOne() {
    assertTimeoutPreemptively(
        SOON,
        () -> {
          ChunkedArray part = MemorySource.counting(Shape.of(3), 3).array();
          ChunkedArray x = part;
          for (int i = 0; i < 300; i++) {
            x = ChunkedArray.concatenate(0, x, part.add(i + 1));
          }
          try (Session session = session();
              DenseArray result = x.compute(session)) {
            assertEquals(903, result.shape().dim(0));
            assertEquals(302, result.getDouble(902));
          }
        });
  }

  @Test
  void reductionsOfReductions() {
    assertTimeoutPreemptively(
        SOON,
        () -> {
          ChunkedArray x = MemorySource.counting(Shape.of(6, 6), 2, 3).array();
          for (int i = 0; i < 40; i++) {
            x = x.subtract(x.mean(Axes.of(i % 2).keepDims()));
          }
          try (Session session = session();
              DenseArray result = x.compute(session)) {
            assertArrayEquals(new double[36], result.toDoubles(), 1e-12);
          }
        });
  }
}
