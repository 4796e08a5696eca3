package dev.toolwatch.store;

/**
 * The database refuses what was to be written, and would refuse it again: nothing of it is written. The
 * store itself is well.
 */
public final class DataRefusedException extends StoreException {
  private static final long serialVersionUID = 1L;

  DataRefusedException(String message, Throwable cause) {
    super(message, cause);
  }
}
