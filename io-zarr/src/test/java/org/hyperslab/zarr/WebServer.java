package org.hyperslab.zarr;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import java.util.zip.CRC32;

/**
 * A web server on the loopback interface that serves a store in memory below {@code /data/x} and
 * misbehaves as it is told. It also is an object store with the bucket {@code data} that knows what
 * {@link S3Store} asks for, conditional writes and one upload in parts at a time among them.
 */
final class WebServer implements AutoCloseable {
  private static final String ROOT = "/data/x/";

  /** What the server does with a request. */
  enum Behaviour {
    WELL(0),
    /** Sends the whole object where a range is asked for. */
    NO_RANGES(0),
    /** Ends the connection after half of the body. */
    HALF(0),
    /** Ends the connection without an answer. */
    HANG_UP(0),
    /** Sends half of the body and then nothing until it is released. */
    STALL_HALFWAY(0),
    /** Sends nothing until it is released. */
    SILENT(0),
    ERROR_400(400),
    ERROR_401(401),
    ERROR_403(403),
    ERROR_404(404),
    ERROR_429(429),
    ERROR_500(500),
    ERROR_503(503);

    private final int status;

    Behaviour(int status) {
      this.status = status;
    }
  }

  /** Decides about a request from its path and its number, from 1 on. */
  @FunctionalInterface
  interface Plan {
    Behaviour of(String path, int count);
  }

  private final MemoryStore objects = new MemoryStore("served");
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final AtomicInteger atOnce = new AtomicInteger();
  private final AtomicInteger mostAtOnce = new AtomicInteger();
  private final Map<String, AtomicInteger> requests = new ConcurrentHashMap<>();
  private final Map<Integer, MemorySegment> parts = new ConcurrentSkipListMap<>();
  private final CountDownLatch released = new CountDownLatch(1);
  private final HttpServer server;
  private volatile boolean conditional = true;
  private volatile BiFunction<String, String, Behaviour> odd = (method, path) -> null;
  private volatile String lastQuery = "";
  private volatile String lastAuthorization = "";
  private volatile Plan plan = (path, count) -> Behaviour.WELL;
  private volatile AtomicInteger planned = new AtomicInteger();

