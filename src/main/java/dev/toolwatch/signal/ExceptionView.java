package dev.toolwatch.signal;

import dev.toolwatch.wire.Text;

/**
 * An exception as a span event or a log record tells it (semantic conventions, "Exceptions"). Texts
 * are empty if they are missing. Reused, and valid as long as the view that it belongs to. Not
 * thread-safe.
 */
public final class ExceptionView {
  private final Text type = new Text();
  private final Text message = new Text();
  private final Text stackTrace = new Text();

  public void clear() {
    type.clear();
    message.clear();
    stackTrace.clear();
  }

  void set(ExceptionView other) {
    type.set(other.type);
    message.set(other.message);
    stackTrace.set(other.stackTrace);
  }

  public Text type() {
    return type;
  }

  public Text message() {
    return message;
  }

  public Text stackTrace() {
    return stackTrace;
  }

  public boolean isEmpty() {
    return type.isEmpty() && message.isEmpty() && stackTrace.isEmpty();
  }
}
