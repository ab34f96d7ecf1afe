package org.hyperslab.bench;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** Serves a folder on the loopback interface; every request takes some time before its answer. */
final class SlowServer implements AutoCloseable {
  private final Path folder;
  private final long latencyMillis;
  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final AtomicInteger atOnce = new AtomicInteger();
  private final AtomicInteger mostAtOnce = new AtomicInteger();
  private final AtomicInteger requests = new AtomicInteger();
  private final AtomicLong bytes = new AtomicLong();

  SlowServer(Path folder, long latencyMillis) throws IOException {
    this.folder = folder;
    this.latencyMillis = latencyMillis;
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::handle);
    server.setExecutor(threads);
    server.start();
  }

  URI url() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
  }

  void reset() {
    mostAtOnce.set(0);
    requests.set(0);
    bytes.set(0);
  }

  int mostAtOnce() {
    return mostAtOnce.get();
  }

  int requests() {
    return requests.get();
  }

  /** Sent in bodies. */
  long bytes() {
    return bytes.get();
  }

  private void handle(HttpExchange exchange) throws IOException {
    mostAtOnce.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
    requests.incrementAndGet();
    try (exchange) {
      Thread.sleep(latencyMillis);
      answer(exchange);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      atOnce.decrementAndGet();
    }
  }

  private void answer(HttpExchange exchange) throws IOException {
    Path file = folder.resolve(exchange.getRequestURI().getPath().substring(1));
    if (!Files.isRegularFile(file)) {
      exchange.sendResponseHeaders(404, -1);
      return;
    }
    try (FileChannel channel = FileChannel.open(file)) {
      long size = channel.size();
      long from = 0;
      long to = size;
      String range = exchange.getRequestHeaders().getFirst("Range");
      if (range != null) {
        String[] bounds = range.substring("bytes=".length()).split("-", -1);
        boolean tail = bounds[0].isEmpty();
        from = tail ? Math.max(0, size - Long.parseLong(bounds[1])) : Long.parseLong(bounds[0]);
        to = tail ? size : Math.min(size, Long.parseLong(bounds[1]) + 1);
        String sent = "bytes %d-%d/%d".formatted(from, to - 1, size);
        exchange.getResponseHeaders().set("Content-Range", sent);
      }
      boolean head = exchange.getRequestMethod().equals("HEAD");
      exchange.sendResponseHeaders(range == null ? 200 : 206, head ? -1 : to - from);
      if (!head) {
        send(exchange, channel, from, to);
      }
    }
  }

  private void send(HttpExchange exchange, FileChannel channel, long from, long to)
      throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(1 << 16);
    for (long at = from; at < to; ) {
      buffer.clear().limit((int) Math.min(buffer.capacity(), to - at));
      int n = channel.read(buffer, at);
      exchange.getResponseBody().write(buffer.array(), 0, n);
      bytes.addAndGet(n);
      at += n;
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
