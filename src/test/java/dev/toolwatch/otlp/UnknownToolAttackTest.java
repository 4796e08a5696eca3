package dev.toolwatch.otlp;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.toolwatch.expose.CounterSample;
import dev.toolwatch.expose.HistogramSample;
import dev.toolwatch.expose.Sample;
import dev.toolwatch.signal.Disposition;
import dev.toolwatch.testing.Requests;
import io.opentelemetry.proto.trace.v1.Span;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A client calls tools and methods that do not exist, each by a name of its own. */
@Timeout(60)
class UnknownToolAttackTest {
  private static final int CALLS = 1_000_000;
  private static final int SPANS = 1000;
  private static final String DURATION = "mcp_server_operation_duration_seconds";

  private final IntakeFixture fixture = new IntakeFixture();

  @Test
  void accept_aMillionToolsThatDoNotExist_areOneSeriesInBoundedMemory() {
    Template calls =
        new Template(
            Requests.failed(Requests.toolCall(Template.MARK, Duration.ofMillis(3)), "-32602"));
    // What is remembered for joining and the caches fill up once, as traffic of any kind does it.
    int before = 500_000;
    send(calls, before);
    long usedBefore = usedHeap();
    send(calls, CALLS);
    assertThat(usedHeap() - usedBefore).as("heap growth").isLessThan(20_000_000);

    Sample only = only(DURATION);
    assertThat(only.labels().toString()).contains("tools/call", "__unknown__", "client_error");
    assertThat(((HistogramSample) only).count()).isEqualTo(before + CALLS);
    Sample errors = only("mcp_server_errors");
    assertThat(errors.labels().toString()).contains("tools/call", "__unknown__", "-32602");
    assertThat(((CounterSample) errors).value()).isEqualTo(before + CALLS);
    assertThat(fixture.acceptedSpans()).isEqualTo(before + CALLS);
    assertThat(fixture.intake.spanCounts().of(Disposition.OPERATION)).isEqualTo(before + CALLS);
  }

  @Test
  void accept_manyMethodsThatDoNotExist_areOneSeries() {
    Template methods =
        new Template(
            Requests.failed(Requests.operation(Template.MARK, Duration.ofMillis(3)), "-32601"));
    send(methods, 100_000);
    Sample only = only(DURATION);
    assertThat(only.labels().toString()).contains("__unknown__", "client_error");
    assertThat(((HistogramSample) only).count()).isEqualTo(100_000);
  }

  /** A tool that succeeds once gets its own name, however many do not exist. */
  @Test
  void accept_aToolThatSucceedsAmongThem_hasItsOwnName() {
    Template calls =
        new Template(
            Requests.failed(Requests.toolCall(Template.MARK, Duration.ofMillis(3)), "-32602"));
    send(calls, 10_000);
    fixture.protobuf(
        Requests.protobuf(
            Requests.request("orders", Requests.toolCall("00001234", Duration.ofMillis(3)))));
    send(new Template(calls), 10_000);
    assertThat(fixture.red.samples(DURATION)).hasSize(3);
    assertThat(fixture.red.operations()).isEqualTo(20_001);
    List<? extends Sample> named =
        fixture.red.samples(DURATION).stream()
            .filter(sample -> sample.labels().toString().contains("00001234"))
            .toList();
    assertThat(named).hasSize(2).allMatch(sample -> ((HistogramSample) sample).count() == 1);
  }

  private void send(Template template, int spans) {
    for (int sent = 0; sent < spans; sent += SPANS) {
      Answer answer = fixture.protobuf(template.next());
      assertThat(answer.code()).isEqualTo(Answer.Code.ACCEPTED);
    }
  }

  private Sample only(String family) {
    List<? extends Sample> samples = fixture.red.samples(family);
    assertThat(samples).hasSize(1);
    return samples.get(0);
  }

  private static long usedHeap() {
    Runtime runtime = Runtime.getRuntime();
    long used = Long.MAX_VALUE;
    for (int i = 0; i < 3; i++) {
      System.gc();
      used = Math.min(used, runtime.totalMemory() - runtime.freeMemory());
    }
    return used;
  }

  /** A request whose spans have other ids and other names each time, at no cost but writing them. */
  private static final class Template {
    private static final String MARK = "@@@@@@@@";
    private static final HexFormat HEX = HexFormat.of();

    private final byte[] request;
    private final List<Integer> marks = new ArrayList<>();
    private final int marksPerSpan;
    private int next;

    Template(Span.Builder span) {
      ByteString mark = ByteString.copyFromUtf8(MARK);
      span.setSpanId(mark).setTraceId(Requests.id(1).concat(mark));
      Span.Builder[] spans = new Span.Builder[SPANS];
      java.util.Arrays.fill(spans, span);
      request = Requests.protobuf(Requests.request("orders", spans));
      String text = new String(request, java.nio.charset.StandardCharsets.ISO_8859_1);
      for (int at = text.indexOf(MARK); at >= 0; at = text.indexOf(MARK, at + MARK.length())) {
        marks.add(at);
      }
      marksPerSpan = marks.size() / SPANS;
    }

    /** The same names from the first one on, in other traces. */
    Template(Template other) {
      request = other.request.clone();
      marks.addAll(other.marks);
      marksPerSpan = other.marksPerSpan;
      for (int i = 0; i < marks.size(); i += marksPerSpan) {
        request[marks.get(i) - 1]++;
      }
    }

    byte[] next() {
      for (int i = 0; i < marks.size(); i += marksPerSpan) {
        byte[] name = HEX.toHexDigits(next++).getBytes(US_ASCII);
        for (int mark = i; mark < i + marksPerSpan; mark++) {
          System.arraycopy(name, 0, request, marks.get(mark), name.length);
        }
      }
      return request;
    }
  }
}
