package dev.toolwatch.otlp;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.toolwatch.cardinality.Cardinality;
import dev.toolwatch.cardinality.FamilyReport;
import dev.toolwatch.expose.HistogramSample;
import dev.toolwatch.expose.Sample;
import dev.toolwatch.testing.Requests;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A service, or many, make names up without end; one that behaves well is beside them. */
@Timeout(120)
class CardinalityAttackTest {
  private static final int NAMES = 1_000_000;
  private static final int SPANS = 1000;
  private static final int LIMIT = 10_000;
  private static final int TOOLS = 100;
  private static final String DURATION = "mcp_server_operation_duration_seconds";
  private static final String OTHER = "__other__";
  private static final HexFormat HEX = HexFormat.of();

  private final IntakeFixture fixture = new IntakeFixture();

  @Test
  void accept_aMillionTools_foldIntoOneAndLeaveTheOtherServiceItsNames() {
    Template attack = new Template("greedy", Requests.toolCall(Template.MARK, millis()));
    send(attack, NAMES / 2);
    long before = usedHeap();
    // Only now: all that is common is taken.
    behaveWell();
    send(attack, NAMES / 2);
    assertThat(usedHeap() - before).as("heap growth").isLessThan(20_000_000);
    behaveWell();

    List<HistogramSample> samples = samples();
    assertThat(tools(samples, "modest")).hasSize(TOOLS).doesNotContain(OTHER);
    assertThat(samples)
        .filteredOn(sample -> service(sample).equals("modest"))
        .allMatch(sample -> sample.count() == 2);
    assertThat(count(samples, "greedy")).isEqualTo(NAMES);
    assertThat(tools(samples, "greedy")).contains(OTHER);
    assertThat(samples.size()).isLessThanOrEqualTo(LIMIT);
    FamilyReport report = report(fixture.stages.cardinality);
    assertThat(report.used()).isLessThanOrEqualTo(LIMIT);
    assertThat(report.services().get(0).service()).isEqualTo("greedy");
    assertThat(report.demand() / 3).isBetween(NAMES * 9L / 10, NAMES * 11L / 10);
  }

  @Test
  void accept_aMillionServices_areOtherBeyondTheLimit() {
    behaveWell();
    Template attack = new Template(Template.MARK, Requests.toolCall("find", millis()));
    for (int sent = 0; sent < NAMES / SPANS; sent++) {
      // A resource each: the names of services stand between the spans.
      assertThat(fixture.protobuf(attack.next()).code()).isEqualTo(Answer.Code.ACCEPTED);
    }
    behaveWell();
    List<HistogramSample> samples = samples();
    assertThat(samples.stream().map(CardinalityAttackTest::service).collect(Collectors.toSet()))
        .hasSize(1001)
        .contains("modest", OTHER);
    assertThat(tools(samples, "modest")).hasSize(TOOLS).doesNotContain(OTHER);
    assertThat(samples.stream().mapToLong(HistogramSample::count).sum())
        .isEqualTo(NAMES + 2 * TOOLS);
    assertThat(samples.size()).isLessThanOrEqualTo(LIMIT);
  }

  private static Duration millis() {
    return Duration.ofMillis(3);
  }

  /** Every tool of the service beside, once. */
  private void behaveWell() {
    Span.Builder[] spans = new Span.Builder[TOOLS];
    for (int i = 0; i < TOOLS; i++) {
      spans[i] =
          Requests.toolCall("tool" + i, millis())
              .setTraceId(Requests.id(0x11, next()))
              .setSpanId(Requests.id(1));
    }
    fixture.protobuf(Requests.protobuf(Requests.request("modest", spans)));
  }

  private long traces;

  private long next() {
    return ++traces;
  }

  private void send(Template template, int spans) {
    for (int sent = 0; sent < spans; sent += SPANS) {
      assertThat(fixture.protobuf(template.next()).code()).isEqualTo(Answer.Code.ACCEPTED);
    }
  }

  private List<HistogramSample> samples() {
    return fixture.red.samples(DURATION).stream().map(sample -> (HistogramSample) sample).toList();
  }

  private static FamilyReport report(Cardinality cardinality) {
    return cardinality.report(10).families().stream()
        .filter(family -> family.family().equals(DURATION))
        .findFirst()
        .orElseThrow();
  }

  private static String service(Sample sample) {
    return sample.labels().value(0);
  }

  private static Set<String> tools(List<HistogramSample> samples, String service) {
    return samples.stream()
        .filter(sample -> service(sample).equals(service))
        .map(sample -> sample.labels().value(2))
        .collect(Collectors.toSet());
  }

  private static long count(List<HistogramSample> samples, String service) {
    return samples.stream()
        .filter(sample -> service(sample).equals(service))
        .mapToLong(HistogramSample::count)
        .sum();
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

  /** A request of which every span has ids and a name of its own each time. */
  private static final class Template {
    private static final String MARK = "@@@@@@@@";

    private final byte[] request;
    private final List<Integer> marks = new ArrayList<>();
    private final int marksPerSpan;
    private int next;

    /** A resource a span, so that services may have the mark in their names too. */
    Template(String service, Span.Builder span) {
      ByteString mark = ByteString.copyFromUtf8(MARK);
      span.setSpanId(mark).setTraceId(Requests.id(1).concat(mark));
      ResourceSpans.Builder[] resources =
          new ResourceSpans.Builder[service.equals(MARK) ? SPANS : 1];
      Span.Builder[] spans = new Span.Builder[SPANS / resources.length];
      Arrays.fill(spans, span);
      Arrays.fill(resources, Requests.resourceSpans(service, spans));
      request = Requests.protobuf(Requests.request(resources));
      String text = new String(request, ISO_8859_1);
      for (int at = text.indexOf(MARK); at >= 0; at = text.indexOf(MARK, at + MARK.length())) {
        marks.add(at);
      }
      marksPerSpan = marks.size() / SPANS;
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
