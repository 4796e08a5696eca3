package dev.toolwatch.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.toolwatch.signal.OtlpMessage;
import dev.toolwatch.signal.OtlpMessage.Field;
import dev.toolwatch.signal.OtlpMessage.Form;
import dev.toolwatch.signal.OtlpMessages;
import dev.toolwatch.signal.Signal;
import dev.toolwatch.wire.MalformedException;
import dev.toolwatch.wire.ProtobufReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;

/**
 * Writes trace requests in protobuf as one in OTLP/JSON (OTLP 1.11, "JSON Protobuf Encoding"), span
 * by span, without building them. What opentelemetry-proto does not know is left out, and so is a
 * span, a scope or a resource that cannot be read. Not thread-safe.
 */
final class OtlpJsonWriter {
  private static final JsonFactory JSON = new JsonFactory();
  private static final int LENGTH = ProtobufReader.LENGTH;
  private static final int RESOURCE_SPANS = ProtobufReader.tag(1, LENGTH);
  private static final int CHILDREN = ProtobufReader.tag(2, LENGTH);

  private final OtlpMessage ofResource;
  private final OtlpMessage ofScope;
  private final OtlpMessage span;
  private final ProtobufReader in = new ProtobufReader();

  OtlpJsonWriter() {
    OtlpMessage resourceSpans =
        new OtlpMessages().request(Signal.TRACES).field("resourceSpans").message();
    OtlpMessage scopeSpans = resourceSpans.field("scopeSpans").message();
    ofResource = resourceSpans.without("scopeSpans");
    ofScope = scopeSpans.without("spans");
    span = scopeSpans.field("spans").message();
  }

