package dev.toolwatch.otlp;

import dev.toolwatch.mcp.Recognitions;
import dev.toolwatch.signal.SpanView;
import dev.toolwatch.signal.Vocabulary;
import dev.toolwatch.testing.OtlpJson;
import dev.toolwatch.testing.Requests;
import dev.toolwatch.testing.Workload;
import dev.toolwatch.wire.MalformedException;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Only inflates and decodes. Measures spans per second. */
@State(Scope.Thread)
@OperationsPerInvocation(Workload.SPANS)
public class DecodeBenchmark {
  private static final int MAX_BYTES = 4 * 1024 * 1024;

  private final byte[] protobuf = Workload.toolCalls(1).toByteArray();
  private final byte[] zipped = Requests.gzip(protobuf);
  private final byte[] json = OtlpJson.json(Workload.toolCalls(1));
  private final Vocabulary vocabulary = Recognitions.withDefaults().vocabulary();
  private final ProtobufTraceDecoder protobufTraces = new ProtobufTraceDecoder(vocabulary);
  private final JsonTraceDecoder jsonTraces = new JsonTraceDecoder(vocabulary);
  private final Gunzip gunzip = new Gunzip();
  private final ScratchBuffer inflated = new ScratchBuffer();
  private final Ends ends = new Ends();

  @Benchmark
  public long protobuf() throws MalformedException, TooLargeException {
    protobufTraces.decode(protobuf, 0, protobuf.length, ends);
    return ends.sum;
  }

  @Benchmark
  public long json() throws MalformedException, TooLargeException {
    jsonTraces.decode(json, 0, json.length, ends);
    return ends.sum;
  }

  /** The step before decoding if the request is compressed. */
  @Benchmark
  public int gunzip() throws MalformedException, TooLargeException {
    return gunzip.inflate(zipped, 0, zipped.length, inflated, MAX_BYTES);
  }

  /** Reads a value of each span, so that the decoding is not optimised away. */
  private static final class Ends implements SpanHandler {
    private long sum;

    @Override
    public void begin() {}

    @Override
    public void resource(SpanView view) {}

    @Override
    public void span(SpanView view) {
      sum += view.endNanos();
    }
  }
}
