package org.hyperslab.zarr;

import java.net.http.HttpHeaders;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The header {@code Content-Range}; fields that it doesn't have are -1.
 *
 * @param first byte that is sent
 * @param last byte that is sent
 * @param total the object's size
 */
record ContentRange(long first, long last, long total) {
  private static final Pattern PATTERN =
      Pattern.compile("bytes (?:(\\d{1,18})-(\\d{1,18})|\\*)/(\\d{1,18})");

  static ContentRange of(HttpHeaders headers) {
    return parse(headers.firstValue("Content-Range").orElse(""));
  }

  static ContentRange parse(String header) {
    Matcher fields = PATTERN.matcher(header);
    if (!fields.matches()) {
      return new ContentRange(-1, -1, -1);
    }
    boolean some = fields.group(1) != null;
    return new ContentRange(
        some ? Long.parseLong(fields.group(1)) : -1,
        some ? Long.parseLong(fields.group(2)) : -1,
        Long.parseLong(fields.group(3)));
  }
}
