package dev.toolwatch.otlp;

import dev.toolwatch.signal.SpanView;
import dev.toolwatch.signal.Vocabulary;
import dev.toolwatch.wire.Hex;
import dev.toolwatch.wire.MalformedException;
import dev.toolwatch.wire.Text;
import java.util.List;

/**
 * Walks an ExportTraceServiceRequest in OTLP/JSON (OTLP 1.11, "JSON Protobuf Encoding"): ids are
 * hexadecimal, enums are integers, keys are lowerCamelCase, unknown keys are ignored and null means
 * absent. Not thread-safe.
 */
final class JsonTraceDecoder implements ItemReader<SpanHandler> {
  private static final byte[] ATTRIBUTES = JsonEnvelope.ascii("attributes");
  private static final byte[] NAME = JsonEnvelope.ascii("name");
  private static final byte[] MESSAGE = JsonEnvelope.ascii("message");
  private static final byte[] CODE = JsonEnvelope.ascii("code");

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
  private final JsonEnvelope<SpanHandler> envelope;
  private final ExceptionEvent event = new ExceptionEvent();
  private final Text id = new Text();

  JsonTraceDecoder(Vocabulary vocabulary) {
    view = new SpanView(vocabulary);
    envelope = new JsonEnvelope<>(JsonEnvelope.Names.SPANS, in, attributes, view.origin(), this);
  }

  /**
   * Shows every span of a request to the handler.
   *
   * @throws MalformedException if the bytes are not such a request; spans before the error have
   *     already been shown
   */
  void decode(byte[] body, int from, int to, SpanHandler handler)
      throws MalformedException, TooLargeException {
    in.reset(body, from, to);
    handler.begin();
    if (!envelope.walkInOrder(handler)) {
      in.reset(body, from, to);
      handler.begin();
      envelope.walkInAnyOrder(handler);
    }
  }

  @Override
  public void resource(SpanHandler handler) {
    handler.resource(view);
  }

  @Override
  public void item(SpanHandler handler) throws MalformedException, TooLargeException {
    int start = in.start();
    span();
    view.raw().set(in.bytes(), start, in.position());
    handler.span(view);
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
    if (Hex.isAll(id, 32)) {
      view.traceId(Hex.bits(id, 0), Hex.bits(id, 16));
    } else if (id.length() == 0) {
      view.traceId(0, 0);
    } else {
      view.defect("traceId must be 32 hex digits");
    }
  }

  private long spanId(String otherwise) throws MalformedException {
    in.string(id);
    if (Hex.isAll(id, 16)) {
      return Hex.bits(id, 0);
    }
    if (id.length() != 0) {
      view.defect(otherwise);
    }
    return 0;
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
