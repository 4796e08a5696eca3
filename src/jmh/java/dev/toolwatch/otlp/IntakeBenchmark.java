package dev.toolwatch.otlp;

import dev.toolwatch.signal.Signal;
import dev.toolwatch.testing.OtlpJson;
import dev.toolwatch.testing.Requests;
import dev.toolwatch.testing.Workload;
import java.util.Map;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Processes complete requests, from their bytes to the counts. Measures spans per second. */
@State(Scope.Thread)
@OperationsPerInvocation(Workload.SPANS)
public class IntakeBenchmark {
  /**
   * Enough requests that the processor's cache no longer holds a span when its turn comes again.
   */
  private static final int REQUESTS = 256;

  private final IntakeFixture fixture = new IntakeFixture();

  /** Has forgotten a span when its turn comes again, so that it counts. */
  private final IntakeFixture forgetful =
      new IntakeFixture(
          IntakeFixture.MAX_BYTES, Map.of("toolwatch.mcp.max-tracked-spans", "20000"));

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
    return accept(fixture, Encoding.PROTOBUF, false, toolCalls.renewed());
  }

  /** Half of the spans are not MCP spans. */
  @Benchmark
  public Object protobufMixed() {
    return accept(forgetful, Encoding.PROTOBUF, false, mixed[next++ % REQUESTS]);
  }

  @Benchmark
  public Object gzipProtobuf() {
    return accept(forgetful, Encoding.PROTOBUF, true, zipped[next++ % REQUESTS]);
  }

  @Benchmark
  public Object json() {
    return accept(forgetful, Encoding.JSON, false, json[next++ % REQUESTS]);
  }

  private static Answer accept(
      IntakeFixture fixture, Encoding encoding, boolean gzip, byte[] body) {
    RequestHead head = new RequestHead(Signal.TRACES, Transport.HTTP, encoding, gzip);
    Answer answer = fixture.intake.accept(head, body, 0, body.length);
    if (answer.code() != Answer.Code.ACCEPTED) {
      throw new IllegalStateException(answer.toString());
    }
    return answer;
  }
}
