package dev.toolwatch.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.toolwatch.signal.ServiceId;
import dev.toolwatch.sketch.ExponentialCounts;
import dev.toolwatch.sketch.UserSketch;
import dev.toolwatch.store.Batch;
import dev.toolwatch.store.Rollup;
import dev.toolwatch.store.Series;
import jakarta.ws.rs.NotFoundException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where the time of tools' calls goes, as the API answers it. */
class HotspotsTest {
  private static final Instant NOW = Instant.parse("2026-11-22T12:10:30Z");
  private static final String HOTSPOTS = "traces/hotspots";

  @TempDir private Path directory;
  private ApiFixture api;

  @BeforeEach
  void open() {
    Rollup call = new Rollup(1, 0, 0, 0, 1, ExponentialCounts.EMPTY, UserSketch.of(1));
    Map<Series, Rollup> heard = Map.of(Series.whole(ServiceId.of("acme/reports")), call);
    api =
        new ApiFixture(
            directory,
            new Batch(
                Map.of(NOW.getEpochSecond() / 60 - 60, heard),
                Map.of(),
                Map.of(),
                Map.of(),
                Map.of()),
            NOW);
    api.hotspots()
        .exportReport("acme/reports", NOW, 20)
        .exportReport("acme/reports", NOW.minus(Duration.ofHours(3)), 10)
        .call("acme/reports", "ping", NOW, 30)
        .call("acme/wiki", "read", NOW, 70)
        .flush();
  }

  @AfterEach
  void close() {
    api.close();
  }

  private static List<String> texts(JsonNode answer, String field) {
    return answer.path("hotspots").findValuesAsText(field);
  }

  @Test
  void answer_tellsWhereTheTimeOfAToolGoes() {
    JsonNode answer = api.json(HOTSPOTS, "service=acme/reports&tool=export_report&from=now-30m");
    assertThat(answer.path("from").asText()).isEqualTo("2026-11-22T11:00:00Z");
    assertThat(answer.path("to").asText()).isEqualTo("2026-11-22T13:00:00Z");
    assertThat(answer.path("next_cursor").isNull()).isTrue();
    assertThat(answer.path("hotspots").size()).isEqualTo(3);
    assertThat(answer.path("hotspots").path(0).toString())
        .isEqualTo(
            "{\"service\":\"acme/reports\",\"tool\":\"export_report\",\"span\":\"POST jira /search\","
                + "\"kind\":\"client\",\"calls\":40,\"calls_per_call\":2.0,\"self_seconds\":30.0,"
                + "\"share\":0.714286,\"tool_calls\":20,\"tool_mean_seconds\":2.1}");
    assertThat(texts(answer, "span"))
        .containsExactly("POST jira /search", "render", "tools/call export_report");
    assertThat(texts(answer, "self_seconds")).containsExactly("30.0", "8.0", "4.0");
    double shares = 0;
    for (JsonNode row : answer.path("hotspots")) {
      shares += row.path("share").asDouble();
    }
    assertThat(shares).isBetween(0.999999, 1.000001);
  }

  @Test
  void withoutATool_allAreListed_theMostTimeFirst() {
    JsonNode answer = api.json(HOTSPOTS, "format=json");
    assertThat(texts(answer, "tool"))
        .containsExactly("export_report", "export_report", "export_report", "read", "ping");
    assertThat(texts(answer, "calls")).containsExactly("60", "30", "30", "1", "1");
    assertThat(texts(answer, "share")).endsWith("1.0", "1.0");
    assertThat(texts(api.json(HOTSPOTS, "tool=read"), "service")).containsExactly("acme/wiki");
    assertThat(texts(api.json(HOTSPOTS, "from=now-3d&to=now-2d"), "span")).isEmpty();
  }

  @Test
  void csv_hasTheSameRows() {
    assertThat(api.csv(HOTSPOTS, "tool=ping"))
        .isEqualTo(
            "service,tool,span,kind,calls,calls_per_call,self_seconds,share,tool_calls,"
                + "tool_mean_seconds\r\n"
                + "acme/reports,ping,tools/call ping,server,1,1.0,0.03,1.0,1,0.03\r\n");
  }

  @Test
  void pages_haveEachRowOnce() {
    List<String> spans = new ArrayList<>();
    String cursor = "";
    do {
      JsonNode page = api.json(HOTSPOTS, "limit=2&cursor=" + cursor);
      assertThat(page.path("hotspots").size()).isLessThanOrEqualTo(2);
      spans.addAll(texts(page, "span"));
      cursor = page.path("next_cursor").isNull() ? "" : page.path("next_cursor").asText();
    } while (!cursor.isEmpty());
    assertThat(spans).isEqualTo(texts(api.json(HOTSPOTS, "limit=100"), "span")).hasSize(5);
  }

  @Test
  void wrongCursors_andUnknownServices_areRefused() {
    String cursor = api.json(HOTSPOTS, "limit=2").path("next_cursor").asText();
    Cursor real = Cursor.of(cursor);
    String made =
        new Cursor(real.query(), real.asked(), new Position(real.last().rank(), "x", "")).encoded();
    assertThatThrownBy(() -> api.json(HOTSPOTS, "cursor=" + made))
        .isInstanceOf(InvalidParametersException.class);
    assertThatThrownBy(() -> api.json(HOTSPOTS, "tool=read&cursor=" + cursor))
        .isInstanceOf(InvalidParametersException.class);
    assertThatThrownBy(() -> api.json(HOTSPOTS, "service=nobody"))
        .isInstanceOf(NotFoundException.class);
  }
}
