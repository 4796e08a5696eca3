package dev.toolwatch.otlp;

import dev.toolwatch.wire.MalformedException;

/**
 * Reads the items inside resources and scopes of an OTLP request: spans, metrics or log records.
 *
 * @param <H> the handler that receives the items
 */
interface ItemReader<H> {
  /** The items that follow belong to the resource just read. */
  void resource(H handler);

  /** Reads the item at the current position and shows it to the handler. */
  void item(H handler) throws MalformedException, TooLargeException;
}
