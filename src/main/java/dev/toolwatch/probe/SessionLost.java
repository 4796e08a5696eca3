package dev.toolwatch.probe;

import java.io.Serial;

/** The server does not know the session that it has given. A client then begins a new one. */
final class SessionLost extends Exception {
  @Serial private static final long serialVersionUID = 1L;
}
