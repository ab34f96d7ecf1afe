package org.hyperslab.zarr;

import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.hyperslab.store.FormatException;
import org.hyperslab.zarr.S3Requests.MissingException;
import org.hyperslab.zarr.S3Requests.RangeException;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.Delete;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3.model.S3Object;

/** Objects of a bucket whose keys begin with a prefix. A chunk is one request. */
final class S3Store implements ZarrStore {
  private static final int COPY_BYTES = 1 << 16;
  private static final int MOST_PER_DELETE = 1000;

  /** What a single request may upload. */
  private static final long MOST_BYTES = 5L << 30;

  private final String bucket;
  private final String prefix;
  private final S3Settings settings;
  private final S3Client client;
  private final S3Requests requests;

  S3Store(S3Location location) {
    this.bucket = location.bucket();
    this.prefix = location.prefix();
    this.settings = location.settings();
    this.client = S3Clients.client(settings);
    this.requests = new S3Requests(bucket, settings.attempts());
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
  public long read(String key, List<Piece> pieces) throws IOException {
    long size = pieces.isEmpty() ? size(key) : MISSING;
    for (Piece piece : pieces) {
      long end = piece.offset() + piece.into().byteSize();
      size = readRange(key, "bytes=" + piece.offset() + "-" + (end - 1), piece.into());
      if (size == MISSING) {
        return MISSING;
      }
      if (size < end) {
        throw new FormatException("object ends early: bytes=" + size + ", expected=" + end);
      }
    }
    return size;
  }

  @Override
  public long readTail(String key, MemorySegment into) throws IOException {
    return readRange(key, "bytes=-" + into.byteSize(), into);
  }

  /** Reads a range, if the object has all of it, and tells the object's size. */
  private long readRange(String key, String range, MemorySegment into) throws IOException {
    if (into.byteSize() == 0) {
      return size(key);
    }
    try {
      return requests.send(
          locate(key),
          () -> {
            try (ResponseInputStream<GetObjectResponse> body = get(key, range)) {
              String sent = String.valueOf(body.response().contentRange());
              long size = ContentRange.parse(sent).total();
              if (size < 0) {
                throw new FormatException("server sends no range: " + sent);
              }
              if (body.response().contentLength() == into.byteSize()) {
                fill(body, into);
              } else {
                body.abort();
              }
              return size;
            }
          });
    } catch (MissingException e) {
      return MISSING;
    } catch (RangeException e) {
      return size(key);
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
    RequestBody body =
        RequestBody.fromContentProvider(
            () -> new SegmentInputStream(bytes), bytes.byteSize(), "application/octet-stream");
    requests.send(locate(key), () -> client.putObject(r -> r.bucket(bucket).key(full(key)), body));
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
