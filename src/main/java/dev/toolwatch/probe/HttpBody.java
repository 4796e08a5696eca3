package dev.toolwatch.probe;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Locale;

/**
 * The body of an answer, unwrapped from how it is transferred (RFC 9112, 6). Gives out what has come
 * without waiting for more. For one thread.
 */
final class HttpBody extends InputStream {
  private static final int MAX_LINE = 4096;
  private static final int NO_CONTENT = 204;
  private static final int NOT_MODIFIED = 304;

  private final InputStream in;
  private final boolean chunked;

  /** The bytes until the end of the body or of the chunk; those of a body without a length are many. */
  private long left;

  private final boolean untilClose;
  private boolean firstChunk = true;

  private HttpBody(InputStream in, boolean chunked, long length) {
    this.in = in;
    this.chunked = chunked;
    untilClose = !chunked && length < 0;
    left = chunked ? 0 : untilClose ? Long.MAX_VALUE : length;
  }

  /** The body that follows a head. */
  static HttpBody of(String method, HttpHead head, InputStream in) throws IOException {
    int status = head.status();
    if (method.equals("HEAD") || status < 200 || status == NO_CONTENT || status == NOT_MODIFIED) {
      return new HttpBody(in, false, 0);
    }
    List<String> codings = head.values("Transfer-Encoding");
    if (!codings.isEmpty()) {
      if (!codings.get(codings.size() - 1).toLowerCase(Locale.ROOT).endsWith("chunked")) {
        throw new IOException("its transfer coding is not chunked");
      }
      return new HttpBody(in, true, 0);
    }
    List<String> lengths = head.values("Content-Length");
    if (lengths.isEmpty()) {
      return new HttpBody(in, false, -1);
    }
    if (lengths.stream().distinct().count() > 1 || !lengths.get(0).matches("\\d{1,18}")) {
      throw new IOException("its length is not a number");
    }
    return new HttpBody(in, false, Long.parseLong(lengths.get(0)));
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    if (left <= 0 && !(chunked && nextChunk())) {
      return -1;
    }
    int read = in.read(bytes, offset, (int) Math.min(length, left));
    if (read < 0) {
      if (untilClose) {
        left = 0;
        return -1;
      }
      throw new EOFException();
    }
    if (!untilClose) {
      left -= read;
    }
    return read;
  }

  /** Whether there is another chunk. After the last one there is none. */
  private boolean nextChunk() throws IOException {
    if (left < 0) {
      return false;
    }
    if (!firstChunk && !HttpHead.line(in, MAX_LINE).isEmpty()) {
      throw new IOException("a chunk has another length than it says");
    }
    firstChunk = false;
    String size = HttpHead.line(in, MAX_LINE).split(";", 2)[0].strip();
    if (!size.matches("[0-9A-Fa-f]{1,15}")) {
      throw new IOException("a chunk has no length");
    }
    left = Long.parseLong(size, 16);
    if (left > 0) {
      return true;
    }
    left = -1;
    return false;
  }
}
