package dev.toolwatch.testing;

import static dev.toolwatch.testing.Requests.attribute;

import com.google.protobuf.MessageLite;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * The requests that the benchmarks send: {@link #SPANS} spans with {@link #ATTRIBUTES} attributes
 * each, in the form of an SDK that follows the semantic conventions for MCP.
 */
public final class Workload {
  public static final int SPANS = 100;
  public static final int ATTRIBUTES = 20;

  private static final int TOOLS = 25;
  private static final int SESSIONS = 40;
  private static final int USERS = 200;

  /** The first half of every trace id. Marks the spans' positions in the encoded bytes. */
  private static final long MARK = 0x7a6b5c4d3e2f1a0bL;

  /** SpanFlags: the parent is known and in another process. */
  private static final int REMOTE_PARENT = 0x301;

  private static final int LOCAL_PARENT = 0x101;

  private Workload() {}

  /** Tool calls of one server. One in twenty has failed. */
  public static ExportTraceServiceRequest toolCalls(long firstId) {
    Span.Builder[] spans = new Span.Builder[SPANS];
    for (int i = 0; i < SPANS; i++) {
      spans[i] = toolCall(firstId + i, i);
    }
    return Requests.request("orders-mcp", spans);
  }

  /**
   * Half are tool calls. The others are other spans of a server: internal work, and HTTP requests
   * within a call.
   */
  public static ExportTraceServiceRequest mixed(long firstId) {
    Span.Builder[] spans = new Span.Builder[SPANS];
    for (int i = 0; i < SPANS; i++) {
      long id = firstId + i;
      spans[i] =
          switch (i % 4) {
            case 0, 1 -> toolCall(id, i);
            case 2 -> inner(id, i, Span.SpanKind.SPAN_KIND_INTERNAL, "validate arguments");
            default -> inner(id, i, Span.SpanKind.SPAN_KIND_CLIENT, "GET");
          };
    }
    return Requests.request("orders-mcp", spans);
  }

  private static Span.Builder toolCall(long id, int index) {
    String tool = "find_orders_" + index % TOOLS;
    Span.Builder span =
        span(id, index)
            .setName("tools/call " + tool)
            .setKind(Span.SpanKind.SPAN_KIND_SERVER)
            .setParentSpanId(Requests.id(id ^ MARK))
            .setFlags(REMOTE_PARENT)
            .addAttributes(attribute("mcp.method.name", "tools/call"))
            .addAttributes(attribute("gen_ai.tool.name", tool))
            .addAttributes(attribute("gen_ai.operation.name", "execute_tool"))
            .addAttributes(
                attribute("mcp.session.id", "5b8efff798038103d269b633813f" + session(index)))
            .addAttributes(attribute("mcp.protocol.version", "2025-11-25"))
            .addAttributes(attribute("jsonrpc.request.id", Integer.toString(index)))
            .addAttributes(attribute("enduser.pseudo.id", "user-" + index * 7 % USERS))
            .addAttributes(attribute("mcp.client.name", "claude-desktop"))
            .addAttributes(attribute("mcp.client.version", "1.4.2"))
            .addAttributes(attribute("network.protocol.name", "http"))
            .addAttributes(attribute("network.protocol.version", "1.1"))
            .addAttributes(attribute("client.address", "10.42.7." + index))
            .addAttributes(attribute("client.port", 49152 + index));
    if (index % 20 == 19) {
      span.setStatus(
          Status.newBuilder()
              .setCode(Status.StatusCode.STATUS_CODE_ERROR)
              .setMessage("the warehouse did not answer in time"));
      span.addAttributes(attribute("error.type", "java.util.concurrent.TimeoutException"));
    }
    return filled(span);
  }

  private static Span.Builder inner(long id, int index, Span.SpanKind kind, String name) {
    long parent = id - index % 4;
    Span.Builder span =
        span(id, index)
            .setTraceId(Requests.id(MARK, parent))
            .setName(name)
            .setKind(kind)
            .setParentSpanId(Requests.id(parent))
            .setFlags(LOCAL_PARENT);
    if (kind == Span.SpanKind.SPAN_KIND_CLIENT) {
      span.addAttributes(attribute("http.request.method", "GET"))
          .addAttributes(attribute("http.response.status_code", 200))
          .addAttributes(attribute("server.address", "warehouse.example"))
          .addAttributes(attribute("url.full", "https://warehouse.example/stock/" + index));
    }
    return filled(span);
  }

  private static Span.Builder span(long id, int index) {
    return Span.newBuilder()
        .setTraceId(Requests.id(MARK, id))
        .setSpanId(Requests.id(id))
        .setStartTimeUnixNano(Requests.END_NANOS - (index + 1) * 7_654_321L)
        .setEndTimeUnixNano(Requests.END_NANOS);
  }

  /** Adds the remaining attributes, as an agent and the application would. */
  private static Span.Builder filled(Span.Builder span) {
    span.addAttributes(attribute("thread.id", 37))
        .addAttributes(attribute("thread.name", "worker-3"));
    for (int i = span.getAttributesCount(); i < ATTRIBUTES; i++) {
      span.addAttributes(
          attribute("example.attribute.number_" + i, "a value of usual length " + i));
    }
    return span;
  }

  private static String session(int index) {
    return "%08x".formatted(index % SESSIONS);
  }

  /** A request whose spans get new ids before each use, because no span may arrive twice. */
  public static final class Renewable {
    private final byte[] body;
    private final ByteBuffer bytes;
    private final List<Integer> traceIds = new ArrayList<>();
    private long next = 1;

    public Renewable(MessageLite request) {
      body = request.toByteArray();
      bytes = ByteBuffer.wrap(body);
      for (int at = 0; at + 8 <= body.length; at++) {
        if (bytes.getLong(at) == MARK) {
          traceIds.add(at);
        }
      }
      if (traceIds.size() != SPANS) {
        throw new IllegalArgumentException("found " + traceIds.size() + " trace ids");
      }
    }

    /** The body with new ids. Only for {@link #toolCalls}, whose parents are remote. */
    public byte[] renewed() {
      for (int at : traceIds) {
        bytes.putLong(at + 8, next);
        bytes.putLong(at + 18, next++); // the span id: it follows a tag and a length
      }
      return body;
    }
  }
}
