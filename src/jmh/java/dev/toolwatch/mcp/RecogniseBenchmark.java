package dev.toolwatch.mcp;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.toolwatch.signal.Attributes;
import dev.toolwatch.signal.ServiceId;
import dev.toolwatch.signal.SpanView;
import dev.toolwatch.testing.Workload;
import dev.toolwatch.wire.Text;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.Span;
import java.util.List;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/**
 * Turns decoded spans into operations. Measures spans per second, and the cost of the pseudonyms.
 */
@State(Scope.Thread)
@OperationsPerInvocation(Workload.SPANS)
public class RecogniseBenchmark {
  private static final ServiceId SERVICE = ServiceId.of("orders-mcp");

  private final Recognition recognition = Recognitions.withDefaults();
  private final Recogniser recogniser = recognition.recogniser();
  private final SpanBatch batch = new SpanBatch();
  private final SpanView[] toolCalls =
      views(Workload.toolCalls(1).getResourceSpans(0).getScopeSpans(0).getSpansList());
  private final SpanView[] mixed =
      views(Workload.mixed(1).getResourceSpans(0).getScopeSpans(0).getSpansList());
  private final Pseudonyms pseudonyms =
      new Pseudonyms("a key for benchmarks".getBytes(UTF_8), 16_384);
  private final Text[] users = new Text[Workload.SPANS];

  public RecogniseBenchmark() {
    for (int i = 0; i < users.length; i++) {
      users[i] = text("user-" + i);
    }
  }

  @Benchmark
  public Object toolCalls() {
    return recognise(toolCalls);
  }

  @Benchmark
  public Object mixed() {
    return recognise(mixed);
  }

  @Benchmark
  public long pseudonyms() {
    long all = 0;
    for (Text user : users) {
      all ^= pseudonyms.of(user);
    }
    return all;
  }

  private SpanBatch recognise(SpanView[] spans) {
    batch.clear();
    for (SpanView span : spans) {
      recogniser.recognise(SERVICE, span, batch);
    }
    return batch;
  }

  private SpanView[] views(List<Span> spans) {
    return spans.stream().map(this::view).toArray(SpanView[]::new);
  }

  private SpanView view(Span span) {
    SpanView view = new SpanView(recognition.vocabulary());
    view.name().set(text(span.getName()));
    view.scopeName().set(text("mcp-sdk"));
    view.kind(span.getKindValue());
    view.flags(span.getFlags());
    view.statusCode(span.getStatus().getCodeValue());
    view.traceId(1, 2);
    view.spanId(3);
    view.endNanos(span.getEndTimeUnixNano());
    span.getAttributesList().forEach(attribute -> put(view.attributes(), attribute));
    return view;
  }

  private void put(Attributes into, KeyValue attribute) {
    int id = recognition.vocabulary().find(text(attribute.getKey()));
    if (id >= 0 && attribute.getValue().hasStringValue()) {
      byte[] value = attribute.getValue().getStringValue().getBytes(UTF_8);
      into.putText(id, value, 0, value.length);
    } else if (id >= 0) {
      into.putLong(id, attribute.getValue().getIntValue());
    }
  }

  private static Text text(String value) {
    Text text = new Text();
    byte[] bytes = value.getBytes(UTF_8);
    text.set(bytes, 0, bytes.length);
    return text;
  }
}
