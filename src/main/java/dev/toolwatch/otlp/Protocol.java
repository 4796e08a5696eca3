package dev.toolwatch.otlp;

import io.vertx.core.http.HttpServerRequest;

/** How one request is taken in and answered in its transport. */
interface Protocol {
  Signal signal();

  Transport transport();

  /** Takes the whole body in. */
  Answer accept(Intake intake, byte[] body, int size);

  /** Writes the answer. */
  void respond(HttpServerRequest request, Answer answer);
}
