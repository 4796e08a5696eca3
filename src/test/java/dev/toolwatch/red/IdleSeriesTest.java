package dev.toolwatch.red;

import static org.assertj.core.api.Assertions.assertThat;

import dev.toolwatch.cardinality.Cardinalities;
import dev.toolwatch.expose.HistogramSample;
import dev.toolwatch.expose.Sample;
import dev.toolwatch.signal.Operation;
import dev.toolwatch.signal.Outcome;
import dev.toolwatch.signal.ServiceId;
import dev.toolwatch.testing.SettableTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What nobody uses leaves the page, with all that is known of its service. */
class IdleSeriesTest {
  private static final String DURATION = "mcp_server_operation_duration_seconds";
  private static final String ERRORS = "mcp_server_errors";
  private static final String LAST_SEEN = "mcp_service_last_seen_timestamp_seconds";

  private final SettableTime time = new SettableTime(Instant.ofEpochSecond(1_790_000_000));
  private final RedFixture red = new RedFixture(Cardinalities.of(10_000, 500, time));
  private final List<Shard> shards = List.of(red.openShard(), red.openShard());

  private void call(int shard, String service, String tool, Outcome outcome) {
    Operation call = new Operation();
    call.begin(ServiceId.of(service), time.millis() * 1_000_000);
    call.method("tools/call");
    call.tool(tool);
    if (outcome != Outcome.OK) {
      call.failed(outcome, "timeout");
    }
    shards.get(shard).received(time.millis());
    shards.get(shard).record(call, true);
  }

  /** As many ticks as it takes for rounds of all tables, some times over. */
  private void ticks() {
    for (int i = 0; i < 40; i++) {
      time.advance(Duration.ofSeconds(2));
      shards.forEach(shard -> shard.tick(time.millis()));
    }
  }

  private List<? extends Sample> samples(String family, String service) {
    return red.samples(family).stream()
        .filter(sample -> sample.labels().value(0).equals(service))
        .toList();
  }

  @Test
  void service_unusedForADay_leavesThePageAndComesBackAnew() {
    for (int shard = 0; shard < 2; shard++) {
      call(shard, "orders", "find", Outcome.OK);
      call(shard, "orders", "find", Outcome.SERVER_ERROR);
      call(shard, "stock", "count", Outcome.OK);
    }
    ticks();
    HistogramSample before = (HistogramSample) samples(DURATION, "orders").get(0);
    assertThat(before.count()).isEqualTo(2);
    for (int hour = 0; hour < 25; hour++) {
      time.advance(Duration.ofHours(1));
      call(0, "stock", "count", Outcome.OK);
      ticks();
    }
    assertThat(samples(DURATION, "orders")).isEmpty();
    assertThat(samples(ERRORS, "orders")).isEmpty();
    assertThat(samples(LAST_SEEN, "orders")).isEmpty();
    assertThat(samples(LAST_SEEN, "stock")).hasSize(1);
    assertThat(((HistogramSample) samples(DURATION, "stock").get(0)).count()).isEqualTo(27);

    call(1, "orders", "find", Outcome.OK);
    HistogramSample after = (HistogramSample) samples(DURATION, "orders").get(0);
    assertThat(after.count()).isEqualTo(1);
    assertThat(after.createdMillis()).isGreaterThan(before.createdMillis());
    assertThat(samples(LAST_SEEN, "orders")).hasSize(1);
  }

  /** An error ratio needs both: the rare outcome of a tool that is in use does not go. */
  @Test
  void outcome_unusedOfAToolInUse_stays() {
    call(0, "orders", "find", Outcome.SERVER_ERROR);
    ticks();
    for (int hour = 0; hour < 30; hour++) {
      time.advance(Duration.ofHours(1));
      call(0, "orders", "find", Outcome.OK);
      ticks();
    }
    assertThat(samples(DURATION, "orders")).hasSize(2);
    // The error's own counter went: what it told is long told.
    assertThat(samples(ERRORS, "orders")).isEmpty();
  }
}
