package dev.toolwatch.traces;

import dev.toolwatch.wire.MalformedException;
import dev.toolwatch.wire.ProtobufReader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Builds the spans of a trace from the requests that hold it, within limits, so that what a sender
 * made takes only so much memory. Spans beyond the limits are counted, and so are malformed ones.
 * Not thread-safe; for one trace.
 */
final class TraceDecoder {
  private static final int RESOURCE_SPANS = ProtobufReader.tag(1, ProtobufReader.LENGTH);
  private static final int OWNER = ProtobufReader.tag(1, ProtobufReader.LENGTH);
  private static final int CHILDREN = ProtobufReader.tag(2, ProtobufReader.LENGTH);
  private static final int RESOURCE_ATTRIBUTES = ProtobufReader.tag(1, ProtobufReader.LENGTH);
  private static final int SCOPE_NAME = ProtobufReader.tag(1, ProtobufReader.LENGTH);
  private static final int SCOPE_VERSION = ProtobufReader.tag(2, ProtobufReader.LENGTH);

  private final ProtobufReader in = new ProtobufReader();
  private final AttributeDecoder attributes;
  private final SpanDecoder reader;
  private final int maxSpans;
  private final List<SpanDetail> spans = new ArrayList<>();
  private long bytesLeft;
  private int omitted;
  private int malformed;

  /** Whether a resource has more attributes than may be built: then later spans have no room. */
  private boolean ownersCut;

  /**
   * @param maxSpans spans that are built
   * @param maxBytes bytes of all spans that are built
   * @param maxValues attributes, elements, events and links that are built
   */
  TraceDecoder(int maxSpans, long maxBytes, int maxValues) {
    this.maxSpans = maxSpans;
    bytesLeft = maxBytes;
    attributes = new AttributeDecoder(in, maxValues);
    reader = new SpanDecoder(in, attributes);
  }

  /** Adds the spans of an ExportTraceServiceRequest. */
  void add(byte[] request) {
    in.reset(request, 0, request.length);
    each(RESOURCE_SPANS, this::resourceSpans);
  }

  List<SpanDetail> spans() {
    return spans;
  }

  /** Spans beyond the limits. */
  int omitted() {
    return omitted;
  }

  /** Spans, and messages around them, that could not be read. */
  int malformed() {
    return malformed;
  }

  /** Reads the message that the reader is limited to. */
  private interface Message {
    void read() throws MalformedException, TooManyValuesException;
  }

  /** Reads the fields with a tag, of which the message has others that {@link #each} reads later. */
  private void first(int wanted, Message message) {
    int from = in.position();
    int before = malformed;
    boolean whole = each(wanted, message);
    if (!whole) {
      // The end of the message will be found to be malformed again.
      malformed = Math.max(before, malformed - 1);
    }
    in.rewind(from);
  }

  /**
   * Reads the fields with a tag. A field that cannot be read is counted; those around it are read.
   *
   * @return whether the end of the message was reached
   */
  private boolean each(int wanted, Message message) {
    byte[] bytes = in.bytes();
    try {
      while (in.hasMore()) {
        int tag = in.tag();
        if (tag != wanted) {
          in.skip(tag);
          continue;
        }
        int outer = in.enter();
        int end = in.limit();
        try {
          message.read();
        } catch (MalformedException e) {
          malformed++;
        } catch (TooManyValuesException e) {
          ownersCut = true;
        }
        in.reset(bytes, end, outer);
      }
      return true;
    } catch (MalformedException e) {
      malformed++;
      return false;
    }
  }

  private void resourceSpans() {
    Map<String, Object> own = new LinkedHashMap<>();
    first(OWNER, () -> each(RESOURCE_ATTRIBUTES, () -> attributes.keyValueToEnd(own)));
    SpanResource resource = SpanResource.of(own);
    each(CHILDREN, () -> scopeSpans(resource));
  }

  private void scopeSpans(SpanResource resource) {
    String[] scope = {"", ""};
    first(
        OWNER,
        () -> {
          while (in.hasMore()) {
            int tag = in.tag();
            if (tag == SCOPE_NAME) {
              scope[0] = attributes.text();
            } else if (tag == SCOPE_VERSION) {
              scope[1] = attributes.text();
            } else {
              in.skip(tag);
            }
          }
        });
    SpanScope read = new SpanScope(scope[0], scope[1]);
    each(CHILDREN, () -> span(resource, read));
  }

  private void span(SpanResource resource, SpanScope scope) throws MalformedException {
    int size = in.limit() - in.position();
    if (spans.size() == maxSpans || size > bytesLeft || ownersCut) {
      omitted++;
      return;
    }
    int before = attributes.values();
    try {
      spans.add(reader.span(resource, scope));
      bytesLeft -= size;
    } catch (MalformedException e) {
      attributes.backTo(before);
      throw e;
    } catch (TooManyValuesException e) {
      attributes.backTo(before);
      omitted++;
    }
  }
}
