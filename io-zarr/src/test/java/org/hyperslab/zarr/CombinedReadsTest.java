package org.hyperslab.zarr;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import org.hyperslab.zarr.ZarrStore.Piece;
import org.junit.jupiter.api.Test;

/** Threads that want pieces of an object while all requests are under way. */
class CombinedReadsTest {
  private static final byte[] CONTENT = ZarrStoreContract.bytes(1000, 1);

  /** A store with gaps of 10 bytes, whose requests wait until they are let go. */
  private static final class SlowStore extends ForwardingStore {
    private final Semaphore requests = new Semaphore(0);
    private final CountDownLatch first = new CountDownLatch(1);
    private final List<String> made = Collections.synchronizedList(new ArrayList<>());
    private volatile String failing = "";

    SlowStore() {
      super(new MemoryStore("slow"));
      for (String key : List.of("a", "b")) {
        ((MemoryStore) store()).write(key, MemorySegment.ofArray(CONTENT));
      }
    }

    @Override
    public long gapBytes() {
      return 10;
    }

    @Override
    public long read(String key, List<Piece> pieces) throws IOException {
      long[] offsets = pieces.stream().mapToLong(Piece::offset).sorted().toArray();
      String request = key + Arrays.toString(offsets);
      made.add(request);
      first.countDown();
      try {
        requests.acquire();
      } catch (InterruptedException e) {
        throw new InterruptedIOException("interrupted");
      }
      if (failing.contains(request)) {
        throw new IOException("fails: " + request);
      }
      return super.read(key, pieces);
    }
  }

  private final SlowStore store = new SlowStore();
  private final CombinedReads reads = new CombinedReads(store, 1);

  /** A thread that reads a piece. */
  private final class Reading {
    private final byte[] into;
    private final long offset;
    private final FutureTask<Long> task;
    private final Thread thread;

    Reading(String key, long offset, int bytes) throws InterruptedException {
      this.into = new byte[bytes];
      this.offset = offset;
      Piece piece = new Piece(offset, MemorySegment.ofArray(into));
      this.task = new FutureTask<>(() -> reads.read(key, piece, null).bytes());
      this.thread = new Thread(task);
      thread.start();
      store.first.await();
      while (thread.isAlive() && thread.getState() != Thread.State.WAITING) {
        Thread.onSpinWait();
      }
    }

    void assertRead() throws Exception {
      assertEquals(CONTENT.length, task.get());
      assertArrayEquals(
          Arrays.copyOfRange(CONTENT, (int) offset, (int) offset + into.length), into);
    }

    Throwable failure() {
      return assertThrows(ExecutionException.class, task::get).getCause();
    }
  }

  @Test
  void neighboursThatWaitShareARequest() throws Exception {
    Reading[] all = {
      new Reading("a", 500, 10),
      new Reading("a", 100, 20),
      new Reading("a", 300, 20),
      new Reading("b", 120, 20),
      new Reading("a", 80, 20),
      new Reading("a", 130, 20),
      new Reading("a", 161, 20),
    };
    store.requests.release(100);
    for (Reading reading : all) {
      reading.assertRead();
    }
    assertEquals(List.of("a[500]", "a[80, 100, 130]", "a[300]", "b[120]", "a[161]"), store.made);
  }

  @Test
  void whatFailsTogetherIsReadApart() throws Exception {
    Reading[] all = {
      new Reading("a", 500, 10),
      new Reading("a", 100, 20),
      new Reading("a", 120, 20),
      new Reading("a", 140, 20),
    };
    store.failing = "a[100, 120, 140] a[120]";
    store.requests.release(100);
    all[0].assertRead();
    all[1].assertRead();
    assertEquals("fails: a[120]", all[2].failure().getMessage());
    all[3].assertRead();
  }

  @Test
  void anInterruptedThreadLeavesTheQueue() throws Exception {
    Reading first = new Reading("a", 500, 10);
    Reading interrupted = new Reading("a", 100, 20);
    interrupted.thread.interrupt();
    assertInstanceOf(InterruptedIOException.class, interrupted.failure());
    Reading last = new Reading("a", 120, 20);
    store.requests.release(100);
    first.assertRead();
    last.assertRead();
    assertEquals(List.of("a[500]", "a[120]"), store.made);
  }

  @Test
  void anInterruptedThreadThatReadsForOthersFailsAlone() throws Exception {
    Reading first = new Reading("a", 500, 10);
    Reading leader = new Reading("a", 100, 20);
    Reading other = new Reading("a", 120, 20);
    store.requests.release(1);
    first.assertRead();
    while (store.made.size() < 2) {
      Thread.onSpinWait();
    }
    assertEquals("a[100, 120]", store.made.get(1));
    leader.thread.interrupt();
    assertInstanceOf(InterruptedIOException.class, leader.failure());
    store.requests.release(100);
    other.assertRead();
    assertEquals(List.of("a[500]", "a[100, 120]", "a[120]"), store.made);
  }
}
