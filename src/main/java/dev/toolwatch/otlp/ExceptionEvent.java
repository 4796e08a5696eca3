package dev.toolwatch.otlp;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.toolwatch.signal.Attributes;
import dev.toolwatch.signal.SpanView;
import dev.toolwatch.signal.Vocabulary;
import dev.toolwatch.wire.Text;
import java.util.List;

/**
 * A span event while it is being read. For an exception event, keeps the exception type. Reused.
 */
final class ExceptionEvent {
  private static final byte[] EXCEPTION = "exception".getBytes(US_ASCII);
  private static final int TYPE = 0;
  private static final Vocabulary KEYS = new Vocabulary(List.of("exception.type"));

  private final Text name = new Text();
  private final Attributes attributes = new Attributes(KEYS);

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
    if (name.is(EXCEPTION) && attributes.hasText(TYPE)) {
      span.exception(attributes.text(TYPE));
    }
  }
}