  WebServer() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.createContext("/", this::handle);
    server.setExecutor(threads);
    server.start();
  }

  URI url(String path) {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/" + path);
  }

  /** What is served. */
  ZarrStore objects() {
    return objects;
  }

  void behave(Plan value) {
    planned = new AtomicInteger();
    plan = value;
  }

  /** Misbehaves at requests of a method for some paths. */
  void behaveIf(String method, Predicate<String> path, Behaviour behaviour) {
    odd = (m, p) -> m.equals(method) && path.test(p) ? behaviour : null;
  }

  /** From now on conditions of writes are not looked at, as old object stores do. */
  void ignoreConditions() {
    conditional = false;
  }

  /** Lets answers that wait go on. */
  void release() {
    released.countDown();
  }

  int requests() {
    return requests.values().stream().mapToInt(AtomicInteger::get).sum();
  }

  int requests(String key) {
    AtomicInteger count = requests.get(ROOT + key);
    return count == null ? 0 : count.get();
  }

  int mostAtOnce() {
    return mostAtOnce.get();
  }

  String lastQuery() {
    return lastQuery;
  }

  String lastAuthorization() {
    return lastAuthorization;
  }

  private void handle(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    requests.computeIfAbsent(path, p -> new AtomicInteger()).incrementAndGet();
    mostAtOnce.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
    lastQuery = String.valueOf(exchange.getRequestURI().getRawQuery());
    lastAuthorization = String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"));
    try (exchange) {
      Behaviour special = odd.apply(exchange.getRequestMethod(), path);
      answer(exchange, path, special != null ? special : plan.of(path, planned.incrementAndGet()));
    } finally {
      atOnce.decrementAndGet();
    }
  }

  /** Settings to read from this server as an object store. */
  S3Settings s3() {
    return S3Settings.defaults().withEndpoint(url("")).withAnonymous(true);
  }

  /** Writes, deletes and lists; whether the request was one of these. */
  private boolean change(HttpExchange exchange, String path) throws IOException {
    String query = String.valueOf(exchange.getRequestURI().getQuery());
    switch (exchange.getRequestMethod()) {
      case "PUT" -> {
        MemorySegment body = MemorySegment.ofArray(exchange.getRequestBody().readAllBytes());
        String key = path.substring(ROOT.length());
        boolean anyhow = exchange.getRequestHeaders().getFirst("If-None-Match") == null;
        boolean done = true;
        if (query.contains("partNumber=")) {
          parts.put(Integer.valueOf(query.replaceAll(".*partNumber=(\\d+).*", "$1")), body);
          exchange.getResponseHeaders().set("ETag", "\"part\"");
        } else if (anyhow || !conditional) {
          objects.write(key, body);
        } else {
          done = objects.writeIfAbsent(key, body);
        }
        exchange.sendResponseHeaders(done ? 200 : 412, -1);
      }
      case "DELETE" -> {
        objects.delete(path.substring(ROOT.length()));
        exchange.sendResponseHeaders(204, -1);
      }
      case "POST" -> {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        if (query.contains("upload")) {
          upload(exchange, path.substring(ROOT.length()), query.contains("uploadId"));
          return true;
        }
        for (String part : body.split("<Key>", -1)) {
          if (part.startsWith("x/")) {
            objects.delete(part.substring(2, part.indexOf('<')));
          }
        }
        send(exchange, "<DeleteResult/>");
      }
      case "GET" -> {
        if (!query.contains("list-type=2")) {
          return false;
        }
        list(exchange, query);
      }
      default -> {
        return false;
      }
    }
    return true;
  }

  /** Begins an upload in parts, or completes it. */
  private void upload(HttpExchange exchange, String key, boolean completes) throws IOException {
    if (!completes) {
      parts.clear();
      send(exchange, "<InitiateResult><UploadId>1</UploadId></InitiateResult>");
      return;
    }
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    parts.values().forEach(p -> whole.writeBytes(p.toArray(ValueLayout.JAVA_BYTE)));
    objects.write(key, MemorySegment.ofArray(whole.toByteArray()));
    send(exchange, "<CompleteResult><ETag>1</ETag></CompleteResult>");
  }

  private void list(HttpExchange exchange, String query) throws IOException {
    String prefix = query.replaceAll(".*prefix=([^&]*).*", "$1");
    StringBuilder xml = new StringBuilder("<ListBucketResult>");
    objects.visit(
        "",
        (key, bytes) -> {
          if (("x/" + key).startsWith(prefix)) {
            xml.append("<Contents><Key>x/").append(key).append("</Key><Size>").append(bytes);
            xml.append("</Size></Contents>");
          }
        });
    send(exchange, xml + "<IsTruncated>false</IsTruncated></ListBucketResult>");
  }

  private static void send(HttpExchange exchange, String xml) throws IOException {
    byte[] body = xml.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(200, body.length);
    exchange.getResponseBody().write(body);
  }

  private void answer(HttpExchange exchange, String path, Behaviour behaviour) throws IOException {
    if (behaviour == Behaviour.WELL && change(exchange, path)) {
      return;
    }
    byte[] object =
        path.startsWith(ROOT) ? objects.readSmall(path.substring(ROOT.length()), 1 << 25) : null;
    int status = behaviour.status != 0 ? behaviour.status : object == null ? 404 : 200;
    if (behaviour == Behaviour.HANG_UP) {
      throw new IOException("hangs up");
    }
    if (behaviour == Behaviour.SILENT) {
      await();
    }
    if (status != 200 || object == null) {
      exchange.sendResponseHeaders(status, -1);
      return;
    }
    CRC32 tag = new CRC32();
    tag.update(object);
    exchange.getResponseHeaders().set("ETag", "\"%08x\"".formatted(tag.getValue()));
    int[] range = range(exchange, behaviour, object.length);
    if (range == null) {
      exchange.getResponseHeaders().set("Content-Range", "bytes */" + object.length);
      exchange.sendResponseHeaders(416, -1);
      return;
    }
    int from = range[0];
    int length = range[1] - from;
    if (range.length == 3) {
      exchange
          .getResponseHeaders()
          .set("Content-Range", "bytes %d-%d/%d".formatted(from, range[1] - 1, object.length));
      status = 206;
    }
    if (exchange.getRequestMethod().equals("HEAD")) {
      exchange.getResponseHeaders().set("Content-Length", String.valueOf(length));
      exchange.sendResponseHeaders(status, -1);
      return;
    }
    exchange.sendResponseHeaders(status, length == 0 ? -1 : length);
    boolean half = behaviour == Behaviour.HALF || behaviour == Behaviour.STALL_HALFWAY;
    OutputStream body = exchange.getResponseBody();
    if (length > 0) {
      body.write(object, from, half ? length / 2 : length);
      body.flush();
    }
    if (behaviour == Behaviour.STALL_HALFWAY) {
      await();
      body.write(object, from + length / 2, length - length / 2);
    }
  }

  /** Begin and end of what is sent, and a third number if it is a range; null if there is none. */
  private static int[] range(HttpExchange exchange, Behaviour behaviour, int length) {
    String header = exchange.getRequestHeaders().getFirst("Range");
    if (header == null || behaviour == Behaviour.NO_RANGES) {
      return new int[] {0, length};
    }
    String[] bounds = header.substring("bytes=".length()).split("-", -1);
    if (bounds[0].isEmpty()) {
      int from = (int) Math.max(0, length - Long.parseLong(bounds[1]));
      return length == 0 ? null : new int[] {from, length, 1};
    }
    long from = Long.parseLong(bounds[0]);
    long to = Math.min(length, Long.parseLong(bounds[1]) + 1);
    return from >= length ? null : new int[] {(int) from, (int) to, 1};
  }

  private void await() throws IOException {
    try {
      released.await();
    } catch (InterruptedException e) {
      throw new IOException("stopped", e);
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
