package org.hyperslab.zarr;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.lang.foreign.MemorySegment;
import java.net.SocketTimeoutException;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow.Subscription;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The body of a response, pulled by the thread that asked for it: what arrives waits in the
 * client's own buffers, and goes from there to where the reader wants it. So only the reader's
 * thread touches its memory, and only while it reads. For one reader.
 */
final class ResponseBody implements BodySubscriber<ResponseBody>, Span.Input, AutoCloseable {
  /** A rest so short is read, which keeps the connection. */
  private static final int SHORT_BYTES = 1 << 16;

  /** What the client told: buffers, an error, or the end, which has neither. */
  private record Signal(List<ByteBuffer> buffers, @Nullable Throwable error) {}

  private final Duration stall;
  private final BlockingQueue<Signal> signals = new LinkedBlockingQueue<>();
  private final CompletableFuture<@Nullable Subscription> subscription = new CompletableFuture<>();
  private final Deque<ByteBuffer> buffers = new ArrayDeque<>();
  private boolean ended;
  private boolean broken;

  /**
   * @param stall how long the server may send nothing
   */
  ResponseBody(Duration stall) {
    this.stall = stall;
  }

  @Override
  public CompletionStage<ResponseBody> getBody() {
    return CompletableFuture.completedFuture(this);
  }

  @Override
  public void onSubscribe(Subscription s) {
    subscription.complete(s);
    s.request(2);
  }

  @Override
  public void onNext(List<ByteBuffer> arrived) {
    signals.add(new Signal(arrived, null));
  }

  @Override
  public void onError(Throwable e) {
    signals.add(new Signal(List.of(), e));
  }

  @Override
  public void onComplete() {
    signals.add(new Signal(List.of(), null));
  }

  /**
   * The bytes that come next, at least one; null at the end.
   *
   * @throws SocketTimeoutException if the server sends nothing for too long
   * @throws IOException if the body broke off
   */
  private @Nullable ByteBuffer next() throws IOException {
    while (true) {
      ByteBuffer first = buffers.peek();
      if (first != null && first.hasRemaining()) {
        return first;
      }
      if (first != null) {
        buffers.remove();
      } else if (ended) {
        return null;
      } else {
        await();
      }
    }
  }

  private void await() throws IOException {
    Signal signal;
    try {
      signal = signals.poll(stall.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while waiting for a server");
    }
    if (signal == null) {
      broken = true;
      throw new SocketTimeoutException("server sends nothing: stall=" + stall);
    }
    if (signal.error() != null) {
      broken = true;
      throw new IOException(signal.error().toString(), signal.error());
    }
    ended = signal.buffers().isEmpty();
    buffers.addAll(signal.buffers());
    Subscription begun = subscription.getNow(null);
    if (!ended && begun != null) {
      begun.request(1);
    }
  }

  /**
   * Fills a segment, unless the body ends before.
   *
   * @return bytes that were there for it
   */
  long fillFrom(MemorySegment into) throws IOException {
    long filled = 0;
    while (filled < into.byteSize()) {
      ByteBuffer bytes = next();
      if (bytes == null) {
        break;
      }
      int n = (int) Math.min(into.byteSize() - filled, bytes.remaining());
      MemorySegment.copy(MemorySegment.ofBuffer(bytes), 0, into, filled, n);
      bytes.position(bytes.position() + n);
      filled += n;
    }
    return filled;
  }

  /**
   * Fills a segment.
   *
   * @throws IOException if the body ends before
   */
  @Override
  public void fill(MemorySegment into) throws IOException {
    long filled = fillFrom(into);
    if (filled < into.byteSize()) {
      throw new IOException("body ends early: bytes=" + filled + ", expected=" + into.byteSize());
    }
  }

  /** Passes over bytes; fewer if the body ends before. */
  @Override
  public void skip(long bytes) throws IOException {
    for (long left = bytes; left > 0; ) {
      ByteBuffer next = next();
      if (next == null) {
        return;
      }
      int n = (int) Math.min(left, next.remaining());
      next.position(next.position() + n);
      left -= n;
    }
  }

  /** Whether there are more bytes. */
  boolean hasMore() throws IOException {
    return next() != null;
  }

  /** Gives up what is left; where that is little, it is read and the connection stays. */
  @Override
  public void close() {
    try {
      if (!broken && subscription.isDone()) {
        skip(SHORT_BYTES);
      }
    } catch (IOException e) {
      broken = true;
    }
    Subscription begun = subscription.getNow(null);
    if (!ended && begun != null) {
      begun.cancel();
    }
  }
}
