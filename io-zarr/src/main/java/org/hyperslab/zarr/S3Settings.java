package org.hyperslab.zarr;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * How a store talks to an object store.
 *
 * @param endpoint the server; null for the environment's ({@code AWS_ENDPOINT_URL_S3}), or Amazon's
 * @param region null for the environment's ({@code AWS_REGION}, the profile), or {@code us-east-1}
 * @param anonymous whether requests are not signed, as public buckets allow; else credentials are
 *     those of the environment: variables, {@code ~/.aws}, the machine's role
 * @param attempts how often a request is made that fails with an error which may pass
 * @param concurrentReads how many reads a computation keeps under way
 */
public record S3Settings(
    @Nullable URI endpoint,
    @Nullable String region,
    boolean anonymous,
    int attempts,
    int concurrentReads) {

  public S3Settings {
    if (attempts < 1 || concurrentReads < 1) {
      throw new IllegalArgumentException(
          "less than 1: attempts=" + attempts + ", concurrentReads=" + concurrentReads);
    }
  }

  /** All from the environment, 5 attempts, 32 reads. */
  public static S3Settings defaults() {
    return new S3Settings(null, null, false, 5, 32);
  }

  public S3Settings withEndpoint(URI value) {
    return new S3Settings(value, region, anonymous, attempts, concurrentReads);
  }

  public S3Settings withRegion(String value) {
    return new S3Settings(endpoint, value, anonymous, attempts, concurrentReads);
  }

  public S3Settings withAnonymous(boolean value) {
    return new S3Settings(endpoint, region, value, attempts, concurrentReads);
  }

  public S3Settings withAttempts(int value) {
    return new S3Settings(endpoint, region, anonymous, value, concurrentReads);
  }

  public S3Settings withConcurrentReads(int value) {
    return new S3Settings(endpoint, region, anonymous, attempts, value);
  }
}
