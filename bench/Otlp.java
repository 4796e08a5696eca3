import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;

/**
 * Export requests as the SDK of an MCP server sends them. Every span is a handled request with 20
 * attributes.
 */
final class Otlp {
  private static final int RESOURCE_SPANS = 1;
  private static final int RESOURCE = 1;
  private static final int SCOPE_SPANS = 2;
  private static final int SPANS = 2;
  private static final int ATTRIBUTES = 9;
  private static final int SERVER = 2;
  private static final int ERROR = 2;

  /** trace.proto, SpanFlags: sampled, and the parent is known to be in another process. */
  private static final int SAMPLED_REMOTE_PARENT = 0x301;

  private Otlp() {}

  /**
   * A body and the positions of the trace ids in it. The span id of each span follows two bytes
   * after its trace id.
   */
  record Body(byte[] bytes, int[] ids) {}

  record Call(String tool, String user, boolean failed, long id, long endNanos, long durationNanos) {}

  /** Makes a request with one resource. */
  static Body request(String service, List<Call> calls) {
    Message scopeSpans = new Message();
    scopeSpans.message(1, new Message().text(1, "io.example.mcp").text(2, "1.4.2"));
    int[] ids = new int[calls.size()];
    for (int i = 0; i < ids.length; i++) {
      byte[] span = span(calls.get(i)).toBytes();
      scopeSpans.bytes(SPANS, span);
      ids[i] = scopeSpans.size() - span.length + 2;
    }
    Message resource =
        new Message()
            .attribute(1, "service.name", service)
            .attribute(1, "service.version", "1.4.2")
            .attribute(1, "service.instance.id", service + "-0")
            .attribute(1, "telemetry.sdk.language", "java")
            .attribute(1, "telemetry.sdk.name", "opentelemetry")
            .attribute(1, "telemetry.sdk.version", "1.55.0");
    byte[] spans = scopeSpans.toBytes();
    byte[] all =
        new Message()
            .message(RESOURCE_SPANS, new Message().message(RESOURCE, resource).bytes(SCOPE_SPANS, spans))
            .toBytes();
    for (int i = 0; i < ids.length; i++) {
      ids[i] += all.length - spans.length; // the spans are at its end
    }
    return new Body(all, ids);
  }

  /** A span id for a number. Different numbers give different ids. */
  static long id(long number) {
    return (number + 1) * 0x9E3779B97F4A7C15L;
  }

  private static Message span(Call call) {
    long id = id(call.id());
    Message span =
        new Message()
            .bytes(1, new Message().raw64(~id).raw64(id).toBytes())
            .bytes(2, new Message().raw64(id).toBytes())
            .bytes(4, new Message().raw64(id ^ 0x5555).toBytes())
            .text(5, "tools/call " + call.tool())
            .varint(6, SERVER)
            .fixed64(7, call.endNanos() - call.durationNanos())
            .fixed64(8, call.endNanos())
            .attribute(ATTRIBUTES, "mcp.method.name", "tools/call")
            .attribute(ATTRIBUTES, "gen_ai.tool.name", call.tool())
            .attribute(ATTRIBUTES, "gen_ai.operation.name", "execute_tool")
            .attribute(ATTRIBUTES, "mcp.session.id", "5f0c6f3e-93a1-4b52-8e0d-" + call.user())
            .attribute(ATTRIBUTES, "mcp.protocol.version", "2025-11-25")
            .attribute(ATTRIBUTES, "jsonrpc.request.id", Long.toString(call.id() & 0xffff))
            .attribute(ATTRIBUTES, "jsonrpc.protocol.version", "2.0")
            .attribute(ATTRIBUTES, "network.transport", "tcp")
            .attribute(ATTRIBUTES, "network.protocol.name", "http")
            .attribute(ATTRIBUTES, "network.protocol.version", "1.1")
            .attribute(ATTRIBUTES, "server.address", "mcp.example.com")
            .attribute(ATTRIBUTES, "server.port", 443)
            .attribute(ATTRIBUTES, "client.address", "10.20.30." + (call.id() & 0xff))
            .attribute(ATTRIBUTES, "client.port", 40_000 + (call.id() & 0x3fff))
            .attribute(ATTRIBUTES, "http.route", "/mcp")
            .attribute(ATTRIBUTES, "user_agent.original", "example-agent/2.7.1 (linux; x64)")
            .attribute(ATTRIBUTES, "enduser.pseudo.id", call.user())
            .attribute(ATTRIBUTES, "thread.id", call.id() & 0x3f)
            .attribute(ATTRIBUTES, "thread.name", "executor-thread-" + (call.id() & 0x3f))
            .attribute(
                ATTRIBUTES,
                call.failed() ? "error.type" : "deployment.region",
                call.failed() ? "tool_error" : "eu-1");
    if (call.failed()) {
      span.message(15, new Message().varint(3, ERROR));
    }
    return span.fixed32(16, SAMPLED_REMOTE_PARENT);
  }

