package org.hyperslab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.hyperslab.block.Block;
import org.hyperslab.block.DType;
import org.hyperslab.exec.ProgressListener;
import org.hyperslab.grid.Shape;
import org.hyperslab.plan.Reduction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who holds memory, and for how long, when things go other ways than straight. */
final class OwnershipTest {
  @Test
  void closingAnArrayTwiceLeavesARunWhatItReads() throws Exception {
    try (Session session = Session.builder().memory("64MiB").workers(2).build()) {
      DenseArray values = ChunkedArray.arange(100_000).compute(session);
      CountDownLatch begun = new CountDownLatch(1);
      CountDownLatch closed = new CountDownLatch(1);
      ChunkedArray slow =
          values
              .chunked()
              .rechunk(10_000)
              .mapBlocks(
                  DType.INT64,
                  (inputs, place, result) -> {
                    begun.countDown();
                    await(closed);
                    for (long i = 0; i < place.size(); i++) {
                      result.setLong(inputs.getFirst().getLong(i), i);
                    }
                  });
      var sum = slow.sum().computeAsync(session);
      assertTrue(begun.await(20, TimeUnit.SECONDS));
      values.close();
      values.close();
      closed.countDown();
      try (DenseArray result = sum.get(20, TimeUnit.SECONDS)) {
        assertEquals(100_000L * 99_999 / 2, result.getLong());
      }
      assertThrows(IllegalStateException.class, () -> values.getLong(0));
      assertEquals(0, session.budget().used());
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await(20, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** A sum that cannot be combined. */
  private record Uncombinable() implements Reduction {
    @Override
    public int stateSize() {
      return 1;
    }

    @Override
    public DType resultType(DType input) {
      return DType.FLOAT64;
    }

    @Override
    public void identity(Block state) {
      state.setDouble(0, 0, 0);
    }

    @Override
    public void fold(Block state, Block values) {
      state.setDouble(1, 0, 0);
    }

    @Override
    public void combine(Block state, Block other) {
      throw new IllegalStateException("cannot combine");
    }

    @Override
    public void finish(Block state, long count, Block result) {
      result.setDouble(state.getDouble(0, 0), 0);
    }
  }

  @Test
  void reductionThatFailsToCombineLeaksNothing() {
    try (Session session = Session.builder().memory("1MiB").workers(2).build()) {
      ChunkedArray x = ChunkedArray.ones(Shape.of(1000), DType.FLOAT64, Chunks.of(10));
      for (int i = 0; i < 400; i++) {
        assertThrows(
            RuntimeException.class,
            () -> x.reduce(new Uncombinable(), Axes.all()).compute(session));
      }
      assertEquals(0, session.budget().used());
      try (DenseArray sum = x.sum().compute(session)) {
        assertEquals(1000, sum.scalar());
      }
    }
  }

  @Test
  void listenerThatThrowsFailsNoRun() {
    ProgressListener broken =
        new ProgressListener() {
          @Override
          public void ended(org.hyperslab.exec.RunReport report) {
            throw new IllegalStateException("broken listener");
          }
        };
    try (Session session = Session.builder().memory("1MiB").progress(broken).build();
        DenseArray sum = ChunkedArray.ones(1000).sum().compute(session)) {
      assertEquals(1000, sum.scalar());
    }
  }

  @Test
  void barOfARunThatIsPastItsEndIsFull() {
    String line =
        ProgressBar.line(new ProgressListener.Progress(7, 5, 0, 1 << 20, 0, 1 << 10, 1 << 20, 2));
    assertTrue(line.startsWith("100% [########################]"), line);
  }

  @Test
  void withoutAnyTerminalThereIsNoBar(@TempDir Path folder) {
    assertFalse(ProgressBar.onTerminal(folder.resolve("none")));
  }

  @Test
  void resultsThatNobodyReachesMakeRoom() {
    try (Session session = Session.builder().memory("8MiB").workers(2).build()) {
      double sum = 0;
      for (int i = 0; i < 20; i++) {
        sum += ChunkedArray.ones(200_000).compute(session).getDouble(i);
      }
      assertEquals(20, sum);
    }
  }
}
