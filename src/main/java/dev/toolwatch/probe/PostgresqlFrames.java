package dev.toolwatch.probe;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * What a PostgreSQL server sends, as long as its messages are of a sensible size (PostgreSQL, "Message
 * Formats"): pgjdbc makes room for as many bytes as the other side says that a message has, and that
 * may be a web server. What is encrypted is not looked at. For one thread.
 */
final class PostgresqlFrames extends FilterInputStream {
  /** The maximum bytes of a message. */
  static final int MAX = 1 << 20;

  private static final int LENGTH_BYTES = 4;

  private enum State {
    /** Before the first byte, which may be the answer to the question for TLS. */
    START,
    TYPE,
    LENGTH,
    PAYLOAD,
    ENCRYPTED
  }

  private State state = State.START;
  private int length;
  private int left;

  PostgresqlFrames(InputStream in) {
    super(in);
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] bytes, int offset, int count) throws IOException {
    int read = in.read(bytes, offset, count);
    for (int i = 0; i < read && state != State.ENCRYPTED; i++) {
      if (state == State.PAYLOAD) {
        int skipped = Math.min(left, read - i);
        left -= skipped;
        i += skipped - 1;
        if (left == 0) {
          state = State.TYPE;
        }
      } else {
        head(bytes[offset + i]);
      }
    }
    return read;
  }

  private void head(byte next) throws IOException {
    switch (state) {
      case START -> {
        switch (next) {
          case 'S' -> state = State.ENCRYPTED;
          case 'N' -> state = State.TYPE;
          case 'R', 'E', 'v' -> type();
          default -> throw refused();
        }
      }
      case TYPE -> type();
      case LENGTH -> {
        length = length << 8 | next & 0xff;
        left--;
        if (left == 0) {
          payload();
        }
      }
      case PAYLOAD, ENCRYPTED -> throw new IllegalStateException();
    }
  }

  private void type() {
    state = State.LENGTH;
    length = 0;
    left = LENGTH_BYTES;
  }

  private void payload() throws IOException {
    if (length < LENGTH_BYTES || length > MAX) {
      throw refused();
    }
    left = length - LENGTH_BYTES;
    state = left == 0 ? State.TYPE : State.PAYLOAD;
  }

  private static IOException refused() {
    String message = "it does not speak PostgreSQL's protocol";
    return new IOException(message, new CheckFailure(Verdict.DOWN, message));
  }
}
