package dev.toolwatch.store;

import java.time.Instant;

/**
 * A stage with tables of its own. The flusher's thread calls all listeners in the order of their list.
 * One that throws is tried again next time and does not keep the others from running.
 */
public interface StoreListener {
  /** What the stage does here, for the log: a noun, as in "burn rates". */
  String task();

  /**
   * Called after every flush, when all that has been counted is in the store.
   *
   * @throws StoreException if the store is away
   */
  default void flushed() {}

  /**
   * Called about once a minute: drops what the stage has kept long enough.
   *
   * @param retention for how long rows are kept
   * @param now the time by which rows expire, which may be behind the clock but is never ahead of it
   * @throws StoreException if the store is away
   */
  default void expire(Retention retention, Instant now) {}
}
