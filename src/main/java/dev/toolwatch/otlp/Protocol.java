package dev.toolwatch.otlp;

import dev.toolwatch.signal.Signal;
import io.vertx.core.http.HttpServerRequest;

/** How one request is processed and answered over its transport. */
interface Protocol {
  /** Whose token the request has. */
  String tenant();

  Signal signal();

  Transport transport();

  /** The bytes of a body that frame the message. They do not count against its size limit. */
  int framing();

  /** Processes the complete body. */
  Answer accept(Intake intake, byte[] body, int size);

  /** Writes the answer. */
  void respond(HttpServerRequest request, Answer answer);
}
