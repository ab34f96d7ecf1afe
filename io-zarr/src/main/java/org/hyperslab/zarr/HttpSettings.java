package org.hyperslab.zarr;

import java.time.Duration;
import java.util.Map;

/**
 * How a store talks to a web server.
 *
 * @param headers sent with every request, such as {@code Authorization}
 * @param stall how long a server may send nothing before a request is given up
 * @param attempts how often a request is made that fails with an error which may pass
 * @param pause before the second attempt; twice as long before each further one, and longer if the
 *     server says so
 * @param concurrentReads how many reads a computation keeps under way
 */
public record HttpSettings(
    Map<String, String> headers,
    Duration stall,
    int attempts,
    Duration pause,
    int concurrentReads) {
  static final Duration MOST_CONNECT = Duration.ofSeconds(5);

  /** Copies the headers. */
  public HttpSettings {
    headers = Map.copyOf(headers);
    if (stall.isNegative() || stall.isZero() || pause.isNegative()) {
      throw new IllegalArgumentException("durations: stall=" + stall + ", pause=" + pause);
    }
    if (attempts < 1 || concurrentReads < 1) {
      throw new IllegalArgumentException(
          "less than 1: attempts=" + attempts + ", concurrentReads=" + concurrentReads);
    }
  }

  /** No headers, 30 seconds, 5 attempts from 100 ms on, 32 reads. */
  public static HttpSettings defaults() {
    return new HttpSettings(Map.of(), Duration.ofSeconds(30), 5, Duration.ofMillis(100), 32);
  }

  /** How long a server may take to accept a connection: up to 5 seconds of {@link #stall}. */
  Duration connect() {
    return stall.compareTo(MOST_CONNECT) < 0 ? stall : MOST_CONNECT;
  }

  public HttpSettings withHeaders(Map<String, String> value) {
    return new HttpSettings(value, stall, attempts, pause, concurrentReads);
  }

  public HttpSettings withStall(Duration value) {
    return new HttpSettings(headers, value, attempts, pause, concurrentReads);
  }

  public HttpSettings withAttempts(int value) {
    return new HttpSettings(headers, stall, value, pause, concurrentReads);
  }

  public HttpSettings withPause(Duration value) {
    return new HttpSettings(headers, stall, attempts, value, concurrentReads);
  }

  public HttpSettings withConcurrentReads(int value) {
    return new HttpSettings(headers, stall, attempts, pause, value);
  }
}
