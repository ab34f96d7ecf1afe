package org.hyperslab.zarr;

import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.hyperslab.store.FormatException;
import org.hyperslab.zarr.S3Requests.ConditionException;
import org.hyperslab.zarr.S3Requests.MissingException;
import org.hyperslab.zarr.S3Requests.RangeException;
import org.hyperslab.zarr.S3Requests.UnsupportedException;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.Delete;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3.model.S3Object;

/** Objects of a bucket whose keys begin with a prefix. A chunk is one request. */
final class S3Store implements RangedStore {
  private static final long GAP_BYTES = 256 << 10;
  private static final int COPY_BYTES = 1 << 16;
  private static final int MOST_PER_DELETE = 1000;

  /** Larger objects are uploaded in parts. */
  static final long PART_BYTES = 32 << 20;

  private static final int MOST_PARTS = 10_000;

  /** The largest object of Amazon's. */
  private static final long MOST_BYTES = 5L << 40;

  private final String bucket;
  private final String prefix;
  private final S3Settings settings;
  private final S3Client client;
  private final S3Requests requests;
  private final ParallelRequests parallel;
  private final long partBytes;

  S3Store(S3Location location) {
    this(location, PART_BYTES);
  }

  /**
   * @param partBytes of a part, if an object is larger
   */
  S3Store(S3Location location, long partBytes) {
    this.partBytes = partBytes;
    this.bucket = location.bucket();
    this.prefix = location.prefix();
    this.settings = location.settings();
    this.client = S3Clients.client(settings);
    this.requests = new S3Requests(bucket, settings.attempts());
    this.parallel = new ParallelRequests(settings.concurrentReads());
  }

  @Override
  public String name() {
    return "s3://" + StoreKey.join(bucket, prefix);
  }

  @Override
  public Object identity(String key) {
    URI endpoint = settings.endpoint();
    return List.of(endpoint == null ? "default" : endpoint, bucket, full(key));
  }

  /** The bucket's key for one of the store's. */
  private String full(String key) {
    return StoreKey.join(prefix, key);
  }

  @Override
  public int concurrentReads() {
    return settings.concurrentReads();
  }

  /** A body as it arrives. */
  private record StreamInput(InputStream body) implements Span.Input {
    @Override
    public void fill(MemorySegment into) throws IOException {
      S3Store.fill(body, into);
    }

    @Override
    public void skip(long bytes) throws IOException {
      body.skipNBytes(bytes);
    }
  }

  private ResponseInputStream<GetObjectResponse> get(String key, @Nullable String range) {
    GetObjectRequest.Builder request = GetObjectRequest.builder().bucket(bucket).key(full(key));
    return client.getObject(range == null ? request.build() : request.range(range).build());
  }

  /** Fills a segment from a body. */
  private static void fill(InputStream body, MemorySegment into) throws IOException {
    byte[] copy = new byte[(int) Math.min(COPY_BYTES, into.byteSize())];
    for (long at = 0; at < into.byteSize(); ) {
      int n = body.read(copy, 0, (int) Math.min(copy.length, into.byteSize() - at));
      if (n < 0) {
        throw new IOException("body ends early: bytes=" + at + ", expected=" + into.byteSize());
      }
      MemorySegment.copy(copy, 0, into, ValueLayout.JAVA_BYTE, at, n);
      at += n;
    }
  }

  @Override
  public long read(String key, MemorySegment into) throws IOException {
    try {
      return requests.send(
          locate(key),
          () -> {
            try (ResponseInputStream<GetObjectResponse> body = get(key, null)) {
              long bytes = body.response().contentLength();
              if (bytes > into.byteSize()) {
                body.abort();
              } else {
                fill(body, into.asSlice(0, bytes));
              }
              return bytes;
            }
          });
    } catch (MissingException e) {
      return MISSING;
    }
  }

  @Override
  public long gapBytes() {
    return GAP_BYTES;
  }

  /** Asks for a byte, since answers without a body don't say what is wrong. */
  @Override
  public @Nullable ObjectVersion version(String key) throws IOException {
    try {
      return requests.send(
          locate(key),
          () -> {
            try (ResponseInputStream<GetObjectResponse> body = get(key, "bytes=0-0")) {
              long total = total(String.valueOf(body.response().contentRange()));
              body.skipNBytes(body.response().contentLength());
              return new ObjectVersion(total, tag(body.response().eTag()));
            }
          });
    } catch (MissingException e) {
      return null;
    } catch (RangeException e) {
      return new ObjectVersion(0, "");
    }
  }

  private static long total(String range) throws FormatException {
    long total = ContentRange.parse(range).total();
    if (total < 0) {
      throw new FormatException("server sends no range: " + range);
    }
    return total;
  }

