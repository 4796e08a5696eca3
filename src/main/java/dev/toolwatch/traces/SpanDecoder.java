package dev.toolwatch.traces;

import dev.toolwatch.wire.MalformedException;
import dev.toolwatch.wire.ProtobufReader;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Builds spans: Span of opentelemetry-proto, {@code trace/v1/trace.proto}. Not thread-safe.
 */
final class SpanDecoder {
  private static final int LENGTH = ProtobufReader.LENGTH;

  private static final int TRACE_ID = ProtobufReader.tag(1, LENGTH);
  private static final int SPAN_ID = ProtobufReader.tag(2, LENGTH);
  private static final int TRACE_STATE = ProtobufReader.tag(3, LENGTH);
  private static final int PARENT_ID = ProtobufReader.tag(4, LENGTH);
  private static final int NAME = ProtobufReader.tag(5, LENGTH);
  private static final int KIND = ProtobufReader.tag(6, ProtobufReader.VARINT);
  private static final int START = ProtobufReader.tag(7, ProtobufReader.FIXED64);
  private static final int END = ProtobufReader.tag(8, ProtobufReader.FIXED64);
  private static final int ATTRIBUTES = ProtobufReader.tag(9, LENGTH);
  private static final int DROPPED_ATTRIBUTES = ProtobufReader.tag(10, ProtobufReader.VARINT);
  private static final int EVENTS = ProtobufReader.tag(11, LENGTH);
  private static final int DROPPED_EVENTS = ProtobufReader.tag(12, ProtobufReader.VARINT);
  private static final int LINKS = ProtobufReader.tag(13, LENGTH);
  private static final int DROPPED_LINKS = ProtobufReader.tag(14, ProtobufReader.VARINT);
  private static final int STATUS = ProtobufReader.tag(15, LENGTH);

  private static final int EVENT_TIME = ProtobufReader.tag(1, ProtobufReader.FIXED64);
  private static final int EVENT_NAME = ProtobufReader.tag(2, LENGTH);
  private static final int EVENT_ATTRIBUTES = ProtobufReader.tag(3, LENGTH);
  private static final int LINK_ATTRIBUTES = ProtobufReader.tag(4, LENGTH);
  private static final int MESSAGE = ProtobufReader.tag(2, LENGTH);
  private static final int CODE = ProtobufReader.tag(3, ProtobufReader.VARINT);

  private final ProtobufReader in;
  private final AttributeDecoder attributes;

  SpanDecoder(ProtobufReader in, AttributeDecoder attributes) {
    this.in = in;
    this.attributes = attributes;
  }

  /** Reads a span that fills the rest of the current message. */
  SpanDetail span(SpanResource resource, SpanScope scope)
      throws MalformedException, TooManyValuesException {
    long id = 0;
    long parentId = 0;
    String name = "";
    int kind = 0;
    long start = 0;
    long end = 0;
    String traceState = "";
    int statusCode = 0;
    String message = "";
    long dropped = 0;
    Map<String, Object> ownAttributes = new LinkedHashMap<>();
    List<SpanEvent> events = new ArrayList<>();
    List<SpanLink> links = new ArrayList<>();
    while (in.hasMore()) {
      int tag = in.tag();
      if (tag == SPAN_ID) {
        id = id();
      } else if (tag == PARENT_ID) {
        parentId = id();
      } else if (tag == NAME) {
        name = attributes.text();
      } else if (tag == KIND) {
        kind = (int) in.varint();
      } else if (tag == START) {
        start = in.fixed64();
      } else if (tag == END) {
        end = in.fixed64();
      } else if (tag == TRACE_STATE) {
        traceState = attributes.text();
      } else if (tag == ATTRIBUTES) {
        attributes.keyValue(ownAttributes);
      } else if (tag == EVENTS) {
        events.add(event());
      } else if (tag == LINKS) {
        links.add(link());
      } else if (tag == DROPPED_ATTRIBUTES || tag == DROPPED_EVENTS || tag == DROPPED_LINKS) {
        dropped += in.varint() & 0xFFFF_FFFFL;
      } else if (tag == STATUS) {
        int outer = in.enter();
        while (in.hasMore()) {
          int part = in.tag();
          if (part == CODE) {
            statusCode = (int) in.varint();
          } else if (part == MESSAGE) {
            message = attributes.text();
          } else {
            in.skip(part);
          }
        }
        in.leave(outer);
      } else {
        in.skip(tag);
      }
    }
    return new SpanDetail(
        id,
        parentId,
        name,
        kind,
        start,
        end,
        traceState,
        statusCode,
        message,
        Collections.unmodifiableMap(ownAttributes),
        Collections.unmodifiableList(events),
        Collections.unmodifiableList(links),
        dropped,
        resource,
        scope);
  }

  private SpanEvent event() throws MalformedException, TooManyValuesException {
    attributes.count();
    long time = 0;
    String name = "";
    Map<String, Object> own = new LinkedHashMap<>();
    int outer = in.enter();
    while (in.hasMore()) {
      int tag = in.tag();
      if (tag == EVENT_TIME) {
        time = in.fixed64();
      } else if (tag == EVENT_NAME) {
        name = attributes.text();
      } else if (tag == EVENT_ATTRIBUTES) {
        attributes.keyValue(own);
      } else {
        in.skip(tag);
      }
    }
    in.leave(outer);
    return new SpanEvent(time, name, Collections.unmodifiableMap(own));
  }

  private SpanLink link() throws MalformedException, TooManyValuesException {
    attributes.count();
    long high = 0;
    long low = 0;
    long id = 0;
    String traceState = "";
    Map<String, Object> own = new LinkedHashMap<>();
    int outer = in.enter();
    while (in.hasMore()) {
      int tag = in.tag();
      if (tag == TRACE_ID) {
        int length = in.length();
        boolean whole = length == 16;
        high = whole ? in.bigEndianLong(in.position()) : 0;
        low = whole ? in.bigEndianLong(in.position() + 8) : 0;
        in.advance(length);
      } else if (tag == SPAN_ID) {
        id = id();
      } else if (tag == TRACE_STATE) {
        traceState = attributes.text();
      } else if (tag == LINK_ATTRIBUTES) {
        attributes.keyValue(own);
      } else {
        in.skip(tag);
      }
    }
    in.leave(outer);
    return new SpanLink(high, low, id, traceState, Collections.unmodifiableMap(own));
  }

  /** The id of a span; 0 if it has not eight bytes. */
  private long id() throws MalformedException {
    int length = in.length();
    long id = length == Long.BYTES ? in.bigEndianLong(in.position()) : 0;
    in.advance(length);
    return id;
  }
}
