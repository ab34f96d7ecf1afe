package org.hyperslab.zarr;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.AccessDeniedException;
import org.hyperslab.store.FormatException;
import org.hyperslab.store.UnavailableException;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * Makes requests of the client and turns its exceptions into this module's. The client itself tries
 * again what may pass; only answers that break off halfway are tried again here.
 */
final class S3Requests {
  private final String bucket;
  private final int attempts;

  S3Requests(String bucket, int attempts) {
    this.bucket = bucket;
    this.attempts = attempts;
  }

  /** A request, made and its answer read. */
  @FunctionalInterface
  interface Request<T> {
    T make() throws IOException;
  }

  /** What an object is missing of which a request was made. */
  static final class MissingException extends IOException {
    private static final long serialVersionUID = 1L;
  }

  /** There is no such range in the object. */
  static final class RangeException extends IOException {
    private static final long serialVersionUID = 1L;
  }

  /** The condition under which a request is to be done is not met. */
  static final class ConditionException extends IOException {
    private static final long serialVersionUID = 1L;
  }

  /** The server doesn't know such requests. */
  static final class UnsupportedException extends IOException {
    private static final long serialVersionUID = 1L;

    UnsupportedException(String message, Throwable cause) {
      super(message, cause);
    }
  }

  /**
   * Makes a request.
   *
   * @param what of which messages say that it failed
   * @throws MissingException if there is no such object
   * @throws RangeException if it ends before the range
   * @throws ConditionException if the request's condition isn't met
   * @throws AccessDeniedException if it may not be read or written
   * @throws FileNotFoundException if there is no such bucket
   * @throws UnavailableException if every attempt failed
   */
  <T> T send(String what, Request<T> request) throws IOException {
    for (int attempt = 1; ; attempt++) {
      try {
        return request.make();
      } catch (FormatException | InterruptedIOException e) {
        throw e;
      } catch (IOException e) {
        if (attempt == attempts) {
          throw new UnavailableException(
              "%s: object=%s, attempts=%d".formatted(e, what, attempts), e);
        }
      } catch (S3Exception e) {
        throw translated(e, what);
      } catch (AbortedException e) {
        Thread.currentThread().interrupt();
        InterruptedIOException interrupted = new InterruptedIOException("interrupted: " + what);
        interrupted.initCause(e);
        throw interrupted;
      } catch (SdkException e) {
        if (String.valueOf(e.getMessage()).startsWith("Unable to load credentials")) {
          throw new AccessDeniedException(
              what,
              null,
              "no credentials: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or a profile;"
                  + " public buckets take ?anonymous=true");
        }
        throw new UnavailableException(e.getMessage() + ": object=" + what, e);
      }
    }
  }

  private IOException translated(S3Exception e, String what) {
    AwsErrorDetails details = e.awsErrorDetails();
    String code = details == null ? "" : String.valueOf(details.errorCode());
    return switch (e.statusCode()) {
      case 401, 403 ->
          new AccessDeniedException(
              what,
              null,
              e.getMessage() + "; are the credentials right? public buckets take ?anonymous=true");
      case 404 ->
          code.equals("NoSuchBucket")
              ? new FileNotFoundException("no such bucket: " + bucket)
              : new MissingException();
      case 412 -> new ConditionException();
      case 416 -> new RangeException();
      case 501 -> new UnsupportedException(e.getMessage() + ": object=" + what, e);
      case 409 ->
          code.equals("ConditionalRequestConflict") ? new ConditionException() : refused(e, what);
      case 400, 405, 411 -> refused(e, what);
      default -> new UnavailableException(e.getMessage() + ": object=" + what, e);
    };
  }

  private static FormatException refused(S3Exception e, String what) {
    return new FormatException("request is refused: " + e.getMessage() + ": object=" + what, e);
  }
}