  /** A span with the given attributes and only what makes it an operation. */
  static Message bareSpan(long number, String tool, long endNanos) {
    long id = id(number);
    return new Message()
        .bytes(1, new Message().raw64(~id).raw64(id).toBytes())
        .bytes(2, new Message().raw64(id).toBytes())
        .text(5, "tools/call")
        .varint(6, SERVER)
        .fixed64(7, endNanos - 20_000_000)
        .fixed64(8, endNanos)
        .attribute(ATTRIBUTES, "mcp.method.name", "tools/call")
        .attribute(ATTRIBUTES, "gen_ai.tool.name", tool);
  }

  /** The part of a request for one service with the given spans. */
  static Message resourceSpans(String service, List<Message> spans) {
    Message scopeSpans = new Message();
    spans.forEach(span -> scopeSpans.message(SPANS, span));
    return new Message()
        .message(RESOURCE, new Message().attribute(1, "service.name", service))
        .message(SCOPE_SPANS, scopeSpans);
  }

  static byte[] request(List<Message> resourceSpans) {
    Message request = new Message();
    resourceSpans.forEach(each -> request.message(RESOURCE_SPANS, each));
    return request.toBytes();
  }

  static byte[] gzip(byte[] bytes) {
    Message out = new Message();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out.out)) {
      gzip.write(bytes);
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
    return out.toBytes();
  }

  /** A protobuf message that is being written (protobuf.dev, "Encoding"). */
  static final class Message {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream(256);

    byte[] toBytes() {
      return out.toByteArray();
    }

    int size() {
      return out.size();
    }

    Message attribute(int field, String key, String value) {
      byte[] text = value.getBytes(UTF_8);
      byte[] name = key.getBytes(UTF_8);
      int inner = 1 + lengthOf(text.length) + text.length;
      tag(field, 2);
      raw(1 + lengthOf(name.length) + name.length + 1 + lengthOf(inner) + inner);
      bytes(1, name);
      tag(2, 2);
      raw(inner);
      return bytes(1, text);
    }

    Message attribute(int field, String key, long value) {
      return message(field, new Message().text(1, key).message(2, new Message().varint(3, value)));
    }

    Message attribute(int field, String key, Message anyValue) {
      return message(field, new Message().text(1, key).message(2, anyValue));
    }

    Message message(int field, Message message) {
      return bytes(field, message.toBytes());
    }

    Message text(int field, String text) {
      return bytes(field, text.getBytes(UTF_8));
    }

    Message bytes(int field, byte[] bytes) {
      tag(field, 2);
      raw(bytes.length);
      out.writeBytes(bytes);
      return this;
    }

    Message varint(int field, long value) {
      tag(field, 0);
      raw(value);
      return this;
    }

    Message fixed64(int field, long value) {
      tag(field, 1);
      return raw64(Long.reverseBytes(value));
    }

    Message fixed32(int field, int value) {
      tag(field, 5);
      for (int shift = 0; shift < 32; shift += 8) {
        out.write(value >>> shift);
      }
      return this;
    }

    /** Writes eight bytes, the highest first. */
    Message raw64(long value) {
      for (int shift = 56; shift >= 0; shift -= 8) {
        out.write((int) (value >>> shift));
      }
      return this;
    }

    private void tag(int field, int type) {
      raw((long) field << 3 | type);
    }

    private void raw(long value) {
      long rest = value;
      while ((rest & ~0x7fL) != 0) {
        out.write((int) (rest & 0x7f | 0x80));
        rest >>>= 7;
      }
      out.write((int) rest);
    }

    private static int lengthOf(int value) {
      int length = 1;
      for (int rest = value >>> 7; rest != 0; rest >>>= 7) {
        length++;
      }
      return length;
    }
  }
}
