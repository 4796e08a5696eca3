package dev.toolwatch.otlp;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.toolwatch.signal.SpanView;
import dev.toolwatch.signal.Text;
import dev.toolwatch.signal.Vocabulary;
import java.util.List;

/**
 * Walks an ExportTraceServiceRequest in OTLP/JSON (OTLP 1.11, "JSON Protobuf Encoding"): hex ids,
 * integer enums, lowerCamelCase keys, unknown keys ignored, null for absent. Not thread-safe.
 */
final class JsonTraceDecoder {
  private static final byte[] RESOURCE_SPANS = ascii("resourceSpans");
  private static final byte[] RESOURCE = ascii("resource");
  private static final byte[] SCOPE_SPANS = ascii("scopeSpans");
  private static final byte[] ATTRIBUTES = ascii("attributes");
  private static final byte[] SCOPE = ascii("scope");
  private static final byte[] SPANS = ascii("spans");
  private static final byte[] NAME = ascii("name");
  private static final byte[] VERSION = ascii("version");
  private static final byte[] MESSAGE = ascii("message");
  private static final byte[] CODE = ascii("code");

  private static final int TRACE_ID = 0;
  private static final int SPAN_ID = 1;
  private static final int TRACE_STATE = 2;
  private static final int PARENT_SPAN_ID = 3;
  private static final int SPAN_NAME = 4;
  private static final int KIND = 5;
  private static final int START = 6;
  private static final int END = 7;
  private static final int SPAN_ATTRIBUTES = 8;
  private static final int STATUS = 9;
  private static final int FLAGS = 10;
  private static final int EVENTS = 11;
  private static final Vocabulary SPAN_FIELDS =
      new Vocabulary(
          List.of(
              "traceId",
              "spanId",
              "traceState",
              "parentSpanId",
              "name",
              "kind",
              "startTimeUnixNano",
              "endTimeUnixNano",
              "attributes",
              "status",
              "flags",
              "events"));

  private final JsonReader in = new JsonReader();
  private final JsonAttributes attributes = new JsonAttributes(in);
  private final SpanView view;
  private final ExceptionEvent event = new ExceptionEvent();
  private final Text id = new Text();

  JsonTraceDecoder(Vocabulary vocabulary) {
    view = new SpanView(vocabulary);
  }

  private static byte[] ascii(String word) {
    return word.getBytes(US_ASCII);
  }

  /**
   * Shows every span of a request to the handler.
   *
   * @throws MalformedException if the bytes are no such request; spans before the fault have been
   *     shown by then
   */
  void decode(byte[] body, int from, int to, SpanHandler handler)
      throws MalformedException, TooLargeException {
    in.reset(body, from, to);
    in.beginObject();
    while (in.nextField()) {
      if (wanted(RESOURCE_SPANS)) {
        in.beginArray();
        while (in.nextElement()) {
          resourceSpans(handler);
        }
      }
    }
    in.endOfBody();
  }

  /** Whether the field just read is this one and not null; if not, passes over its value. */
  private boolean wanted(byte[] name) throws MalformedException {
    if (in.isNull()) {
      return false;
    }
    if (in.key().is(name)) {
      return true;
    }
    in.skipValue();
    return false;
  }

  /**
   * Goes to the value of a field of the object that begins here, wherever in the object it stands.
   *
   * @return false if there is none; the object has then been read to its end
   */
  private boolean goTo(byte[] name) throws MalformedException {
    while (in.nextField()) {
      if (wanted(name)) {
        return true;
      }
    }
    return false;
  }

  private void resourceSpans(SpanHandler handler) throws MalformedException, TooLargeException {
    view.clearResource();
    in.beginObject();
    int start = in.position();
    int depth = in.depth();
    if (goTo(RESOURCE)) {
      in.beginObject();
      while (in.nextField()) {
        if (wanted(ATTRIBUTES)) {
          attributes.list(view.resource());
        }
      }
    }
    handler.resource(view);
    in.rewind(start, depth);
    while (in.nextField()) {
      if (wanted(SCOPE_SPANS)) {
        in.beginArray();
        while (in.nextElement()) {
          scopeSpans(handler);
        }
      }
    }
  }

