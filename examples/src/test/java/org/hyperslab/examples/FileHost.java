package org.hyperslab.examples;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Serves a folder on the loopback interface, as a web server with ranges and as an object store
 * with the folder {@code bucket} as its only bucket.
 */
final class FileHost implements AutoCloseable {
  private final Path folder;
  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final AtomicInteger atOnce = new AtomicInteger();
  private final AtomicInteger mostAtOnce = new AtomicInteger();
  private final AtomicInteger requests = new AtomicInteger();
  private volatile Function<String, Integer> status = path -> 200;

  FileHost(Path folder) throws IOException {
    this.folder = folder;
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::handle);
    server.setExecutor(threads);
    server.start();
  }

  String http(String path) {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/bucket/" + path;
  }

  String s3(String path) {
    return "s3://bucket/%s?anonymous=true&endpoint=http://127.0.0.1:%d"
        .formatted(path, server.getAddress().getPort());
  }

  /** Decides about requests by their paths; called by several threads. */
  void answer(Function<String, Integer> value) {
    status = value;
  }

  int requests() {
    return requests.get();
  }

  /** Forgets how many requests were under way at once. */
  void forget() {
    mostAtOnce.set(0);
  }

  int mostAtOnce() {
    return mostAtOnce.get();
  }

  private void handle(HttpExchange exchange) throws IOException {
    mostAtOnce.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
    requests.incrementAndGet();
    try (exchange) {
      String path = exchange.getRequestURI().getPath();
      int answer = status.apply(path);
      if (answer == 200) {
        serve(exchange, folder.resolve(path.substring(1)).normalize());
      } else {
        exchange.sendResponseHeaders(answer, -1);
      }
    } finally {
      atOnce.decrementAndGet();
    }
  }

  private void serve(HttpExchange exchange, Path file) throws IOException {
    switch (exchange.getRequestMethod()) {
      case "PUT" -> put(exchange, file);
      case "DELETE" -> {
        Files.deleteIfExists(file);
        exchange.sendResponseHeaders(204, -1);
      }
      case "POST" -> {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        for (String part : body.split("<Key>", -1)) {
          if (part.contains("</Key>")) {
            Files.deleteIfExists(file.resolve(part.substring(0, part.indexOf('<'))));
          }
        }
        send(exchange, "<DeleteResult/>");
      }
      default -> {
        String query = String.valueOf(exchange.getRequestURI().getQuery());
        if (query.contains("list-type=2")) {
          list(exchange, file, query);
        } else {
          get(exchange, file);
        }
      }
    }
  }

  private synchronized void put(HttpExchange exchange, Path file) throws IOException {
    byte[] body = exchange.getRequestBody().readAllBytes();
    boolean conditional = exchange.getRequestHeaders().containsKey("If-None-Match");
    if (conditional && Files.exists(file)) {
      exchange.sendResponseHeaders(412, -1);
      return;
    }
    Files.createDirectories(file.getParent());
    Files.write(file, body);
    exchange.sendResponseHeaders(200, -1);
  }

  /** What begins with the prefix; of what lies deeper, behind a delimiter, only the next name. */
  private static void list(HttpExchange exchange, Path bucket, String query) throws IOException {
    String prefix = parameter(query, "prefix");
    boolean deep = parameter(query, "delimiter").isEmpty();
    Set<String> entries = new TreeSet<>();
    try (Stream<Path> files = Files.walk(bucket)) {
      for (Path f : files.filter(Files::isRegularFile).toList()) {
        String key = bucket.relativize(f).toString().replace('\\', '/');
        int slash = key.startsWith(prefix) ? key.indexOf('/', prefix.length()) : -1;
        if (slash >= 0 && !deep) {
          String name = key.substring(0, slash + 1);
          entries.add("<CommonPrefixes><Prefix>" + name + "</Prefix></CommonPrefixes>");
        } else if (key.startsWith(prefix)) {
          long bytes = Files.size(f);
          entries.add("<Contents><Key>" + key + "</Key><Size>" + bytes + "</Size></Contents>");
        }
      }
    }
    String xml = "<ListBucketResult>" + String.join("", entries);
    send(exchange, xml + "<IsTruncated>false</IsTruncated></ListBucketResult>");
  }

  private static String parameter(String query, String name) {
    for (String part : query.split("&")) {
      if (part.startsWith(name + "=")) {
        return part.substring(name.length() + 1);
      }
    }
    return "";
  }

  private static void send(HttpExchange exchange, String xml) throws IOException {
    byte[] body = xml.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(200, body.length);
    exchange.getResponseBody().write(body);
  }

  private static void get(HttpExchange exchange, Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      exchange.sendResponseHeaders(404, -1);
      return;
    }
    try (FileChannel channel = FileChannel.open(file)) {
      long size = channel.size();
      long time = Files.getLastModifiedTime(file).to(TimeUnit.NANOSECONDS);
      exchange.getResponseHeaders().set("ETag", "\"%x-%x\"".formatted(size, time));
      String range = exchange.getRequestHeaders().getFirst("Range");
      long from = 0;
      long to = size;
      if (range != null) {
        List<String> bounds = List.of(range.substring("bytes=".length()).split("-", -1));
        boolean tail = bounds.getFirst().isEmpty();
        long last = Long.parseLong(bounds.getLast());
        from = tail ? Math.max(0, size - last) : Long.parseLong(bounds.getFirst());
        to = tail ? size : Math.min(size, last + 1);
      }
      if (from >= to && range != null) {
        exchange.getResponseHeaders().set("Content-Range", "bytes */" + size);
        exchange.sendResponseHeaders(416, -1);
        return;
      }
      if (range != null) {
        String sent = "bytes %d-%d/%d".formatted(from, to - 1, size);
        exchange.getResponseHeaders().set("Content-Range", sent);
      }
      if (exchange.getRequestMethod().equals("HEAD")) {
        exchange.getResponseHeaders().set("Content-Length", String.valueOf(to - from));
        exchange.sendResponseHeaders(200, -1);
        return;
      }
      exchange.sendResponseHeaders(range == null ? 200 : 206, to == from ? -1 : to - from);
      ByteBuffer body = ByteBuffer.allocate((int) (to - from));
      while (body.hasRemaining() && channel.read(body, from + body.position()) > 0) {}
      exchange.getResponseBody().write(body.array());
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
