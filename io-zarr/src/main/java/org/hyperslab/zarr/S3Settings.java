package org.hyperslab.zarr;

import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How a store talks to an object store.
 *
 * @param endpoint the server; null for the environment's ({@code AWS_ENDPOINT_URL_S3}), or Amazon's
 * @param region null for the environment's ({@code AWS_REGION}, the profile), or {@code us-east-1}
 * @param anonymous whether requests are not signed, as public buckets allow; else credentials are
 *     those of the environment: variables, {@code ~/.aws}, the machine's role
 * @param stall how long the server may send nothing before a request is given up
 * @param attempts how often a request is made that fails with an error which may pass
 * @param concurrentReads how many reads a computation keeps under way
 */
public record S3Settings(
    @Nullable URI endpoint,
    @Nullable String region,
    boolean anonymous,
    Duration stall,
    int attempts,
    int concurrentReads) {

  public S3Settings {
    if (stall.isNegative() || stall.isZero()) {
      throw new IllegalArgumentException("no time: stall=" + stall);
    }
    if (attempts < 1 || concurrentReads < 1) {
      throw new IllegalArgumentException(
          "less than 1: attempts=" + attempts + ", concurrentReads=" + concurrentReads);
    }
  }

  /** All from the environment, 30 seconds, 5 attempts, 32 reads. */
  public static S3Settings defaults() {
    return new S3Settings(null, null, false, Duration.ofSeconds(30), 5, 32);
  }

  public S3Settings withEndpoint(URI value) {
    return new S3Settings(value, region, anonymous, stall, attempts, concurrentReads);
  }

  public S3Settings withRegion(String value) {
    return new S3Settings(endpoint, value, anonymous, stall, attempts, concurrentReads);
  }

  public S3Settings withAnonymous(boolean value) {
    return new S3Settings(endpoint, region, value, stall, attempts, concurrentReads);
  }

  public S3Settings withStall(Duration value) {
    return new S3Settings(endpoint, region, anonymous, value, attempts, concurrentReads);
  }

  public S3Settings withAttempts(int value) {
    return new S3Settings(endpoint, region, anonymous, stall, value, concurrentReads);
  }

  public S3Settings withConcurrentReads(int value) {
    return new S3Settings(endpoint, region, anonymous, stall, attempts, value);
  }
}
