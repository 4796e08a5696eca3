package dev.toolwatch.otlp;

import io.vertx.core.http.HttpServerRequest;

/**
 * One request, from its head to its answer. It is answered exactly once, when its body has arrived
 * or when it times out; if the sender disconnects, it is never answered. Used on its event loop
 * only.
 */
final class Exchange {
  /** Handles the body and is told how the request ended. */
  interface Owner {
    /** Processes the complete body and finishes the exchange, at once or later. */
    void accept(Exchange exchange, Protocol protocol, Body body);

    /** The request was answered. */
    void ended(Exchange exchange, Protocol protocol, Answer.Code code);

    /** The sender disconnected before it was answered. */
    void abandoned(Exchange exchange);
  }

  private final Owner owner;
  private final HttpServerRequest request;
  private final Protocol protocol;
  private final Body body;
  private final long startedNanos;
  private boolean over;

  Exchange(
      Owner owner, HttpServerRequest request, Protocol protocol, Body body, long startedNanos) {
    this.owner = owner;
    this.request = request;
    this.protocol = protocol;
    this.body = body;
    this.startedNanos = startedNanos;
  }

  void start() {
    request.handler(body::add);
    request.endHandler(end -> arrived());
    request.exceptionHandler(gone -> abandoned());
    request.response().exceptionHandler(gone -> abandoned());
    if (EarlyResponse.awaitsContinue(request)) {
      if (body.refusal() == null) {
        request.response().writeContinue();
      } else {
        cutOff(body.refusal());
      }
    }
  }

  /** When the request began, on the monotonic clock. */
  long startedNanos() {
    return startedNanos;
  }

  private void arrived() {
    if (over) {
      return;
    }
    Answer answer = body.refusal();
    if (answer == null) {
      owner.accept(this, protocol, body);
    } else {
      finish(answer);
    }
  }

  /** Answers, unless it is over already. */
  void answer(Answer answer) {
    if (!over) {
      finish(answer);
    }
  }

  /** Answers before the whole body has arrived and ignores the rest of it. */
  void cutOff(Answer answer) {
    EarlyResponse.announce(request);
    finish(body.refusal() == null ? answer : body.refusal());
    EarlyResponse.part(request);
  }

  private void finish(Answer answer) {
    over = true;
    body.release();
    try {
      protocol.respond(request, answer);
    } finally {
      owner.ended(this, protocol, answer.code());
    }
  }

  private void abandoned() {
    if (!over) {
      over = true;
      body.release();
      owner.abandoned(this);
    }
  }
}
