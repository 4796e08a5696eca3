package dev.toolwatch.errors;

import dev.toolwatch.signal.RawError;
import dev.toolwatch.signal.ServiceId;
import java.util.ArrayList;
import java.util.List;

/**
 * The errors that one request tells of, until it has proved valid. Texts are copied up to the bytes for
 * which there can be room; more errors are only counted. Not thread-safe.
 */
public final class RequestErrors {
  private final long limit;
  private final List<RawError> read = new ArrayList<>();
  private final UnreadErrors unread = new UnreadErrors();
  private long bytes;

  /**
   * @param limit the bytes after which errors are only counted
   */
  RequestErrors(long limit) {
    this.limit = limit;
  }

  /** Whether the next error is to be copied. */
  public boolean hasRoom() {
    return bytes < limit;
  }

  public void add(RawError error) {
    read.add(error);
    bytes += error.bytes();
  }

  /** Counts errors that are not copied. */
  public void addUnread(ServiceId service, RawError.Call call, long times) {
    unread.add(service, call, times);
  }

  public boolean isEmpty() {
    return read.isEmpty() && unread.isEmpty();
  }

  List<RawError> read() {
    return read;
  }

  UnreadErrors unread() {
    return unread;
  }
}
