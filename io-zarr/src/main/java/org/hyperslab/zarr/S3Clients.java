package org.hyperslab.zarr;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.regions.providers.DefaultAwsRegionProviderChain;
import software.amazon.awssdk.retries.StandardRetryStrategy;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;

/** Sets up Amazon's client so that other servers understand it as well. */
final class S3Clients {
  private static final Duration CONNECT = Duration.ofSeconds(5);

  private S3Clients() {}

  static S3Client client(S3Settings settings) {
    URI endpoint = settings.endpoint();
    S3ClientBuilder builder =
        S3Client.builder()
            .region(region(settings))
            .credentialsProvider(
                settings.anonymous()
                    ? AnonymousCredentialsProvider.create()
                    : DefaultCredentialsProvider.builder().build())
            .httpClientBuilder(
                Apache5HttpClient.builder()
                    .maxConnections(2 * settings.concurrentReads())
                    .connectionTimeout(CONNECT)
                    .socketTimeout(settings.stall()))
            .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
            .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
            .overrideConfiguration(
                c ->
                    c.retryStrategy(
                        StandardRetryStrategy.builder().maxAttempts(settings.attempts()).build()));
    boolean elsewhere = endpoint != null || System.getenv("AWS_ENDPOINT_URL_S3") != null;
    builder.forcePathStyle(elsewhere);
    if (!elsewhere) {
      builder.crossRegionAccessEnabled(true);
    }
    return endpoint == null ? builder.build() : builder.endpointOverride(endpoint).build();
  }

  private static Region region(S3Settings settings) {
    String region = settings.region();
    if (region != null) {
      return Region.of(region);
    }
    if (settings.endpoint() != null) {
      return Region.of(Optional.ofNullable(System.getenv("AWS_REGION")).orElse("us-east-1"));
    }
    try {
      return DefaultAwsRegionProviderChain.builder().build().getRegion();
    } catch (SdkClientException e) {
      return Region.US_EAST_1;
    }
  }
}
