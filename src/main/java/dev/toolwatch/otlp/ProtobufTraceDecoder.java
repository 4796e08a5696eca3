package dev.toolwatch.otlp;

import static dev.toolwatch.otlp.ProtobufReader.FIXED32;
import static dev.toolwatch.otlp.ProtobufReader.FIXED64;
import static dev.toolwatch.otlp.ProtobufReader.LENGTH;
import static dev.toolwatch.otlp.ProtobufReader.MAX_DEPTH;
import static dev.toolwatch.otlp.ProtobufReader.VARINT;

import dev.toolwatch.signal.Attributes;
import dev.toolwatch.signal.SpanView;
import dev.toolwatch.signal.Vocabulary;

/**
 * Walks an ExportTraceServiceRequest in protobuf (opentelemetry-proto 1.11, trace.proto and
 * common.proto) and shows each span through one reused view. Fields may come in any order and more
 * than once, unknown ones are skipped. Not thread-safe.
 */
final class ProtobufTraceDecoder {
  private static final int REQUEST_RESOURCE_SPANS = 1 << 3 | LENGTH;
  private static final int RESOURCE_SPANS_RESOURCE = 1 << 3 | LENGTH;
  private static final int RESOURCE_SPANS_SCOPE_SPANS = 2 << 3 | LENGTH;
  private static final int RESOURCE_ATTRIBUTES = 1 << 3 | LENGTH;
  private static final int SCOPE_SPANS_SCOPE = 1 << 3 | LENGTH;
  private static final int SCOPE_SPANS_SPANS = 2 << 3 | LENGTH;
  private static final int SCOPE_NAME = 1 << 3 | LENGTH;
  private static final int SCOPE_VERSION = 2 << 3 | LENGTH;
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
  private static final int KEY_VALUE_KEY = 1 << 3 | LENGTH;
  private static final int KEY_VALUE_VALUE = 2 << 3 | LENGTH;
  private static final int VALUE_STRING = 1 << 3 | LENGTH;
  private static final int VALUE_BOOL = 2 << 3 | VARINT;
  private static final int VALUE_INT = 3 << 3 | VARINT;
  private static final int VALUE_DOUBLE = 4 << 3 | FIXED64;
  private static final int VALUE_ARRAY = 5 << 3 | LENGTH;
  private static final int VALUE_MAP = 6 << 3 | LENGTH;
  private static final int VALUE_BYTES = 7 << 3 | LENGTH;
  private static final int LIST_VALUES = 1 << 3 | LENGTH;

  private final ProtobufReader in = new ProtobufReader();
  private final SpanView view;
  private final ExceptionEvent event = new ExceptionEvent();

  /** The value of the attribute being read, until it is known under which key it goes. */
  private Attributes.Type valueType = Attributes.Type.ABSENT;

  private long valueNumber;
  private int valueStart;

  ProtobufTraceDecoder(Vocabulary vocabulary) {
    view = new SpanView(vocabulary);
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
    while (in.hasMore()) {
      int tag = in.tag();
      if (tag == REQUEST_RESOURCE_SPANS) {
        int outer = in.enter();
        resourceSpans(handler);
        in.leave(outer);
      } else {
        in.skip(tag);
      }
    }
  }

  private void resourceSpans(SpanHandler handler) throws MalformedException, TooLargeException {
    view.clearResource();
    // The order of fields is free: the resource is read first wherever it stands.
    int start = in.position();
    while (in.hasMore()) {
      int tag = in.tag();
      if (tag == RESOURCE_SPANS_RESOURCE) {
        int outer = in.enter();
        resource();
        in.leave(outer);
      } else {
        in.skip(tag);
      }
    }
    handler.resource(view);
    in.rewind(start);
    while (in.hasMore()) {
      int tag = in.tag();
      if (tag == RESOURCE_SPANS_SCOPE_SPANS) {
        int outer = in.enter();
        scopeSpans(handler);
        in.leave(outer);
      } else {
        in.skip(tag);
      }
    }
  }

  private void resource() throws MalformedException {
    while (in.hasMore()) {
      int tag = in.tag();
      if (tag == RESOURCE_ATTRIBUTES) {
        int outer = in.enter();
        keyValue(view.resource());
        in.leave(outer);
      } else {
        in.skip(tag);
      }
    }
  }

  private void scopeSpans(SpanHandler handler) throws MalformedException, TooLargeException {
    view.clearScope();
    int start = in.position();
    while (in.hasMore()) {
      int tag = in.tag();
      if (tag == SCOPE_SPANS_SCOPE) {
        int outer = in.enter();
        scope();
        in.leave(outer);
      } else {
        in.skip(tag);
      }
    }
    in.rewind(start);
    while (in.hasMore()) {
      int tag = in.tag();
      if (tag == SCOPE_SPANS_SPANS) {
        int outer = in.enter();
        span();
        in.leave(outer);
        handler.span(view);
      } else {
        in.skip(tag);
      }
    }
  }

