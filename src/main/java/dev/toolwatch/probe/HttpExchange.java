package dev.toolwatch.probe;

import java.io.Closeable;
import java.util.List;

/**
 * The answer to a request, whose body is read while it comes. For one thread. Reading waits no longer
 * than the check has time.
 */
interface HttpExchange extends Closeable {
  int status();

  /** The first header of a name, in any case; null if there is none. */
  String header(String name);

  /** All headers of a name, in any case. */
  List<String> headers(String name);

  /**
   * The rest of the body.
   *
   * @throws CheckFailure if it is too large, too slow or breaks off
   */
  byte[] body() throws CheckFailure, InterruptedException;

  /**
   * The next line of the body, as UTF-8, without its end (LF, CR LF or CR); null if there is no more.
   *
   * @throws CheckFailure likewise
   */
  String line() throws CheckFailure, InterruptedException;

  /** Ends the request, whether or not all was read. */
  @Override
  void close();
}