  /**
   * Writes requests.
   *
   * @param requests each an ExportTraceServiceRequest in protobuf
   * @param out is left open
   */
  void write(List<byte[]> requests, OutputStream out) throws IOException {
    try (JsonGenerator json =
        JSON.createGenerator(out).disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET)) {
      json.writeStartObject();
      json.writeArrayFieldStart("resourceSpans");
      for (byte[] request : requests) {
        each(
            request,
            0,
            request.length,
            RESOURCE_SPANS,
            (from, to) -> resource(json, request, from, to));
      }
      json.writeEndArray();
      json.writeEndObject();
    }
  }

  /** Takes the range of a message. */
  private interface Range {
    void take(int from, int to) throws IOException;
  }

  /** The fields of a message with a tag, up to the first place that is malformed. */
  private void each(byte[] bytes, int from, int to, int wanted, Range range) throws IOException {
    int at = from;
    while (at < to) {
      int start;
      boolean found;
      try {
        in.reset(bytes, at, to);
        int tag = in.tag();
        found = tag == wanted;
        if (found) {
          int length = in.length();
          start = in.position();
          at = start + length;
        } else {
          in.skip(tag);
          start = at;
          at = in.position();
        }
      } catch (MalformedException e) {
        return;
      }
      if (found) {
        range.take(start, at);
      }
    }
  }

  private void resource(JsonGenerator json, byte[] bytes, int from, int to) throws IOException {
    if (isWellFormed(ofResource, bytes, from, to)) {
      json.writeStartObject();
      fields(json, ofResource, bytes, from, to);
      json.writeArrayFieldStart("scopeSpans");
      each(bytes, from, to, CHILDREN, (start, end) -> scope(json, bytes, start, end));
      json.writeEndArray();
      json.writeEndObject();
    }
  }

  private void scope(JsonGenerator json, byte[] bytes, int from, int to) throws IOException {
    if (isWellFormed(ofScope, bytes, from, to)) {
      json.writeStartObject();
      fields(json, ofScope, bytes, from, to);
      json.writeArrayFieldStart("spans");
      each(
          bytes,
          from,
          to,
          CHILDREN,
          (start, end) -> {
            if (isWellFormed(span, bytes, start, end)) {
              json.writeStartObject();
              fields(json, span, bytes, start, end);
              json.writeEndObject();
            }
          });
      json.writeEndArray();
      json.writeEndObject();
    }
  }

  /** What has begun to be written cannot be taken back, so it is written into the void first. */
  private boolean isWellFormed(OtlpMessage message, byte[] bytes, int from, int to)
      throws IOException {
    JsonGenerator nowhere = JSON.createGenerator(OutputStream.nullOutputStream());
    nowhere.writeStartObject();
    try {
      write(nowhere, message, bytes, from, to, 0);
      return true;
    } catch (MalformedException e) {
      return false;
    }
  }

  private void fields(JsonGenerator json, OtlpMessage message, byte[] bytes, int from, int to)
      throws IOException {
    try {
      write(json, message, bytes, from, to, 0);
    } catch (MalformedException e) {
      throw new IllegalStateException("a message that was well-formed is malformed", e);
    }
  }

  private void write(
      JsonGenerator json, OtlpMessage message, byte[] bytes, int from, int to, int depth)
      throws IOException, MalformedException {
    // Only values nest, and they are oneofs.
    if (message.isOneOf()) {
      if (depth == ProtobufReader.MAX_DEPTH) {
        throw MalformedException.at(from, "values are nested deeper than " + depth);
      }
      lastOf(json, message, bytes, from, to, depth + 1);
      return;
    }
    for (Field field : message.fields()) {
      if (field.list()) {
        list(json, field, bytes, from, to, depth);
      } else {
        one(json, field, bytes, from, to, depth);
      }
    }
    // Whatever no field is, is read too, and may be malformed.
    in.reset(bytes, from, to);
    while (in.hasMore()) {
      in.skip(in.tag());
    }
  }

  private void list(JsonGenerator json, Field field, byte[] bytes, int from, int to, int depth)
      throws IOException, MalformedException {
    boolean begun = false;
    int at = from;
    while (at < to) {
      in.reset(bytes, at, to);
      int tag = in.tag();
      if (tag != tag(field)) {
        in.skip(tag);
        at = in.position();
        continue;
      }
      if (!begun) {
        json.writeArrayFieldStart(field.name());
        begun = true;
      }
      int length = in.length();
      int start = in.position();
      at = start + length;
      if (field.form() == Form.MESSAGE) {
        json.writeStartObject();
        write(json, field.message(), bytes, start, at, depth);
        json.writeEndObject();
      } else {
        json.writeString(new String(bytes, start, length, UTF_8));
      }
    }
    if (begun) {
      json.writeEndArray();
    }
  }

  /** The last value wins; messages are merged (protobuf.dev, "Last One Wins"). */
  private void one(JsonGenerator json, Field field, byte[] bytes, int from, int to, int depth)
      throws IOException, MalformedException {
    int wanted = tag(field);
    int last = -1;
    int lastEnd = -1;
    ByteArrayOutputStream merged = null;
    in.reset(bytes, from, to);
    while (in.hasMore()) {
      int tag = in.tag();
      int start = in.position();
      in.skip(tag);
      if (tag == wanted) {
        if (field.form() == Form.MESSAGE && last >= 0) {
          merged =
              merged == null ? content(bytes, last, lastEnd, new ByteArrayOutputStream()) : merged;
          content(bytes, start, in.position(), merged);
        }
        last = start;
        lastEnd = in.position();
      }
    }
    if (last < 0) {
      return;
    }
    if (merged != null) {
      byte[] all = merged.toByteArray();
      json.writeObjectFieldStart(field.name());
      write(json, field.message(), all, 0, all.length, depth);
      json.writeEndObject();
    } else {
      value(json, field, bytes, last, to, depth, false);
    }
  }

  /** Appends the content of a field that begins with its length. */
  private static ByteArrayOutputStream content(
      byte[] bytes, int from, int to, ByteArrayOutputStream into) throws MalformedException {
    ProtobufReader reader = new ProtobufReader();
    reader.reset(bytes, from, to);
    int length = reader.length();
    into.write(bytes, reader.position(), length);
    return into;
  }

  /** Of the fields of a oneof, the one that comes last is set, even to its default value. */
  private void lastOf(
      JsonGenerator json, OtlpMessage message, byte[] bytes, int from, int to, int depth)
      throws IOException, MalformedException {
    Field set = null;
    int last = -1;
    in.reset(bytes, from, to);
    while (in.hasMore()) {
      int tag = in.tag();
      int start = in.position();
      in.skip(tag);
      for (Field field : message.fields()) {
        if (tag(field) == tag) {
          set = field;
          last = start;
        }
      }
    }
    if (set != null) {
      value(json, set, bytes, last, to, depth, true);
    }
  }

  /** Writes a field whose value begins at a position, unless it is the default. */
  private void value(
      JsonGenerator json, Field field, byte[] bytes, int from, int to, int depth, boolean always)
      throws IOException, MalformedException {
    in.reset(bytes, from, to);
    String name = field.name();
    switch (field.form()) {
      case STRING, ID, OWN_ID, BYTES -> {
        int length = in.length();
        int start = in.position();
        if (length > 0 || always) {
          json.writeStringField(name, text(field.form(), bytes, start, length));
        }
      }
      case MESSAGE -> {
        int length = in.length();
        int start = in.position();
        json.writeObjectFieldStart(name);
        write(json, field.message(), bytes, start, start + length, depth);
        json.writeEndObject();
      }
      case BOOL -> {
        boolean value = in.varint() != 0;
        if (value || always) {
          json.writeBooleanField(name, value);
        }
      }
      case DOUBLE -> {
        // Jackson writes "NaN" and "Infinity" as strings, as protobuf does.
        json.writeNumberField(name, Double.longBitsToDouble(in.fixed64()));
      }
      case INT32, UINT32, FIXED32 -> {
        long value = number(field.form());
        if (value != 0 || always) {
          json.writeNumberField(name, value);
        }
      }
      case INT64 -> json.writeStringField(name, Long.toString(in.varint()));
      case FIXED64 -> {
        long value = in.fixed64();
        if (value != 0) {
          json.writeStringField(name, Long.toUnsignedString(value));
        }
      }
      case UINT64, ZIGZAG, SIGNED_FIXED64 -> throw notInTraces(field);
    }
  }

  private static IllegalStateException notInTraces(Field field) {
    return new IllegalStateException("traces have no field of the form " + field.form());
  }

  private long number(Form form) throws MalformedException {
    return switch (form) {
      case INT32 -> (int) in.varint();
      case UINT32 -> in.varint() & 0xFFFF_FFFFL;
      default -> Integer.toUnsignedLong(in.fixed32());
    };
  }

  private static String text(Form form, byte[] bytes, int from, int length) {
    return switch (form) {
      case ID, OWN_ID -> HexFormat.of().formatHex(bytes, from, from + length);
      case BYTES ->
          Base64.getEncoder().encodeToString(Arrays.copyOfRange(bytes, from, from + length));
      default -> new String(bytes, from, length, UTF_8);
    };
  }

  private static int tag(Field field) {
    int wireType =
        switch (field.form()) {
          case STRING, ID, OWN_ID, BYTES, MESSAGE -> LENGTH;
          case BOOL, INT32, UINT32, INT64 -> ProtobufReader.VARINT;
          case DOUBLE, FIXED64 -> ProtobufReader.FIXED64;
          case FIXED32 -> ProtobufReader.FIXED32;
          case UINT64, ZIGZAG, SIGNED_FIXED64 -> throw notInTraces(field);
        };
    return ProtobufReader.tag(field.number(), wireType);
  }
}