  private void scopeSpans(SpanHandler handler) throws MalformedException, TooLargeException {
    view.clearScope();
    in.beginObject();
    int start = in.position();
    int depth = in.depth();
    if (goTo(SCOPE)) {
      scope();
    }
    in.rewind(start, depth);
    while (in.nextField()) {
      if (wanted(SPANS)) {
        in.beginArray();
        while (in.nextElement()) {
          span();
          handler.span(view);
        }
      }
    }
  }

  private void scope() throws MalformedException {
    in.beginObject();
    while (in.nextField()) {
      if (in.isNull()) {
        continue;
      }
      if (in.key().is(NAME)) {
        in.string(view.scopeName());
      } else if (in.key().is(VERSION)) {
        in.string(view.scopeVersion());
      } else {
        in.skipValue();
      }
    }
  }

  private void span() throws MalformedException {
    view.clearSpan();
    in.beginObject();
    while (in.nextField()) {
      if (in.isNull()) {
        continue;
      }
      switch (SPAN_FIELDS.find(in.key())) {
        case TRACE_ID -> traceId();
        case SPAN_ID -> view.spanId(spanId("spanId must be 16 hex digits"));
        case PARENT_SPAN_ID -> view.parentSpanId(spanId("parentSpanId must be 16 hex digits"));
        case TRACE_STATE -> in.string(view.traceState());
        case SPAN_NAME -> in.string(view.name());
        case KIND -> view.kind(in.enumNumber());
        case START -> view.startNanos(in.unsigned());
        case END -> view.endNanos(in.unsigned());
        case SPAN_ATTRIBUTES -> attributes.list(view.attributes());
        case STATUS -> status();
        case EVENTS -> events();
        case FLAGS -> view.flags((int) in.unsigned());
        default -> in.skipValue();
      }
    }
  }

  private void traceId() throws MalformedException {
    in.string(id);
    if (id.length() == 32 && isHex()) {
      view.traceId(hex(0), hex(16));
    } else if (id.length() == 0) {
      view.traceId(0, 0);
    } else {
      view.defect("traceId must be 32 hex digits");
    }
  }

  private long spanId(String otherwise) throws MalformedException {
    in.string(id);
    if (id.length() == 16 && isHex()) {
      return hex(0);
    }
    if (id.length() != 0) {
      view.defect(otherwise);
    }
    return 0;
  }

  private boolean isHex() {
    for (int i = 0; i < id.length(); i++) {
      if (Character.digit(id.at(i), 16) < 0) {
        return false;
      }
    }
    return true;
  }

  /** Sixteen hex digits from a position, first digit highest. */
  private long hex(int from) {
    long value = 0;
    for (int i = from; i < from + 16; i++) {
      value = value << 4 | Character.digit(id.at(i), 16);
    }
    return value;
  }

  private void events() throws MalformedException {
    in.beginArray();
    while (in.nextElement()) {
      event.clear();
      in.beginObject();
      while (in.nextField()) {
        if (in.isNull()) {
          continue;
        }
        if (in.key().is(NAME)) {
          in.string(event.name());
        } else if (in.key().is(ATTRIBUTES)) {
          attributes.list(event.attributes());
        } else {
          in.skipValue();
        }
      }
      event.addTo(view);
    }
  }

  private void status() throws MalformedException {
    in.beginObject();
    while (in.nextField()) {
      if (in.isNull()) {
        continue;
      }
      if (in.key().is(CODE)) {
        view.statusCode(in.enumNumber());
      } else if (in.key().is(MESSAGE)) {
        in.string(view.statusMessage());
      } else {
        in.skipValue();
      }
    }
  }
}
