package dev.toolwatch.otlp;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.toolwatch.signal.Attributes;
import dev.toolwatch.signal.ExceptionView;
import dev.toolwatch.signal.SpanView;
import dev.toolwatch.signal.Vocabulary;
import dev.toolwatch.wire.Text;
import java.util.List;

/**
 * A span event while it is being read. Of an exception event, keeps the exception. Reused.
 */
final class ExceptionEvent {
  private static final byte[] EXCEPTION = "exception".getBytes(US_ASCII);
  private static final int TYPE = 0;
  private static final int MESSAGE = 1;
  private static final int STACK_TRACE = 2;
  private static final Vocabulary KEYS =
      new Vocabulary(List.of("exception.type", "exception.message", "exception.stacktrace"));

  private final Text name = new Text();
  private final Attributes attributes = new Attributes(KEYS);
  private final ExceptionView exception = new ExceptionView();

  void clear() {
    name.clear();
    attributes.clear();
  }

  Text name() {
    return name;
  }

  Attributes attributes() {
    return attributes;
  }

  /** Reports the exception to the span, once the event has been read completely. */
  void addTo(SpanView span) {
    if (name.is(EXCEPTION)) {
      exception.clear();
      read(TYPE, exception.type());
      read(MESSAGE, exception.message());
      read(STACK_TRACE, exception.stackTrace());
      if (!exception.isEmpty()) {
        span.exception(exception);
      }
    }
  }

  private void read(int key, Text into) {
    if (attributes.hasText(key)) {
      into.set(attributes.text(key));
    }
  }
}
