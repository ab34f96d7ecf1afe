package org.hyperslab.zarr;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.hyperslab.store.FormatException;
import org.hyperslab.zarr.HttpExchange.Answer;
import org.jspecify.annotations.Nullable;

/**
 * A folder on a web server, read-only. A chunk is one request, a piece of it one with a range; of a
 * server that doesn't know ranges the whole object is read. Web servers don't list, so groups know
 * their members from consolidated metadata only.
 */
final class HttpStore implements RangedStore {
  private static final long GAP_BYTES = 128 << 10;

  /** More is not sent again and again for the sake of a part, where ranges are not known. */
  private static final long MOST_WITHOUT_RANGES = 16 << 20;

  /** A size that a server doesn't tell. */
  private static final long UNKNOWN = -2;

  private final URI base;
  private final HttpSettings settings;
  private final HttpClient client;
  private final HttpExchange exchange;
  private final ParallelRequests requests;

  HttpStore(URI base, HttpSettings settings) {
    boolean web =
        List.of("http", "https")
            .contains(String.valueOf(base.getScheme()).toLowerCase(Locale.ROOT));
    if (!web || base.getHost() == null) {
      throw new IllegalArgumentException("no http or https URL: " + shown(base));
    }
    this.base = base;
    this.settings = settings;
    this.client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NORMAL)
            .connectTimeout(settings.connect())
            .build();
    this.exchange = new HttpExchange(client, settings);
    this.requests = new ParallelRequests(settings.concurrentReads());
  }

  /** A URL as messages have it: without user, password and query, which may be secret. */
  static String shown(URI uri) {
    String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
    return uri.getScheme() + "://" + uri.getHost() + port + uri.getPath();
  }

  @Override
  public String name() {
    return shown(base);
  }

  @Override
  public String locate(String key) {
    return key.isEmpty() ? name() : shown(uri(key));
  }

  @Override
  public Object identity(String key) {
    return uri(key);
  }

  /** The base's path and the key; the base's query, which may be a token, stays. */
  private URI uri(String key) {
    String path = base.getRawPath() == null ? "" : base.getRawPath();
    String folder = path.endsWith("/") ? path : path + "/";
    String query = base.getRawQuery() == null ? "" : "?" + base.getRawQuery();
    return URI.create(
        base.getScheme() + "://" + base.getRawAuthority() + folder + encoded(key) + query);
  }

  private static String encoded(String key) {
    StringBuilder encoded = new StringBuilder();
    for (byte b : key.getBytes(StandardCharsets.UTF_8)) {
      boolean plain = b > 0 && (Character.isLetterOrDigit(b) || "/-._~".indexOf(b) >= 0);
      encoded.append(plain ? String.valueOf((char) b) : "%%%02X".formatted(b));
    }
    return encoded.toString();
  }

  private HttpRequest.Builder request(String key) {
    HttpRequest.Builder request = HttpRequest.newBuilder(uri(key));
    settings.headers().forEach(request::setHeader);
    return request;
  }

  private HttpRequest get(String key) {
    return request(key).GET().build();
  }

  private HttpRequest get(String key, String range) {
    return request(key).GET().setHeader("Range", "bytes=" + range).build();
  }

  @Override
  public int concurrentReads() {
    return settings.concurrentReads();
  }

  @Override
  public long read(String key, MemorySegment into) throws IOException {
    return exchange.send(
        get(key),
        answer -> {
          if (answer.isMissing()) {
            return MISSING;
          }
          expect(answer, key);
          if (answer.contentLength() > into.byteSize()) {
            return answer.contentLength();
          }
          long bytes = answer.body().fillFrom(into);
          return answer.body().hasMore() ? bytes + 1 : bytes;
        });
  }

  private void expect(Answer answer, String key) throws FormatException {
    if (!answer.isSuccess()) {
      throw new FormatException(
          "unexpected answer: status=" + answer.status() + ", url=" + locate(key));
    }
  }

  @Override
  public long gapBytes() {
    return GAP_BYTES;
  }

  @Override
  public @Nullable ObjectVersion version(String key) throws IOException {
    return exchange
        .send(
            get(key, "0-0"),
            answer -> {
              if (answer.isMissing()) {
                return Optional.<ObjectVersion>empty();
              }
              if (answer.status() != 416) {
                expect(answer, key);
              }
              ObjectVersion version = new ObjectVersion(size(answer, key), tag(answer));
              if (answer.status() == 200 && version.bytes() > MOST_WITHOUT_RANGES) {
                throw new FormatException(
                    "server sends no ranges of files; download the file first: url=" + locate(key));
              }
              return Optional.of(version);
            })
        .orElse(null);
  }

  private static String tag(Answer answer) {
    return answer
        .headers()
        .firstValue("ETag")
        .or(() -> answer.headers().firstValue("Last-Modified"))
        .orElse("");
  }

  @Override
  public @Nullable ObjectVersion readVersion(
      String key, List<Piece> pieces, @Nullable ObjectVersion expected) throws IOException {
    List<Span> spans = Span.of(pieces, GAP_BYTES);
    if (spans.isEmpty()) {
      long size = size(key);
      return size == MISSING ? null : new ObjectVersion(size, "");
    }
    return Span.readAll(
        spans, span -> read(key, span, expected).orElse(null), requests, locate(key));
  }

  private Optional<ObjectVersion> read(String key, Span span, @Nullable ObjectVersion expected)
      throws IOException {
    return exchange.send(
        get(key, span.offset() + "-" + (span.end() - 1)),
        answer -> {
          if (answer.isMissing()) {
            return Optional.empty();
          }
          return Optional.of(
              answer.status() == 206 || answer.status() == 416
                  ? range(answer, key, span, expected)
                  : wholeInstead(answer, key, span, expected));
        });
  }

  private ObjectVersion range(
      Answer answer, String key, Span span, @Nullable ObjectVersion expected) throws IOException {
    ContentRange range = ContentRange.of(answer.headers());
    ObjectVersion version = new ObjectVersion(range.total(), tag(answer));
    version.check(expected, locate(key));
    if (answer.status() == 416 || range.last() + 1 < span.end()) {
      throw endsEarly(range.total(), span.end());
    }
    if (range.first() != span.offset() || range.last() + 1 != span.end()) {
      throw new FormatException("server sends another range: " + range + ", url=" + locate(key));
    }
    span.fill(answer.body());
    return version;
  }

  /** What a server does that doesn't know ranges. */
  private ObjectVersion wholeInstead(
      Answer answer, String key, Span span, @Nullable ObjectVersion expected) throws IOException {
    expect(answer, key);
    if (answer.contentLength() >= 0) {
      new ObjectVersion(answer.contentLength(), tag(answer)).check(expected, locate(key));
      if (answer.contentLength() < span.end()) {
        throw endsEarly(answer.contentLength(), span.end());
      }
    }
    answer.body().skip(span.offset());
    span.fill(answer.body());
    return new ObjectVersion(Math.max(span.end(), answer.contentLength()), tag(answer));
  }

  private static FormatException endsEarly(long bytes, long expected) {
    return new FormatException("object ends early: bytes=" + bytes + ", expected=" + expected);
  }

  @Override
  public @Nullable ObjectVersion readTailVersion(String key, MemorySegment into)
      throws IOException {
    long bytes = into.byteSize();
    if (bytes == 0) {
      return readVersion(key, List.of(), null);
    }
    return exchange
        .send(
            get(key, "-" + bytes),
            answer -> {
              if (answer.isMissing()) {
                return Optional.<ObjectVersion>empty();
              }
              if (answer.status() != 416) {
                expect(answer, key);
              }
              ObjectVersion version = new ObjectVersion(size(answer, key), tag(answer));
              if (version.bytes() >= bytes) {
                answer.body().skip(answer.status() == 206 ? 0 : version.bytes() - bytes);
                answer.body().fill(into);
              }
              return Optional.of(version);
            })
        .orElse(null);
  }

  /** The object's size, from the head of an answer of any kind. */
  private long size(Answer answer, String key) throws FormatException {
    boolean range = answer.status() == 206 || answer.status() == 416;
    long size = range ? ContentRange.of(answer.headers()).total() : answer.contentLength();
    if (size < 0) {
      throw new FormatException("server doesn't tell the size: url=" + locate(key));
    }
    return size;
  }

  @Override
  public byte @Nullable [] readSmall(String key, int mostBytes) throws IOException {
    return exchange
        .send(
            get(key),
            answer -> {
              if (answer.isMissing()) {
                return Optional.<byte[]>empty();
              }
              expect(answer, key);
              return Optional.of(small(answer, mostBytes + 1L));
            })
        .orElse(null);
  }

  private static byte[] small(Answer answer, long mostBytes) throws IOException {
    byte[] room = new byte[(int) Math.min(mostBytes, Math.max(answer.contentLength(), 4096))];
    int filled = 0;
    while (filled < mostBytes && answer.body().hasMore()) {
      if (filled == room.length) {
        room = Arrays.copyOf(room, (int) Math.min(mostBytes, 2L * filled));
      }
      filled += (int) answer.body().fillFrom(MemorySegment.ofArray(room).asSlice(filled));
    }
    return Arrays.copyOf(room, filled);
  }

  @Override
  public long size(String key) throws IOException {
    long size = exchange.send(request(key).HEAD().build(), answer -> headSize(answer));
    return size == UNKNOWN
        ? exchange.send(get(key, "0-0"), answer -> answer.isMissing() ? MISSING : size(answer, key))
        : size;
  }

  private static long headSize(Answer answer) {
    return answer.isMissing()
        ? MISSING
        : answer.isSuccess() && answer.contentLength() >= 0 ? answer.contentLength() : UNKNOWN;
  }

  /** Whether the object is there; its size may be unknown. */
  @Override
  public boolean exists(String key) throws IOException {
    int status = exchange.send(request(key).HEAD().build(), Answer::status);
    if (status == 405 || status == 501) {
      status = exchange.send(get(key, "0-0"), Answer::status);
    }
    return status != 404 && status != 410;
  }

  @Override
  public boolean canList() {
    return false;
  }

  @Override
  public List<String> folders(String path) {
    throw unsupported("lists");
  }

  @Override
  public void visit(String path, Visitor visitor) {
    throw unsupported("lists");
  }

  @Override
  public void write(String key, MemorySegment bytes) {
    throw unsupported("is written");
  }

  @Override
  public void delete(String key) {
    throw unsupported("is written");
  }

  private UnsupportedOperationException unsupported(String what) {
    return new UnsupportedOperationException("nothing " + what + " over HTTP: " + name());
  }

  /** Ends the client's threads; requests under way fail. */
  @Override
  public void close() {
    client.shutdownNow();
  }

  @Override
  public String toString() {
    return name();
  }
}
