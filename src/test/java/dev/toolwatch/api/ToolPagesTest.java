package dev.toolwatch.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.toolwatch.signal.Minutes;
import dev.toolwatch.signal.ServiceId;
import dev.toolwatch.store.Batch;
import dev.toolwatch.store.Batches;
import dev.toolwatch.store.Rollup;
import dev.toolwatch.store.Series;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Small pages, whose users are read after the rest, against one page of all tools. */
class ToolPagesTest {
  private static final Instant NOW = Instant.parse("2026-08-12T09:30:00Z");
  private static final int SERVICES = 3;
  private static final int TOOLS = 7;

  @TempDir Path directory;

  /** In this week and in the one before. */
  private static Batch calls() {
    SplittableRandom random = new SplittableRandom(3);
    Map<Long, Map<Series, Rollup>> operations = new HashMap<>();
    for (int i = 0; i < 400; i++) {
      ServiceId service = ServiceId.of("service" + random.nextInt(SERVICES));
      Series tool = new Series(service, "tools/call", "tool" + random.nextInt(TOOLS));
      long[] users = random.longs(random.nextInt(4), 1, 30).toArray();
      Rollup calls = Batches.rollup(1 + random.nextInt(5), 0.01 * (1 + random.nextInt(500)), users);
      // The last tool of all is called no more.
      boolean stopped = tool.tool().equals("tool6");
      int daysAgo = (stopped ? 8 : 1) + random.nextInt(stopped ? 5 : 12);
      Map<Series, Rollup> minute =
          operations.computeIfAbsent(
              Minutes.of(NOW.minus(Duration.ofDays(daysAgo))), key -> new HashMap<>());
      minute.merge(tool, calls, Rollup::plus);
      minute.merge(Series.whole(service), calls, Rollup::plus);
    }
    return Batches.operations(operations);
  }

  @ParameterizedTest
  @EnumSource(Order.class)
  void pages_ofAnySize_areTheListing(Order order) {
    String query = "from=now-7d&order=" + order.name().toLowerCase(Locale.ROOT);
    try (ApiFixture api = new ApiFixture(directory, calls(), NOW)) {
      List<JsonNode> all = rows(api.json("tools", query + "&limit=1000"));
      assertThat(all).hasSize(SERVICES * TOOLS);
      assertThat(all).anyMatch(row -> row.get("users").asLong() > 1);
      assertThat(all).anyMatch(row -> row.get("previous_users").asLong() > 1);
      for (int limit : new int[] {1, 5, 7, 8, 20}) {
        List<JsonNode> read = new ArrayList<>();
        String cursor = "";
        while (cursor != null) {
          JsonNode page = api.json("tools", query + "&limit=" + limit + cursor);
          read.addAll(rows(page));
          JsonNode next = page.get("next_cursor");
          cursor = next == null || next.isNull() ? null : "&cursor=" + next.asText();
        }
        assertThat(read).as("limit %d", limit).containsExactlyElementsOf(all);
      }
    }
  }

  private static List<JsonNode> rows(JsonNode answer) {
    List<JsonNode> rows = new ArrayList<>();
    answer.get("tools").forEach(rows::add);
    return rows;
  }
}