  private void scope() throws MalformedException {
    while (in.hasMore()) {
      int tag = in.tag();
      switch (tag) {
        case SCOPE_NAME -> in.text(view.scopeName());
        case SCOPE_VERSION -> in.text(view.scopeVersion());
        default -> in.skip(tag);
      }
    }
  }

  private void span() throws MalformedException {
    view.clearSpan();
    while (in.hasMore()) {
      int tag = in.tag();
      switch (tag) {
        case SPAN_TRACE_ID -> traceId();
        case SPAN_ID -> view.spanId(spanId("span_id must be 8 bytes"));
        case SPAN_TRACE_STATE -> in.text(view.traceState());
        case SPAN_PARENT_ID -> view.parentSpanId(spanId("parent_span_id must be 8 bytes"));
        case SPAN_NAME -> in.text(view.name());
        case SPAN_KIND -> view.kind((int) in.varint());
        case SPAN_START -> view.startNanos(in.fixed64());
        case SPAN_END -> view.endNanos(in.fixed64());
        case SPAN_ATTRIBUTES -> {
          int outer = in.enter();
          keyValue(view.attributes());
          in.leave(outer);
        }
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
      view.defect("trace_id must be 16 bytes");
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
        case EVENT_ATTRIBUTES -> {
          int outer = in.enter();
          keyValue(event.attributes());
          in.leave(outer);
        }
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

  private void keyValue(Attributes into) throws MalformedException {
    int keyStart = 0;
    int keyLength = 0;
    valueType = Attributes.Type.ABSENT;
    while (in.hasMore()) {
      int tag = in.tag();
      switch (tag) {
        case KEY_VALUE_KEY -> {
          keyLength = in.length();
          keyStart = in.position();
          in.advance(keyLength);
        }
        case KEY_VALUE_VALUE -> {
          int outer = in.enter();
          value(0);
          in.leave(outer);
        }
        default -> in.skip(tag);
      }
    }
    int id = into.find(in.bytes(), keyStart, keyLength);
    if (id >= 0) {
      put(into, id);
    }
  }

  private void put(Attributes into, int id) {
    switch (valueType) {
      case TEXT -> into.putText(id, in.bytes(), valueStart, (int) valueNumber);
      case BOOL -> into.putBool(id, valueNumber != 0);
      case LONG -> into.putLong(id, valueNumber);
      case DOUBLE -> into.putDouble(id, Double.longBitsToDouble(valueNumber));
      case OTHER -> into.putOther(id);
      case ABSENT -> into.remove(id);
    }
  }

  /** Reads an AnyValue: the last field set of its oneof stands. */
  private void value(int depth) throws MalformedException {
    while (in.hasMore()) {
      int tag = in.tag();
      switch (tag) {
        case VALUE_STRING -> {
          int length = in.length();
          found(Attributes.Type.TEXT, length);
          valueStart = in.position();
          in.advance(length);
        }
        case VALUE_BOOL -> found(Attributes.Type.BOOL, in.varint());
        case VALUE_INT -> found(Attributes.Type.LONG, in.varint());
        case VALUE_DOUBLE -> found(Attributes.Type.DOUBLE, in.fixed64());
        case VALUE_ARRAY -> composite(depth, false);
        case VALUE_MAP -> composite(depth, true);
        case VALUE_BYTES -> {
          in.advance(in.length());
          found(Attributes.Type.OTHER, 0);
        }
        default -> in.skip(tag);
      }
    }
  }

  private void found(Attributes.Type type, long number) {
    valueType = type;
    valueNumber = number;
  }

  /** Walks an ArrayValue or a KeyValueList, which is not kept, to see that it is well-formed. */
  private void composite(int depth, boolean map) throws MalformedException {
    if (depth == MAX_DEPTH) {
      throw MalformedException.at(in.position(), "values nest deeper than " + MAX_DEPTH);
    }
    int outer = in.enter();
    while (in.hasMore()) {
      int tag = in.tag();
      if (tag == LIST_VALUES) {
        int list = in.enter();
        if (map) {
          mapEntry(depth + 1);
        } else {
          value(depth + 1);
        }
        in.leave(list);
      } else {
        in.skip(tag);
      }
    }
    in.leave(outer);
    found(Attributes.Type.OTHER, 0);
  }

  private void mapEntry(int depth) throws MalformedException {
    while (in.hasMore()) {
      int tag = in.tag();
      if (tag == KEY_VALUE_VALUE) {
        int outer = in.enter();
        value(depth);
        in.leave(outer);
      } else {
        in.skip(tag);
      }
    }
  }
}