  private static String tag(@Nullable String tag) {
    return tag == null ? "" : tag;
  }

  @Override
  public @Nullable ObjectVersion readVersion(
      String key, List<Piece> pieces, @Nullable ObjectVersion expected) throws IOException {
    List<Span> spans = Span.of(pieces, GAP_BYTES);
    if (spans.isEmpty()) {
      long size = size(key);
      return size == MISSING ? null : new ObjectVersion(size, "");
    }
    return Span.readAll(spans, span -> readSpan(key, span, expected), parallel, locate(key));
  }

  private @Nullable ObjectVersion readSpan(String key, Span span, @Nullable ObjectVersion expected)
      throws IOException {
    String range = "bytes=" + span.offset() + "-" + (span.end() - 1);
    ObjectVersion version = readRange(key, range, span, expected);
    if (version != null && version.bytes() < span.end()) {
      throw new FormatException(
          "object ends early: bytes=" + version.bytes() + ", expected=" + span.end());
    }
    return version;
  }

  @Override
  public @Nullable ObjectVersion readTailVersion(String key, MemorySegment into)
      throws IOException {
    return into.byteSize() == 0
        ? readVersion(key, List.of(), null)
        : readRange(key, "bytes=-" + into.byteSize(), new Span(List.of(new Piece(0, into))), null);
  }

  /** Reads a range, if the object has all of it. */
  private @Nullable ObjectVersion readRange(
      String key, String range, Span into, @Nullable ObjectVersion expected) throws IOException {
    try {
      return requests.send(
          locate(key),
          () -> {
            try (ResponseInputStream<GetObjectResponse> body = get(key, range)) {
              String sent = String.valueOf(body.response().contentRange());
              ObjectVersion version = new ObjectVersion(total(sent), tag(body.response().eTag()));
              version.check(expected, locate(key));
              if (body.response().contentLength() == into.bytes()) {
                into.fill(new StreamInput(body));
              } else {
                body.abort();
              }
              return version;
            }
          });
    } catch (MissingException e) {
      return null;
    } catch (RangeException e) {
      ObjectVersion now = version(key);
      if (now != null) {
        now.check(expected, locate(key));
      }
      return now;
    }
  }

  @Override
  public byte @Nullable [] readSmall(String key, int mostBytes) throws IOException {
    try {
      return requests.send(
          locate(key),
          () -> {
            try (ResponseInputStream<GetObjectResponse> body = get(key, null)) {
              byte[] bytes = body.readNBytes(mostBytes + 1);
              if (bytes.length > mostBytes) {
                body.abort();
              }
              return bytes;
            }
          });
    } catch (MissingException e) {
      return null;
    }
  }

  @Override
  public long size(String key) throws IOException {
    try {
      return requests.send(
          locate(key),
          () -> client.headObject(r -> r.bucket(bucket).key(full(key))).contentLength());
    } catch (MissingException e) {
      return MISSING;
    }
  }

  @Override
  public List<String> folders(String path) throws IOException {
    String below = below(path);
    List<String> names = new ArrayList<>();
    list(
        ListObjectsV2Request.builder().bucket(bucket).prefix(below).delimiter("/").build(),
        page ->
            page.commonPrefixes()
                .forEach(
                    folder ->
                        names.add(
                            folder
                                .prefix()
                                .substring(below.length(), folder.prefix().length() - 1))));
    return names;
  }

  private String below(String path) {
    String full = full(path);
    return full.isEmpty() ? "" : full + "/";
  }

  @Override
  public void visit(String path, Visitor visitor) throws IOException {
    int from = below("").length();
    list(
        ListObjectsV2Request.builder().bucket(bucket).prefix(below(path)).build(),
        page -> {
          for (S3Object object : page.contents()) {
            visitor.visit(object.key().substring(from), object.size());
          }
        });
  }

  /** Sees a part of a list. */
  @FunctionalInterface
  private interface Page {
    void see(ListObjectsV2Response page) throws IOException;
  }

  private void list(ListObjectsV2Request request, Page seen) throws IOException {
    ListObjectsV2Request next = request;
    while (next != null) {
      ListObjectsV2Request now = next;
      ListObjectsV2Response page;
      try {
        page = requests.send(name(), () -> client.listObjectsV2(now));
      } catch (MissingException e) {
        return;
      }
      seen.see(page);
      next =
          Boolean.TRUE.equals(page.isTruncated())
              ? now.toBuilder().continuationToken(page.nextContinuationToken()).build()
              : null;
    }
  }

