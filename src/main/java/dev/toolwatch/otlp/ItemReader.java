package dev.toolwatch.otlp;

import dev.toolwatch.wire.MalformedException;

/**
 * Reads what an OTLP request holds within resources and scopes: spans, metrics or log records.
 *
 * @param <H> what is shown to
 */
interface ItemReader<H> {
  /** The items that follow belong to the resource just read. */
  void resource(H handler);

  /** Reads the item that stands here and shows it. */
  void item(H handler) throws MalformedException, TooLargeException;
}
