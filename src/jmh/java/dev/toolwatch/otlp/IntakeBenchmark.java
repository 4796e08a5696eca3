package dev.toolwatch.otlp;

import dev.toolwatch.testing.OtlpJson;
import dev.toolwatch.testing.Requests;
import dev.toolwatch.testing.Workload;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** The whole way of a request, from its bytes to the counts, in spans a second. */
@State(Scope.Thread)
@OperationsPerInvocation(Workload.SPANS)
public class IntakeBenchmark {
  /** Enough that a span is not found where it was put the last time in the processor's cache. */
  private static final int REQUESTS = 256;

  private final IntakeFixture fixture = new IntakeFixture();
  private final Workload.Renewable toolCalls = new Workload.Renewable(Workload.toolCalls(1));
  private final byte[][] mixed = new byte[REQUESTS][];
  private final byte[][] zipped = new byte[REQUESTS][];
  private final byte[][] json = new byte[REQUESTS][];
  private int next;

  public IntakeBenchmark() {
    for (int i = 0; i < REQUESTS; i++) {
      mixed[i] = Workload.mixed(i * 100L + 1).toByteArray();
      zipped[i] = Requests.gzip(Workload.toolCalls(i * 100L + 1).toByteArray());
      json[i] = OtlpJson.json(Workload.toolCalls(i * 100L + 1));
    }
  }

  @Benchmark
  public Object protobuf() {
    return accept(Encoding.PROTOBUF, false, toolCalls.renewed());
  }

  /** Half of it is not MCP's. */
  @Benchmark
  public Object protobufMixed() {
    return accept(Encoding.PROTOBUF, false, mixed[next++ % REQUESTS]);
  }

  @Benchmark
  public Object gzipProtobuf() {
    return accept(Encoding.PROTOBUF, true, zipped[next++ % REQUESTS]);
  }

  @Benchmark
  public Object json() {
    return accept(Encoding.JSON, false, json[next++ % REQUESTS]);
  }

  private Answer accept(Encoding encoding, boolean gzip, byte[] body) {
    RequestHead head = new RequestHead(Signal.TRACES, Transport.HTTP, encoding, gzip);
    Answer answer = fixture.intake.accept(head, body, 0, body.length);
    if (answer.code() != Answer.Code.ACCEPTED) {
      throw new IllegalStateException(answer.toString());
    }
    return answer;
  }
}
