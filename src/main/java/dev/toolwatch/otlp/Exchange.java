package dev.toolwatch.otlp;

import io.vertx.core.http.HttpServerRequest;

/**
 * One request from its head to its answer, which is given exactly once: when the body has arrived,
 * when its time is over, or never, when the sender goes away. On its event loop only.
 */
final class Exchange {
  /** Whoever has the request under way. */
  interface Owner {
    /** Takes the whole body in. */
    Answer accept(Protocol protocol, Body body);

    /** The request was answered. */
    void ended(Exchange exchange, Protocol protocol, Answer.Code code);

    /** The sender went away before the answer. */
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

  /** When it began, by the monotonic clock. */
  long startedNanos() {
    return startedNanos;
  }

  private void arrived() {
    if (over) {
      return;
    }
    Answer answer = body.refusal();
    if (answer == null) {
      answer = owner.accept(protocol, body);
    }
    finish(answer);
  }

  /** Answers while the body is still coming, and takes no more of it. */
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
