package dev.toolwatch.forward;

import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** One request to a target, which has a result within its timeout, whatever happens. Thread-safe. */
final class Attempt {
  private final CompletableFuture<SendResult> result = new CompletableFuture<>();

  @SuppressWarnings("FutureReturnValueIgnored") // cancelling cannot fail
  Attempt(Vertx vertx, Duration timeout) {
    long timer =
        vertx.setTimer(
            timeout.toMillis(),
            late ->
                complete(
                    new SendResult.Retry(0, "no answer within " + timeout.toMillis() + " ms")));
    result.whenComplete((answer, failure) -> vertx.cancelTimer(timer));
  }

  CompletableFuture<SendResult> result() {
    return result;
  }

  /**
   * Ends the request if the result comes before its answer. Harmless once it is answered.
   *
   * @return false if there is a result already
   */
  @SuppressWarnings("FutureReturnValueIgnored") // what ends a request tells nobody
  boolean onTimeout(Runnable end) {
    boolean waits = !result.isDone();
    result.thenRun(end);
    return waits;
  }

  void complete(SendResult answer) {
    result.complete(answer);
  }

  /** The connection broke, so it is not known whether the target has the batch. */
  void failed(Throwable cause) {
    String message =
        cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    complete(new SendResult.Retry(0, HttpAnswer.plain(message)));
  }
}
