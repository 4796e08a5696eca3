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
 * What the benchmarks send: requests of {@link #SPANS} spans of {@link #ATTRIBUTES} attributes, as an
 * SDK that follows the semantic conventions for MCP makes them.
 */
public final class Workload {
  public static final int SPANS = 100;
  public static final int ATTRIBUTES = 20;

  private static final int TOOLS = 25;
  private static final int SESSIONS = 40;
  private static final int USERS = 200;

  /** The first half of every trace id, by which a span is found again in the bytes. */
  private static final long MARK = 0x7a6b5c4d3e2f1a0bL;

  /** SpanFlags: the parent is known, and in another process. */
  private static final int REMOTE_PARENT = 0x301;

  private static final int LOCAL_PARENT = 0x101;

  private Workload() {}

  /** Calls of tools of one server, one in twenty of them failed. */
  public static ExportTraceServiceRequest toolCalls(long firstId) {
    Span.Builder[] spans = new Span.Builder[SPANS];
    for (int i = 0; i < SPANS; i++) {
      spans[i] = toolCall(firstId + i, i);
    }
    return Requests.request("orders-mcp", spans);
  }

  /** Half calls of tools; the rest is what servers do beside: work within, and HTTP below a call. */
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

  /** The rest of the attributes: what an agent adds, and the application. */
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

  /** A request whose spans get new ids before each use, as no span comes twice. */
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

    /** The body with other ids than before; of {@link #toolCalls} alone, where parents are remote. */
    public byte[] renewed() {
      for (int at : traceIds) {
        bytes.putLong(at + 8, next);
        bytes.putLong(at + 18, next++); // behind it, a tag and a length: the span's own
      }
      return body;
    }
  }
}
