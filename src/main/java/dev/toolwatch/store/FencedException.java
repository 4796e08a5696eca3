package dev.toolwatch.store;

/**
 * Another process has taken over a log since this one did: nothing of the batch is stored, and it must
 * not be tried again.
 */
public final class FencedException extends StoreException {
  private static final long serialVersionUID = 1L;

  FencedException(String log, long owner) {
    super("another process has taken over the log " + log + " from owner " + owner);
  }
}
