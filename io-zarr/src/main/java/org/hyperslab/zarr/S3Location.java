package org.hyperslab.zarr;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;

/**
 * {@code s3://bucket/key}, with settings as a query behind a question mark: {@code endpoint},
 * {@code region} and {@code anonymous}.
 *
 * @param prefix what all keys begin with, without a slash at its end; may be empty
 */
record S3Location(String bucket, String prefix, S3Settings settings) {
  private static final String SCHEME = "s3://";

  /**
   * @throws IllegalArgumentException if the location names no bucket or has other settings
   */
  static S3Location parse(String location) {
    int query = location.indexOf('?');
    String path = location.substring(SCHEME.length(), query < 0 ? location.length() : query);
    String[] names = path.split("/", 2);
    if (names[0].isEmpty()) {
      throw new IllegalArgumentException("no bucket: " + location);
    }
    S3Settings settings = S3Settings.defaults();
    if (query >= 0) {
      for (String setting : location.substring(query + 1).split("&", -1)) {
        settings = with(settings, setting, location);
      }
    }
    String prefix = names.length == 1 ? "" : names[1].replaceAll("/+$", "");
    return new S3Location(names[0], prefix, settings);
  }

  private static S3Settings with(S3Settings settings, String setting, String location) {
    int equals = setting.indexOf('=');
    String value =
        URLDecoder.decode(setting.substring(Math.max(0, equals + 1)), StandardCharsets.UTF_8);
    return switch (setting.substring(0, Math.max(0, equals))) {
      case "endpoint" -> settings.withEndpoint(URI.create(value));
      case "region" -> settings.withRegion(value);
      case "anonymous" -> settings.withAnonymous(Boolean.parseBoolean(value));
      default ->
          throw new IllegalArgumentException(
              "no such setting: "
                  + setting
                  + ", known are endpoint, region, anonymous: "
                  + location);
    };
  }
}
