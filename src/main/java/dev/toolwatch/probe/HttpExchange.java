package dev.toolwatch.probe;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.net.Socket;
import java.util.List;

/**
 * The answer to a request, whose body is read while it comes. For one thread. Reading waits no longer
 * than the check has time. What is not asked for stays in the buffers of the connection.
 */
final class HttpExchange implements Closeable {
  /** What is read of a body in all. */
  static final int MAX_BYTES = 1024 * 1024;

  private static final int CHUNK = 8 * 1024;

  private final HttpHead head;
  private final HttpBody body;
  private final Socket socket;
  private final Steps steps;
  private final byte[] chunk = new byte[CHUNK];
  private int at;
  private int end;
  private int read;
  private boolean afterReturn;

  HttpExchange(HttpHead head, HttpBody body, Socket socket, Steps steps) {
    this.head = head;
    this.body = body;
    this.socket = socket;
    this.steps = steps;
  }

  int status() {
    return head.status();
  }

  /** The first header of a name, in any case; null if there is none. */
  String header(String name) {
    List<String> values = head.values(name);
    return values.isEmpty() ? null : values.get(0);
  }

  /** All headers of a name, in any case. */
  List<String> headers(String name) {
    return head.values(name);
  }

  /**
   * The rest of the body.
   *
   * @throws CheckFailure if it is too large, too slow or breaks off
   */
  byte[] body() throws CheckFailure, InterruptedException {
    ByteArrayOutputStream rest = new ByteArrayOutputStream();
    while (hasMore()) {
      rest.write(chunk, at, end - at);
      at = end;
    }
    return rest.toByteArray();
  }

  /**
   * The next line of the body, as UTF-8, without its end (LF, CR LF or CR); null if there is no more.
   *
   * @throws CheckFailure likewise
   */
  String line() throws CheckFailure, InterruptedException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    boolean any = false;
    while (hasMore()) {
      any = true;
      byte next = chunk[at++];
      if (next == '\n' || next == '\r') {
        afterReturn = next == '\r';
        return line.toString(UTF_8);
      }
      line.write(next);
    }
    return any ? line.toString(UTF_8) : null;
  }

  private boolean hasMore() throws CheckFailure, InterruptedException {
    skipLineFeed();
    while (at == end) {
      if (!fill()) {
        return false;
      }
      skipLineFeed();
    }
    return true;
  }

  /** The line feed after a carriage return belongs to it, even if it comes later. */
  private void skipLineFeed() {
    if (afterReturn && at < end) {
      afterReturn = false;
      if (chunk[at] == '\n') {
        at++;
      }
    }
  }

  /** Waits for more; false if there is no more. */
  private boolean fill() throws CheckFailure, InterruptedException {
    try {
      int more = body.read(chunk, 0, chunk.length);
      at = 0;
      end = Math.max(0, more);
      read += end;
      if (read > MAX_BYTES) {
        throw new CheckFailure(Verdict.DOWN, "answers more than 1 MB");
      }
      return more >= 0;
    } catch (IOException e) {
      throw Connector.broken(true, e, steps);
    }
  }

  /** Ends the request, whether or not all was read. */
  @Override
  public void close() {
    Connector.close(socket);
  }
}
