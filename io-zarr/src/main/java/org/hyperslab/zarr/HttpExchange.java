package org.hyperslab.zarr;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.AccessDeniedException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.hyperslab.store.FormatException;
import org.hyperslab.store.UnavailableException;
import org.jspecify.annotations.Nullable;

/**
 * Makes requests, again and again while that may help: connections that break, servers that stall,
 * bodies that end early and the answers 408, 425, 429 and 5xx. A server that never could be reached
 * is tried once more only: its name is likely wrong. Thread-safe.
 */
final class HttpExchange {
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(20);

  private final HttpClient client;
  private final HttpSettings settings;

  /** Whether there is such a server at all. */
  private volatile boolean reached;

  HttpExchange(HttpClient client, HttpSettings settings) {
    this.client = client;
    this.settings = settings;
  }

  /** The head of an answer, and its body to read. */
  record Answer(int status, HttpHeaders headers, ResponseBody body) {
    boolean isMissing() {
      return status == 404 || status == 410;
    }

    boolean isSuccess() {
      return status / 100 == 2;
    }

    /** -1 if it isn't said. */
    long contentLength() {
      return headers.firstValueAsLong("Content-Length").orElse(-1);
    }
  }

  /** Makes a result of an answer of 2xx, 404, 405, 410, 416 or 501. */
  @FunctionalInterface
  interface Reader<T> {
    T read(Answer answer) throws IOException;
  }

  /**
   * Makes a request and reads its answer.
   *
   * @throws AccessDeniedException if the server answers 401 or 403
   * @throws FormatException if it answers something that can't be understood, or the reader can't
   * @throws UnavailableException if every attempt failed
   */
  <T> T send(HttpRequest request, Reader<T> reader) throws IOException {
    for (int attempt = 1; ; attempt++) {
      Failure failure;
      try (ResponseBody body = new ResponseBody(settings.stall())) {
        Answer answer = answer(request, body);
        reached = true;
        if (!mayPass(answer.status())) {
          return reader.read(checked(answer, request));
        }
        failure = new Failure("status=" + answer.status(), null, retryAfter(answer.headers()));
      } catch (ConnectException | HttpConnectTimeoutException e) {
        failure = unreachable(e);
        if (!reached && attempt > 1) {
          throw failure.after(attempt, request);
        }
      } catch (SocketTimeoutException e) {
        failure = new Failure(e.toString(), e, Duration.ZERO);
      } catch (FormatException | InterruptedIOException | AccessDeniedException e) {
        throw e;
      } catch (IOException e) {
        failure = new Failure(e.toString(), e, Duration.ZERO);
      }
      if (attempt == settings.attempts()) {
        throw failure.after(attempt, request);
      }
      pause(attempt, failure.atLeast());
    }
  }

  private record Failure(String message, @Nullable IOException cause, Duration atLeast) {
    UnavailableException after(int attempts, HttpRequest request) {
      String text =
          "%s: url=%s, attempts=%d".formatted(message, HttpStore.shown(request.uri()), attempts);
      return new UnavailableException(text, cause);
    }
  }

  /** The client's own exception often has no message. */
  private static Failure unreachable(IOException e) {
    Throwable cause = e.getCause() == null ? e : e.getCause();
    boolean unknown = cause.toString().contains("UnresolvedAddress");
    String text =
        unknown
            ? "no such server; is its name right?"
            : "cannot connect; is the server running, and its name and port right?";
    return new Failure(text + " " + e, e, Duration.ZERO);
  }

  private static boolean mayPass(int status) {
    return status == 408
        || status == 425
        || status == 429
        || (status / 100 == 5 && status != 501 && status != 505);
  }

  private static Answer checked(Answer answer, HttpRequest request) throws IOException {
    String url = HttpStore.shown(request.uri());
    int status = answer.status();
    if (status == 401 || status == 403) {
      throw new AccessDeniedException(url, null, "status=" + status);
    }
    boolean understood =
        answer.isSuccess() || answer.isMissing() || status == 416 || status == 405 || status == 501;
    if (!understood) {
      throw new FormatException("unexpected answer: status=" + status + ", url=" + url);
    }
    String encoding = answer.headers().firstValue("Content-Encoding").orElse("identity");
    if (answer.isSuccess() && !encoding.equals("identity")) {
      throw new FormatException("answer is encoded: " + encoding + ", url=" + url);
    }
    return answer;
  }

  private Answer answer(HttpRequest request, ResponseBody body) throws IOException {
    CompletableFuture<HttpResponse<ResponseBody>> response =
        client.sendAsync(request, info -> body);
    try {
      HttpResponse<ResponseBody> answer =
          response.get(settings.stall().toNanos(), TimeUnit.NANOSECONDS);
      return new Answer(answer.statusCode(), answer.headers(), body);
    } catch (TimeoutException e) {
      response.cancel(true);
      throw new SocketTimeoutException("server doesn't answer: stall=" + settings.stall());
    } catch (ExecutionException e) {
      throw e.getCause() instanceof IOException io ? io : new IOException(e.getCause());
    } catch (InterruptedException e) {
      response.cancel(true);
      throw interrupted();
    }
  }

  private static InterruptedIOException interrupted() {
    Thread.currentThread().interrupt();
    return new InterruptedIOException("interrupted while waiting for a server");
  }

  private static Duration retryAfter(HttpHeaders headers) {
    String value = headers.firstValue("Retry-After").orElse("");
    return value.matches("\\d{1,9}") ? Duration.ofSeconds(Long.parseLong(value)) : Duration.ZERO;
  }

  /** Pauses are of random length, so that threads don't come back all at once. */
  private void pause(int attempt, Duration atLeast) throws IOException {
    double jitter = ThreadLocalRandom.current().nextDouble(0.5, 1);
    long nanos =
        (long) (settings.pause().toNanos() * Math.scalb(jitter, Math.min(attempt - 1, 30)));
    long least = Math.min(LONGEST_PAUSE.toNanos(), Math.max(nanos, atLeast.toNanos()));
    try {
      TimeUnit.NANOSECONDS.sleep(least);
    } catch (InterruptedException e) {
      throw interrupted();
    }
  }
}
