package org.hyperslab.block;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.CountDownLatch;
import org.hyperslab.grid.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Budgets, pools and blocks that are held. */
@Timeout(30)
class MemoryTest {
  @Test
  void leasesAddUpAndComeBack() {
    MemoryBudget budget = new MemoryBudget(100);
    MemoryBudget.Lease a = budget.lease("a", 60);
    MemoryBudget.Lease b = budget.lease("b", 40);
    assertNull(budget.tryLease("c", 1));
    assertEquals(
        "budget exceeded: asked=1, by=c, limit=100, used=100, holders=[a: 60, b: 40]",
        assertThrows(BudgetExceededException.class, () -> budget.lease("c", 1)).getMessage());
    a.shrink(10);
    MemoryBudget.Lease c = a.split("c", 20);
    assertEquals(
        "budget: limit=100, used=90, peak=100, holders=[a: 30, b: 40, c: 20]", budget.toString());
    assertEquals(
        "lease shrinks by 31, holds 30",
        assertThrows(IllegalArgumentException.class, () -> a.shrink(31)).getMessage());
    a.close();
    a.close();
    b.close();
    assertEquals(20, budget.used());
    c.close();
    budget.resetPeak();
    assertEquals("budget: limit=100, used=0, peak=0, holders=[]", budget.toString());
    assertThrows(IllegalArgumentException.class, () -> budget.tryLease("d", -1));
    assertThrows(BudgetExceededException.class, () -> budget.awaitLease("d", 101));
  }

  @Test
  void waitingLeaseIsGrantedWhenThereIsRoom() throws InterruptedException {
    MemoryBudget budget = new MemoryBudget(100);
    MemoryBudget.Lease first = budget.lease("first", 80);
    CountDownLatch begun = new CountDownLatch(1);
    long[] got = new long[1];
    Thread waiter =
        new Thread(
            () -> {
              begun.countDown();
              try (MemoryBudget.Lease lease = budget.awaitLease("second", 50)) {
                got[0] = lease.bytes();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
    waiter.start();
    begun.await();
    first.close();
    waiter.join();
    assertEquals(50, got[0]);
    assertEquals(0, budget.used());
  }

  @Test
  void sizeClassesLoseAtMostAnEighth() {
    assertEquals(0, BlockPool.sizeClass(0));
    assertEquals(1024, BlockPool.sizeClass(1));
    for (long bytes = 1025; bytes < 1L << 40; bytes = bytes * 17 / 16 + 1) {
      long size = BlockPool.sizeClass(bytes);
      assertTrue(size >= bytes && size - bytes <= bytes / 8 + 1, bytes + " in " + size);
      assertEquals(size, BlockPool.sizeClass(size));
    }
  }

  @Test
  void poolHandsOutOnlyWhatIsLeasedAndReusesIt() {
    MemoryBudget budget = new MemoryBudget(1 << 20);
    BlockPool pool = new BlockPool(budget);
    assertEquals(
        "memory taken without a lease: bytes=1024, out=0, budget: limit=1048576, used=0, peak=0,"
            + " holders=[]",
        assertThrows(IllegalStateException.class, () -> pool.take(10)).getMessage());
    try (MemoryBudget.Lease lease = budget.lease("test", 8192)) {
      BlockPool.Buffer a = pool.take(4000);
      long address = a.segment().address();
      assertEquals(4000, a.segment().byteSize());
      assertEquals(0, address % 64);
      assertEquals(4096, pool.outBytes());
      a.close();
      a.close();
      assertEquals(0, pool.outBytes());
      assertEquals(4096, pool.cachedBytes());
      try (BlockPool.Buffer b = pool.take(4090)) {
        assertEquals(address, b.segment().address());
      }
      assertEquals(4096, pool.peakBytes());
      assertEquals(8192, lease.bytes());
    }
    pool.close();
    assertEquals(0, pool.cachedBytes());
    assertThrows(IllegalStateException.class, () -> pool.take(1));
  }

  @Test
  void cachedMemoryGivesWayToOtherSizes() {
    MemoryBudget budget = new MemoryBudget(100_000);
    try (BlockPool pool = new BlockPool(budget);
        MemoryBudget.Lease lease = budget.lease("test", 100_000)) {
      pool.take(60_000).close();
      try (BlockPool.Buffer b = pool.take(80_000)) {
        assertTrue(pool.outBytes() + pool.cachedBytes() <= 100_000);
        assertEquals(80_000, b.segment().byteSize());
      }
      assertNotNull(lease);
    }
  }

  @Test
  void heldBlockIsGivenBackByItsLastHolder() {
    MemoryBudget budget = new MemoryBudget(10_000);
    try (BlockPool pool = new BlockPool(budget)) {
      HeldBlock held = HeldBlock.take(pool, "result", DType.FLOAT64, Shape.of(10, 10));
      assertEquals(1024, budget.used());
      held.retain();
      held.close();
      assertTrue(held.isOpen());
      assertEquals(1024, budget.used());
      held.close();
      held.close();
      assertFalse(held.isOpen());
      assertEquals(0, budget.used());
      assertEquals(0, pool.outBytes());
      assertEquals(
          "array was closed: shape=(10, 10)",
          assertThrows(IllegalStateException.class, held::retain).getMessage());
      assertThrows(
          BudgetExceededException.class,
          () -> HeldBlock.take(pool, "result", DType.FLOAT64, Shape.of(10_000)));
      assertEquals(0, budget.used());
    }
  }

  @Test
  void blocksAreViews() {
    MemoryBudget budget = new MemoryBudget(10_000);
    try (BlockPool pool = new BlockPool(budget);
        HeldBlock held = HeldBlock.take(pool, "b", DType.INT16, Shape.of(3, 4))) {
      Block block = held.block();
      for (int i = 0; i < 3; i++) {
        for (int j = 0; j < 4; j++) {
          block.setLong(10 * i + j, i, j);
        }
      }
      Block part = block.slice(org.hyperslab.grid.Region.of(new long[] {1, 2}, Shape.of(2, 2)));
      assertEquals(23, part.getLong(1, 1));
      assertFalse(part.isContiguous());
      assertSame(block.segment(), part.segment());
      assertEquals(block.address() + 2 * 6, part.address());
      assertThrows(IndexOutOfBoundsException.class, () -> part.getLong(0, 2));
      assertThrows(IllegalArgumentException.class, () -> part.getLong(0));
      block.setLong(70_000, 0, 0);
      assertEquals(70_000 - 65_536, block.getLong(0, 0));
    }
  }
}
