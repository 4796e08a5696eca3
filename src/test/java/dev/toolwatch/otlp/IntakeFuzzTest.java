package dev.toolwatch.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import dev.toolwatch.signal.Signal;
import dev.toolwatch.testing.Fuzzing;
import dev.toolwatch.testing.OtlpJson;
import dev.toolwatch.testing.Requests;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.logs.v1.ResourceLogs;
import io.opentelemetry.proto.logs.v1.ScopeLogs;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Mutations of what real emitters send: every request is answered, nothing is counted of a refused
 * one, every item of an accepted one is accepted or rejected, and a sound request that follows
 * counts.
 */
class IntakeFuzzTest {
  private static final Path EMITTERS = Path.of("src/test/resources/emitters");

  /** Emitters' requests that are larger only make the others rarer. */
  private static final long MAX_SEED_BYTES = 20_000;

  private final IntakeFixture fixture = new IntakeFixture();
  private long inputs;
  private long sound;

  @ParameterizedTest
  @CsvSource({
    "TRACES, PROTOBUF, false",
    "TRACES, JSON, false",
    "TRACES, PROTOBUF, true",
    "METRICS, PROTOBUF, false",
    "METRICS, JSON, false",
    "LOGS, PROTOBUF, false",
    "LOGS, JSON, false"
  })
  void accept_mutations_conserveCounts(Signal signal, Encoding encoding, boolean gzip)
      throws IOException {
    List<byte[]> seeds = new ArrayList<>();
    for (byte[] request : requests(signal)) {
      byte[] encoded = encoding == Encoding.JSON ? request : protobuf(signal, request);
      seeds.add(gzip ? Requests.gzip(encoded) : encoded);
    }
    assertThat(seeds).isNotEmpty();
    Fuzzing.run(seeds, input -> check(signal, encoding, gzip, input));
  }

  private void check(Signal signal, Encoding encoding, boolean gzip, byte[] input) {
    long accepted = fixture.intake.received().accepted(signal, Transport.HTTP);
    long rejected = fixture.intake.received().rejected(signal, Transport.HTTP);
    Answer answer = fixture.accept(signal, encoding, gzip, input);
    accepted = fixture.intake.received().accepted(signal, Transport.HTTP) - accepted;
    rejected = fixture.intake.received().rejected(signal, Transport.HTTP) - rejected;
    assertThat(fixture.disposed()).isEqualTo(fixture.acceptedSpans());
    if (answer.code() != Answer.Code.ACCEPTED) {
      assertThat(accepted + rejected).as("%s", answer).isZero();
    } else if (encoding == Encoding.PROTOBUF && !gzip) {
      int items = items(signal, input);
      assertThat(items < 0 ? -1 : accepted + rejected).as("%s", answer).isEqualTo(items);
    }
    if (inputs++ % 64 == 0) {
      assertThat(fixture.protobuf(sound()).code()).isEqualTo(Answer.Code.ACCEPTED);
      sound++;
      assertThat(
              fixture.red.samples("mcp_server_operation_duration_seconds").stream()
                  .filter(sample -> sample.labels().value(0).equals("sound"))
                  .mapToLong(sample -> ((dev.toolwatch.expose.HistogramSample) sample).count())
                  .sum())
          .isGreaterThanOrEqualTo(sound);
    }
  }

  private static byte[] sound() {
    return Requests.protobuf(
        Requests.request("sound", Requests.toolCall("find", Duration.ofMillis(3))));
  }

  /** What the official classes find in a request; -1 if they refuse it. */
  private static int items(Signal signal, byte[] input) {
    try {
      return switch (signal) {
        case TRACES ->
            ExportTraceServiceRequest.parseFrom(input).getResourceSpansList().stream()
                .map(ResourceSpans::getScopeSpansList)
                .flatMap(List::stream)
                .mapToInt(ScopeSpans::getSpansCount)
                .sum();
        case LOGS ->
            ExportLogsServiceRequest.parseFrom(input).getResourceLogsList().stream()
                .map(ResourceLogs::getScopeLogsList)
                .flatMap(List::stream)
                .mapToInt(ScopeLogs::getLogRecordsCount)
                .sum();
        case METRICS -> -1;
      };
    } catch (InvalidProtocolBufferException e) {
      return -1;
    }
  }

  private static byte[] protobuf(Signal signal, byte[] json) {
    Message.Builder request =
        switch (signal) {
          case TRACES -> ExportTraceServiceRequest.newBuilder();
          case METRICS -> ExportMetricsServiceRequest.newBuilder();
          case LOGS -> ExportLogsServiceRequest.newBuilder();
        };
    return OtlpJson.read(new JsonObject(Buffer.buffer(json)), request).toByteArray();
  }

  /** As JSON. */
  private static List<byte[]> requests(Signal signal) throws IOException {
    if (signal == Signal.LOGS) {
      LogRecord.Builder record = LogRecord.newBuilder().setTimeUnixNano(Requests.END_NANOS);
      ScopeLogs.Builder scope = ScopeLogs.newBuilder().addLogRecords(record).addLogRecords(record);
      ExportLogsServiceRequest logs =
          ExportLogsServiceRequest.newBuilder()
              .addResourceLogs(ResourceLogs.newBuilder().addScopeLogs(scope))
              .build();
      return List.of(OtlpJson.json(logs));
    }
    List<byte[]> requests = new ArrayList<>();
    try (Stream<Path> files = Files.walk(EMITTERS)) {
      for (Path file : files.filter(path -> path.toString().contains("/requests/")).toList()) {
        boolean metrics = file.getFileName().toString().startsWith("metrics-");
        if (metrics == (signal == Signal.METRICS) && Files.size(file) < MAX_SEED_BYTES) {
          requests.add(Files.readAllBytes(file));
        }
      }
    }
    return requests;
  }
}
