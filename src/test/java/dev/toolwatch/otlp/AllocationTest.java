package dev.toolwatch.otlp;

import static dev.toolwatch.testing.Requests.attribute;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.toolwatch.signal.Signal;
import dev.toolwatch.testing.OtlpJson;
import dev.toolwatch.testing.Requests;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.trace.v1.Span;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** That a span which is like others before it leaves nothing for the garbage collector. */
class AllocationTest {
  /** For the answer, and what the measuring itself takes; a tenth of a byte a span. */
  private static final long REQUEST_BYTES = 200;

  /** What a failed call may leave: what is known of its error is copied. */
  private static final long ERROR_BYTES = 400;

  private static final int ATTEMPTS = 10;
  private static final int ROUNDS = 50;

  private static final int REMEMBERED_SPANS = 4000;

  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private final IntakeFixture fixture =
      new IntakeFixture(
          IntakeFixture.MAX_BYTES,
          Map.of("toolwatch.mcp.max-tracked-spans", Integer.toString(REMEMBERED_SPANS)));

  /** The requests take turns: when one comes again, its spans have been forgotten. */
  private byte[][] bodies;

  private int next;

  @ParameterizedTest
  @CsvSource({
    "PROTOBUF, false, 20, 0",
    "PROTOBUF, false, 2000, 0",
    "PROTOBUF, true, 20, 0",
    "PROTOBUF, true, 2000, 0",
    "JSON, false, 20, 0",
    "JSON, false, 2000, 0",
    "JSON, true, 2000, 0",
    "PROTOBUF, false, 2000, 400",
    "JSON, false, 2000, 400",
  })
  void accept_spansLikeThoseBefore_allocatesNothingForThem(
      Encoding encoding, boolean gzip, int spans, int failed) {
    bodies = new byte[REMEMBERED_SPANS / spans + 1][];
    for (int i = 0; i < bodies.length; i++) {
      ExportTraceServiceRequest request = request(i, spans, failed > 0);
      byte[] plain = encoding == Encoding.JSON ? OtlpJson.json(request) : request.toByteArray();
      bodies[i] = gzip ? Requests.gzip(plain) : plain;
    }
    RequestHead head = new RequestHead(Signal.TRACES, Transport.HTTP, encoding, gzip);
    accept(head, Math.max(ROUNDS, bodies.length));
    long limit = REQUEST_BYTES + failed * ERROR_BYTES;
    long allocated = Long.MAX_VALUE;
    // Code that the compiler has not come to yet allocates what compiled code does not.
    for (int attempt = 0; attempt < ATTEMPTS && allocated >= limit; attempt++) {
      long before = threads.getCurrentThreadAllocatedBytes();
      accept(head, ROUNDS);
      allocated = (threads.getCurrentThreadAllocatedBytes() - before) / ROUNDS;
    }
    assertThat(allocated).isLessThan(limit);
    assertThat(fixture.acceptedSpans()).isEqualTo((long) next * spans);
    assertThat(fixture.intake.spanCounts().repeated()).isZero();
  }

  private void accept(RequestHead head, int rounds) {
    for (int round = 0; round < rounds; round++) {
      byte[] body = bodies[next++ % bodies.length];
      Answer answer = fixture.intake.accept(head, body, 0, body.length);
      if (answer.code() != Answer.Code.ACCEPTED) {
        throw new AssertionError(answer);
      }
    }
  }

  /** Calls, some failed ones if wanted, what is below them, and what is none of MCP's. */
  private static ExportTraceServiceRequest request(int number, int count, boolean some) {
    Span.Builder[] spans = new Span.Builder[count];
    for (int i = 0; i < count; i++) {
      Duration duration = Duration.ofMillis(i % 500);
      Span.Builder call =
          Requests.toolCall("tool_" + i % 20, duration)
              .addAttributes(attribute("mcp.session.id", "session-" + i % 30))
              .addAttributes(attribute("mcp.protocol.version", "2025-11-25"))
              .addAttributes(attribute("network.transport", "tcp"))
              .addAttributes(attribute("client.port", 50_000 + i % 1000));
      spans[i] =
          switch (i % 5) {
            case 0 -> call.addAttributes(attribute("enduser.pseudo.id", "user-" + i % 50));
            case 1 -> call.addAttributes(attribute("user.id", i % 50 - 20));
            // The second one is also what calls of tools that do not exist get.
            case 2 ->
                some
                    ? Requests.failed(call, i / 20 % 2 == 0 ? "java.io.IOException" : "-32602")
                    : call;
            case 3 ->
                Requests.otherSpan(duration)
                    .setKind(Span.SpanKind.SPAN_KIND_CLIENT)
                    .setParentSpanId(Requests.id(i - 2))
                    .addAttributes(attribute("server.address", "db.example"));
            default -> Requests.otherSpan(duration);
          };
      spans[i].setTraceId(Requests.id(1, number)).setSpanId(Requests.id(i + 1));
    }
    return Requests.request("orders-mcp", spans);
  }
}
