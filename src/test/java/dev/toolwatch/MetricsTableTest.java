package dev.toolwatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.toolwatch.testing.MetricsText;
import dev.toolwatch.testing.OtlpHttpClient;
import dev.toolwatch.testing.Requests;
import dev.toolwatch.testing.Toolwatch;
import io.opentelemetry.proto.trace.v1.Span;
import io.quarkus.test.junit.QuarkusTest;
import java.net.http.HttpClient;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** docs/reference/metrics.md against {@code /metrics} of the running application. */
@QuarkusTest
class MetricsTableTest {
  private static final Pattern TYPE =
      Pattern.compile("(?m)^# TYPE ((?:mcp|toolwatch)_\\w+) (\\w+)$");
  private static final Pattern HELP = Pattern.compile("(?m)^# HELP (\\w+) \\S.*$");

  private final Toolwatch toolwatch = Toolwatch.underTest();

  @Test
  void table_hasTheFamiliesOfThePage_withTheirTypesAndLabels() {
    sendOneOfEach();
    Map<String, String> documented = new TreeMap<>();
    DocumentedPage.METRICS
        .table("metric")
        .forEach(
            row ->
                assertThat(
                        documented.put(
                            DocumentedPage.plain(row.get(0)),
                            row.get(1)
                                + " "
                                + new TreeSet<>(labels(DocumentedPage.plain(row.get(2))))))
                    .as("metric twice: " + row.get(0))
                    .isNull());
    // What is decided on after a wait comes later.
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(() -> assertThat(page()).containsExactlyInAnyOrderEntriesOf(documented));
  }

  private static Set<String> labels(String cell) {
    return Arrays.stream(cell.split(", "))
        .filter(label -> !label.isEmpty())
        .collect(Collectors.toSet());
  }

  private void sendOneOfEach() {
    Duration duration = Duration.ofMillis(20);
    Span.Builder client =
        Requests.toolCall("find", duration)
            .setSpanId(Requests.id(2))
            .setKind(Span.SpanKind.SPAN_KIND_CLIENT);
    Span.Builder call = Requests.toolCall("find", duration).setSpanId(Requests.id(3));
    Span.Builder failed =
        Requests.failed(Requests.toolCall("find", duration), "timeout").setSpanId(Requests.id(4));
    Span.Builder dependency =
        Requests.otherSpan(duration)
            .setSpanId(Requests.id(5))
            .setParentSpanId(Requests.id(3))
            .setKind(Span.SpanKind.SPAN_KIND_CLIENT)
            .addAttributes(Requests.attribute("db.system.name", "postgresql"));
    Span.Builder auth =
        Requests.otherSpan(duration).setSpanId(Requests.id(6)).setName("authenticate");
    // Of a user, and of a session that is over by the time it is told of.
    long twoHoursAgo = Instant.now().minus(Duration.ofHours(2)).toEpochMilli() * 1_000_000;
    Span.Builder over =
        Requests.toolCall("find", duration)
            .setSpanId(Requests.id(7))
            .setTraceId(Requests.id(7, 7))
            .setStartTimeUnixNano(twoHoursAgo - duration.toNanos())
            .setEndTimeUnixNano(twoHoursAgo)
            .addAttributes(Requests.attribute("enduser.id", "ann"));
    byte[] request =
        Requests.request("table-test", client, call, failed, dependency, auth, over).toByteArray();
    OtlpHttpClient http = new OtlpHttpClient(toolwatch.httpPort(), HttpClient.Version.HTTP_1_1);
    assertThat(http.post("/v1/traces", request, OtlpHttpClient.PROTOBUF).statusCode())
        .isEqualTo(200);
  }

  /** Families to type and labels, of those that have something to say of themselves. */
  private Map<String, String> page() {
    String text = toolwatch.get("/metrics", "text/plain").body();
    Set<String> helped = new TreeSet<>();
    Matcher help = HELP.matcher(text);
    while (help.find()) {
      helped.add(help.group(1));
    }
    MetricsText samples = toolwatch.scrape();
    Map<String, String> page = new TreeMap<>();
    Matcher type = TYPE.matcher(text);
    while (type.find()) {
      String name = type.group(1);
      assertThat(helped).contains(name);
      String sample = type.group(2).equals("histogram") ? name + "_count" : name;
      Set<String> labels = new TreeSet<>();
      samples.select(sample).forEach(one -> labels.addAll(one.labels().keySet()));
      page.put(name, type.group(2) + " " + labels);
    }
    return page;
  }
}
