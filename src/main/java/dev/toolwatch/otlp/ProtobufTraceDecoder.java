package dev.toolwatch.otlp;

import static dev.toolwatch.wire.ProtobufReader.FIXED32;
import static dev.toolwatch.wire.ProtobufReader.FIXED64;
import static dev.toolwatch.wire.ProtobufReader.LENGTH;
import static dev.toolwatch.wire.ProtobufReader.VARINT;

import dev.toolwatch.signal.SpanView;
import dev.toolwatch.signal.Vocabulary;
import dev.toolwatch.wire.MalformedException;
import dev.toolwatch.wire.ProtobufReader;

/**
 * Walks an ExportTraceServiceRequest in protobuf (opentelemetry-proto 1.11, trace.proto) and shows
 * each span through one reused view. Fields may come in any order and more than once. Unknown
 * fields are skipped. Not thread-safe.
 */
final class ProtobufTraceDecoder implements ItemReader<SpanHandler> {
  private static final int SPAN_TRACE_ID = 1 << 3 | LENGTH;
  private static final int SPAN_ID = 2 << 3 | LENGTH;
  private static final int SPAN_TRACE_STATE = 3 << 3 | LENGTH;
  private static final int SPAN_PARENT_ID = 4 << 3 | LENGTH;
  private static final int SPAN_NAME = 5 << 3 | LENGTH;
  private static final int SPAN_KIND = 6 << 3 | VARINT;
  private static final int SPAN_START = 7 << 3 | FIXED64;
  private static final int SPAN_END = 8 << 3 | FIXED64;
  private static final int SPAN_ATTRIBUTES = 9 << 3 | LENGTH;
  private static final int SPAN_EVENTS = 11 << 3 | LENGTH;
  private static final int SPAN_STATUS = 15 << 3 | LENGTH;
  private static final int SPAN_FLAGS = 16 << 3 | FIXED32;
  private static final int STATUS_MESSAGE = 2 << 3 | LENGTH;
  private static final int STATUS_CODE = 3 << 3 | VARINT;
  private static final int EVENT_NAME = 2 << 3 | LENGTH;
  private static final int EVENT_ATTRIBUTES = 3 << 3 | LENGTH;

  private final ProtobufReader in = new ProtobufReader();
  private final ProtobufAttributes attributes = new ProtobufAttributes(in);
  private final SpanView view;
  private final ProtobufEnvelope<SpanHandler> envelope;
  private final ExceptionEvent event = new ExceptionEvent();

  ProtobufTraceDecoder(Vocabulary vocabulary) {
    view = new SpanView(vocabulary);
    envelope = new ProtobufEnvelope<>(in, attributes, view.origin(), this);
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
    envelope.walk(handler);
  }

  @Override
  public void resource(SpanHandler handler) {
    handler.resource(view);
  }

  @Override
  public void item(SpanHandler handler) throws MalformedException, TooLargeException {
    view.raw().set(in.bytes(), in.position(), in.limit());
    span();
    handler.span(view);
  }

  private void span() throws MalformedException {
    view.clearSpan();
    while (in.hasMore()) {
      int tag = in.tag();
      switch (tag) {
        case SPAN_TRACE_ID -> traceId();
        case SPAN_ID -> view.spanId(spanId("span_id must be 8 bytes, 16 hex digits in JSON"));
        case SPAN_TRACE_STATE -> in.text(view.traceState());
        case SPAN_PARENT_ID ->
            view.parentSpanId(spanId("parent_span_id must be 8 bytes, 16 hex digits in JSON"));
        case SPAN_NAME -> in.text(view.name());
        case SPAN_KIND -> view.kind((int) in.varint());
        case SPAN_START -> view.startNanos(in.fixed64());
        case SPAN_END -> view.endNanos(in.fixed64());
        case SPAN_ATTRIBUTES -> attributes.keyValue(view.attributes());
        case SPAN_EVENTS -> {
          int outer = in.enter();
          event();
          in.leave(outer);
        }
        case SPAN_STATUS -> {
          int outer = in.enter();
          status();
          in.leave(outer);
        }
        case SPAN_FLAGS -> view.flags(in.fixed32());
        default -> in.skip(tag);
      }
    }
  }

  private void traceId() throws MalformedException {
    int length = in.length();
    if (length == 16) {
      view.traceId(in.bigEndianLong(in.position()), in.bigEndianLong(in.position() + 8));
    } else if (length == 0) {
      view.traceId(0, 0);
    } else {
      view.defect("trace_id must be 16 bytes, 32 hex digits in JSON");
    }
    in.advance(length);
  }

  private long spanId(String otherwise) throws MalformedException {
    int length = in.length();
    long id = 0;
    if (length == 8) {
      id = in.bigEndianLong(in.position());
    } else if (length != 0) {
      view.defect(otherwise);
    }
    in.advance(length);
    return id;
  }

  private void event() throws MalformedException {
    event.clear();
    while (in.hasMore()) {
      int tag = in.tag();
      switch (tag) {
        case EVENT_NAME -> in.text(event.name());
        case EVENT_ATTRIBUTES -> attributes.keyValue(event.attributes());
        default -> in.skip(tag);
      }
    }
    event.addTo(view);
  }

  private void status() throws MalformedException {
    while (in.hasMore()) {
      int tag = in.tag();
      switch (tag) {
        case STATUS_MESSAGE -> in.text(view.statusMessage());
        case STATUS_CODE -> view.statusCode((int) in.varint());
        default -> in.skip(tag);
      }
    }
  }
}
