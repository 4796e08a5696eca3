package dev.toolwatch.forward;

import java.util.concurrent.CompletableFuture;

/** Sends batches to a target. Used by one thread, one batch at a time. */
interface Sender {
  /** Sends a batch. The future always completes, within the target's timeout, and never fails. */
  CompletableFuture<SendResult> send(Batch batch);

  /** Uses new connections from now on: there is a new certificate. Thread-safe. */
  void renew();

  /** Closes the connections. */
  void close();
}