  @Override
  public void write(String key, MemorySegment bytes) throws IOException {
    StoreKey.check(key);
    if (bytes.byteSize() > MOST_BYTES) {
      throw new IOException(
          "too large for an object store: bytes=" + bytes.byteSize() + ", at most=" + MOST_BYTES);
    }
    if (bytes.byteSize() > partBytes) {
      writeParts(key, bytes);
    } else {
      requests.send(
          locate(key), () -> client.putObject(r -> r.bucket(bucket).key(full(key)), body(bytes)));
    }
  }

  private static RequestBody body(MemorySegment bytes) {
    return RequestBody.fromContentProvider(
        () -> new SegmentInputStream(bytes), bytes.byteSize(), "application/octet-stream");
  }

  /** The object is there once all parts are, and the upload is completed. */
  private void writeParts(String key, MemorySegment bytes) throws IOException {
    String where = locate(key);
    String upload =
        requests
            .send(where, () -> client.createMultipartUpload(r -> r.bucket(bucket).key(full(key))))
            .uploadId();
    try {
      List<CompletedPart> parts = parts(key, bytes, upload);
      requests.send(
          where,
          () ->
              client.completeMultipartUpload(
                  r ->
                      r.bucket(bucket)
                          .key(full(key))
                          .uploadId(upload)
                          .multipartUpload(m -> m.parts(parts))));
    } catch (IOException | RuntimeException e) {
      abort(key, upload, e);
      throw e;
    }
  }

  private List<CompletedPart> parts(String key, MemorySegment bytes, String upload)
      throws IOException {
    long size = Math.max(partBytes, Math.ceilDiv(bytes.byteSize(), MOST_PARTS));
    CompletedPart[] parts = new CompletedPart[(int) Math.ceilDiv(bytes.byteSize(), size)];
    List<ParallelRequests.Request> uploads = new ArrayList<>();
    for (int i = 0; i < parts.length; i++) {
      int number = i + 1;
      long at = i * size;
      MemorySegment part = bytes.asSlice(at, Math.min(size, bytes.byteSize() - at));
      uploads.add(() -> parts[number - 1] = upload(key, upload, number, part));
    }
    parallel.make(uploads, Stream.of(bytes));
    return List.of(parts);
  }

  private CompletedPart upload(String key, String upload, int number, MemorySegment part)
      throws IOException {
    String tag =
        requests
            .send(
                locate(key),
                () ->
                    client.uploadPart(
                        r -> r.bucket(bucket).key(full(key)).uploadId(upload).partNumber(number),
                        body(part)))
            .eTag();
    return CompletedPart.builder().partNumber(number).eTag(tag).build();
  }

  /** Parts of an upload that isn't completed take space until it is aborted. */
  private void abort(String key, String upload, Exception because) {
    try {
      requests.send(
          locate(key),
          () -> client.abortMultipartUpload(r -> r.bucket(bucket).key(full(key)).uploadId(upload)));
    } catch (IOException e) {
      because.addSuppressed(e);
    }
  }

  /**
   * {@inheritDoc}
   *
   * <p>Servers that don't know conditional writes would overwrite the object or refuse to; so it is
   * looked for first, which cannot tell writers apart that come at the same time.
   */
  @Override
  public boolean writeIfAbsent(String key, MemorySegment bytes) throws IOException {
    StoreKey.check(key);
    if (exists(key)) {
      return false;
    }
    try {
      requests.send(
          locate(key),
          () ->
              client.putObject(r -> r.bucket(bucket).key(full(key)).ifNoneMatch("*"), body(bytes)));
    } catch (ConditionException e) {
      return false;
    } catch (UnsupportedException e) {
      write(key, bytes);
    }
    return true;
  }

  @Override
  public void delete(String key) throws IOException {
    requests.send(locate(key), () -> client.deleteObject(r -> r.bucket(bucket).key(full(key))));
  }

  @Override
  public void deleteAll(List<String> keys) throws IOException {
    for (int from = 0; from < keys.size(); from += MOST_PER_DELETE) {
      List<ObjectIdentifier> some =
          keys.subList(from, Math.min(keys.size(), from + MOST_PER_DELETE)).stream()
              .map(key -> ObjectIdentifier.builder().key(full(key)).build())
              .toList();
      Delete delete = Delete.builder().objects(some).quiet(true).build();
      var errors =
          requests
              .send(name(), () -> client.deleteObjects(r -> r.bucket(bucket).delete(delete)))
              .errors();
      if (!errors.isEmpty()) {
        throw new IOException("cannot delete: " + errors.getFirst());
      }
    }
  }

  @Override
  public void close() {
    client.close();
  }

  @Override
  public String toString() {
    return name();
  }
}
