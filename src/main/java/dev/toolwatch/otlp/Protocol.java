package dev.toolwatch.otlp;

import io.vertx.core.http.HttpServerRequest;

/** How one request is taken in and answered in its transport. */
interface Protocol {
  Signal signal();

  Transport transport();

  /** The bytes of a body that are not the message's, and so not limited with it. */
  int framing();

  /** Takes the whole body in. */
  Answer accept(Intake intake, byte[] body, int size);

  /** Writes the answer. */
  void respond(HttpServerRequest request, Answer answer);
}
