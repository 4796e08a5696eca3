package dev.toolwatch.traces;

/** A trace has more values than are built for a reader. */
final class TooManyValuesException extends Exception {
  private static final long serialVersionUID = 1L;

  TooManyValuesException() {
    super("too many values", null, false, false);
  }
}
